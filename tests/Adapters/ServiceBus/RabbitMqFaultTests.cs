using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>A real broker that is killed, cut off or incomplete. Each class below has one of its own, which no other test left in a state.</summary>
public abstract class RabbitMqFaultTests(RabbitMqServer server) : IAsyncLifetime
{
    private Stand? _stand;

    protected RabbitMqServer Server => server;

    private protected Stand Broken => _stand!;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _stand = new Stand(server.Options with { SendPatience = TimeSpan.FromSeconds(1) });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stand is not null) await _stand.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <inheritdoc/>
[Collection(RabbitMqFaults.Name)]
public sealed class RabbitMqKilledTests(RabbitMqServer server) : RabbitMqFaultTests(server), IClassFixture<RabbitMqServer>
{
    [Fact]
    public async Task KilledUnderLoadAndStartedAgain_LosesNothingThatWasTaken()
    {
        Assert.SkipUnless(Server.IsOurs, "It kills the broker, and this one is not ours.");
        var stand = Broken;
        await stand.StartAsync(maxAttempts: 100);
        var killAt = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var publishing = Task.Run(async () =>
        {
            var failures = 0;
            for (var chunk = 0; chunk < 40; chunk++)
            {
                if (chunk == 10) killAt.SetResult();
                failures += await stand.PublishUntilTakenAsync([.. Enumerable.Range(chunk * 100, 100).Select(i => stand.New("a", $"s{i % 20}", $"{i}"))]);
            }

            return failures;
        }, Stand.Stop);
        await killAt.Task;
        await Server.KillAsync();
        await Server.StartAgainAsync();
        (await publishing).Should().BePositive("the broker was away for a while");

        await Stand.UntilAsync(() => stand.Handled.Select(Stand.Text).Distinct().Count() == 4_000);
        foreach (var session in stand.Handled.GroupBy(context => context.Message.Session))
            session.Select(context => int.Parse(Stand.Text(context))).Distinct().Should().BeInAscendingOrder("the first of each comes in order").And.HaveCount(200);
        (await stand.Parked.ListAsync(null, 10, Stand.Stop)).Should().BeEmpty();
    }
}

/// <inheritdoc/>
[Collection(RabbitMqFaults.Name)]
public sealed class RabbitMqCutOffTests(RabbitMqServer server) : RabbitMqFaultTests(server), IClassFixture<RabbitMqServer>
{
    [Fact]
    public async Task ConnectionsCutMidBatch_LoseNothingAndKeepOrder()
    {
        var stand = Broken;
        await stand.StartAsync(maxAttempts: 100);
        var publishing = Task.Run(async () =>
        {
            for (var chunk = 0; chunk < 20; chunk++)
                await stand.PublishUntilTakenAsync([.. Enumerable.Range(chunk * 200, 200).Select(i => stand.New("a", $"s{i % 20}", $"{i}"))]);
        }, Stand.Stop);
        while (!publishing.IsCompleted && stand.Transport.Counters.Reconnects == 0) await Server.CutConnectionsAsync();
        await publishing;
        await Stand.UntilAsync(() => stand.Handled.Select(Stand.Text).Distinct().Count() == 4_000);
        foreach (var session in stand.Handled.GroupBy(context => context.Message.Session))
            session.Select(context => int.Parse(Stand.Text(context))).Distinct().Should().BeInAscendingOrder().And.HaveCount(200);
    }

    [Fact]
    public async Task WhatIsMissing_IsNamedAtTheStart()
    {
        var wanted = Topology.Of([("one", "a"), ("one", "c"), ("three", "a"), ("x", "ps.nowhere.y.v1")], []);
        await using var stand = new Stand(Server.Options, wanted);
        var refused = await FluentActions.Awaiting(() => stand.Transport.CheckTopologyAsync(Stand.Stop)).Should().ThrowAsync<TopologyException>();
        refused.Which.Faults.Should().BeEquivalentTo(
            "The broker's topic \"messages\", subscription \"one\" is not bound to \"c\".",
            "The broker lacks topic \"messages\", subscription \"three\".",
            "The broker has no topic \"nowhere\".");
    }
}
