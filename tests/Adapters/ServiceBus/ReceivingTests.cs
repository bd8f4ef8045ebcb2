using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>Receiving from the simulated Service Bus when not everything goes well.</summary>
public sealed class ReceivingTests : IAsyncLifetime
{
    private readonly ServiceBusSimulator _simulator = Start(lockDuration: TimeSpan.FromSeconds(10));
    private Stand _stand = null!;

    public ValueTask InitializeAsync()
    {
        _stand = new Stand(Stand.OptionsFor(_simulator));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stand.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task ManyShortSessions_Flow()
    {
        const int count = 3_000;
        foreach (var chunk in Enumerable.Range(0, count).Chunk(500))
            await _stand.PublishAsync([.. chunk.Select(i => _stand.New("a", $"s{i}", "x"))]);
        await _stand.StartAsync();
        await Stand.UntilAsync(() => _stand.Handled.Count == count);
        await Stand.UntilAsync(() => _simulator.CountAt(Stand.Subscription) == 0);
        _stand.Transport.Counters.Should().Match<Infra.ServiceBus.BrokerCounters>(counters =>
            counters.Received == count && counters.Completed == count && counters.LockLosses == 0 && counters.Sessions >= count);
    }

    [Fact]
    public async Task AHandlerLongerThanTheLock_KeepsItsSession()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var lockDuration = TimeSpan.FromSeconds(12);
        await using var simulator = Start(lockDuration, clock);
        await using var stand = new Stand(Stand.OptionsFor(simulator), clock: clock);
        TaskCompletionSource began = new(), isOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var starting = stand.StartAsync(async (_, _) =>
        {
            began.TrySetResult();
            await isOver.Task;
        });
        await Stand.UntilAsync(clock, () => starting.IsCompleted);
        await starting;
        await stand.PublishAsync(stand.New("a", "s", "x"));
        await Stand.UntilAsync(clock, () => began.Task.IsCompleted);
        for (var renewal = 1; renewal <= 2; renewal++)
        {
            var until = simulator.SessionLockedUntil(Stand.Subscription, "s");
            clock.Advance(lockDuration * 0.55);
            await Stand.UntilAsync(clock, () => simulator.SessionLockedUntil(Stand.Subscription, "s") > until);
        }

        isOver.SetResult();
        await Stand.UntilAsync(clock, () => stand.Handled.Count == 1 && simulator.CountAt(Stand.Subscription) == 0);
        stand.Transport.Counters.Received.Should().Be(1);
    }

    [Fact]
    public async Task ASessionLostMeanwhile_DeliversItsMessageAgain()
    {
        var deliveries = 0;
        await _stand.StartAsync((context, _) =>
        {
            if (Interlocked.Increment(ref deliveries) == 1) _simulator.LoseSession(Stand.Subscription, "s").Should().BeTrue();
            return ValueTask.CompletedTask;
        });
        await _stand.PublishAsync(_stand.New("a", "s", "x"), _stand.New("a", "s", "y"));
        await Stand.UntilAsync(() => _stand.Handled.Count == 3 && _simulator.CountAt(Stand.Subscription) == 0);
        _stand.Handled.Select(context => (Stand.Text(context), context.Attempt)).Should().Equal(("x", 1), ("x", 2), ("y", 1));
        _stand.Transport.Counters.LockLosses.Should().Be(1);
    }

    [Fact]
    public async Task ConnectionsCutAgainAndAgain_LoseNothingAndKeepEverySessionsOrder()
    {
        var seen = new ConcurrentDictionary<string, ConcurrentQueue<int>>();
        await _stand.StartAsync(
            (context, _) =>
            {
                seen.GetOrAdd(context.Message.Session.Value, _ => new()).Enqueue(int.Parse(Stand.Text(context)));
                return ValueTask.CompletedTask;
            },
            maxAttempts: 100);
        for (var round = 0; round < 5; round++)
        {
            await _stand.PublishUntilTakenAsync([.. Enumerable.Range(round * 400, 400).Select(i => _stand.New("a", $"s{i % 20}", $"{i}"))]);
            _simulator.CutConnections();
        }

        await Stand.UntilAsync(() => seen.Values.Sum(numbers => numbers.Distinct().Count()) == 2_000);
        foreach (var numbers in seen.Values)
        {
            // One that was handled and not settled comes again at once, before any later one.
            numbers.Aggregate(new List<int>(), (all, number) => { if (all.Count == 0 || all[^1] != number) all.Add(number); return all; })
                .Should().BeInAscendingOrder().And.HaveCount(100);
        }

        await Stand.UntilAsync(() => _simulator.CountAt(Stand.Subscription) == 0);
    }

    [Fact]
    public async Task LinksEndedByTheBroker_AreOpenedAgain()
    {
        await _stand.StartAsync();
        for (var round = 1; round <= 3; round++)
        {
            _simulator.DetachLinks(Stand.Subscription);
            _simulator.DetachLinks(Stand.Rows);
            await _stand.PublishAsync(_stand.New("a", "s", "x"), _stand.New("row", "r", "x"));
            await Stand.UntilAsync(() => _stand.Handled.Count == round && _simulator.CountAt(Stand.Rows) == 0);
        }
    }

    [Fact]
    public async Task PausedSessions_LetOthersHaveTheirPlaces()
    {
        await _stand.StartAsync(
            (context, _) => Stand.Text(context) == "later" && DateTimeOffset.UtcNow - context.Message.Time < TimeSpan.FromSeconds(3)
                ? throw new DeliverLaterException(TimeSpan.FromMilliseconds(500), "not yet")
                : ValueTask.CompletedTask,
            concurrency: 2);
        await _stand.PublishAsync([.. Enumerable.Range(0, 20).Select(i => _stand.New("a", $"late{i}", "later"))]);
        await _stand.PublishAsync([.. Enumerable.Range(0, 20).Select(i => _stand.New("a", $"now{i}", "now"))]);
        await Stand.UntilAsync(() => _stand.Handled.Count == 40);
        _stand.Handled.Take(20).Should().OnlyContain(context => Stand.Text(context) == "now", "twenty waiting sessions do not hold two places");
        _stand.Handled.Should().OnlyContain(context => context.Attempt == 1);
    }

    [Fact]
    public async Task WhatTheBrokerGivesUp_IsCollectedWithItsReasonAndReplayed()
    {
        var broken = true;
        await _stand.StartAsync((_, _) => broken ? throw new InvalidOperationException("boom") : ValueTask.CompletedTask, maxAttempts: 100);
        await _stand.PublishAsync(_stand.New("a", "s", "x"));
        var parked = await _stand.ParkedAsync();
        parked.Should().Match<ParkedMessage>(one => one.Reason == "max-delivery-count-exceeded" && one.Consumer == "one" && one.Attempts == 4);
        await Stand.UntilAsync(() => _stand.Transport.Counters.DeadLettered == 1);

        broken = false;
        (await _stand.Parked.ReplayAsync(parked.Id, Stand.Stop)).Should().BeTrue();
        await Stand.UntilAsync(() => _stand.Handled.Count == 1);
        _stand.Handled.Single().Should().Match<MessageContext>(context => context.Attempt == 1 && context.Message.Id == parked.Message.Id);
    }

    [Fact]
    public async Task DeadLetters_CanBeLookedAtAndSentAgainWithoutACollector()
    {
        var desk = _stand.Transport.CreateDeadLetterDesk(_stand.Store);
        await using (var other = new Stand(Stand.OptionsFor(_simulator)))
        {
            // It stops while its shelf takes nothing, so what the broker gave up stays there.
            other.Store.ParkFailures = int.MaxValue;
            await other.StartAsync((_, _) => throw new InvalidOperationException("boom"), maxAttempts: 100);
            await _stand.PublishAsync(_stand.New("a", "s", "x"), _stand.New("a", "t", "y"));
            await Stand.UntilAsync(() => _simulator.CountAt($"{Stand.Subscription}/$DeadLetterQueue") == 2);
        }

        var dead = await desk.PeekAsync("messages", "one", 10, Stand.Stop);
        dead.Select(letter => (Encoding.UTF8.GetString(letter.Message.Data.Span), letter.Reason)).Should()
            .BeEquivalentTo([("x", "max-delivery-count-exceeded"), ("y", "max-delivery-count-exceeded")]);
        // What was on its way to the other when it stopped is locked for a moment more.
        var replayed = 0;
        await Stand.UntilAsync(async () => (replayed += await desk.ReplayAsync("messages", "one", 10, Stand.Stop)) == 2);
        (await desk.PeekAsync("messages", "one", 10, Stand.Stop)).Should().BeEmpty();
        await _stand.StartAsync();
        await Stand.UntilAsync(() => _stand.Handled.Count == 2);
        _stand.Handled.Should().OnlyContain(context => context.Attempt == 1);
    }

    [Fact]
    public async Task AShelfThatIsBusy_IsAskedAgainBeforeTheMessageIsSettled()
    {
        _stand.Store.ParkFailures = 3;
        await _stand.StartAsync((context, _) => Stand.Text(context) == "bad" ? throw new PermanentFailureException("bad-shape", "no") : ValueTask.CompletedTask);
        await _stand.PublishAsync(_stand.New("a", "s", "bad"), _stand.New("a", "s", "after"));
        (await _stand.ParkedAsync()).Should().Match<ParkedMessage>(parked => parked.Reason == "bad-shape" && parked.Attempts == 1);
        await Stand.UntilAsync(() => _stand.Handled.Count == 1);
    }

    [Fact]
    public async Task Stop_WaitsForTheHandlerUnderWayAndSettlesWhatItDid()
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _stand.StartAsync(async (_, _) =>
        {
            inside.TrySetResult();
            await goOn.Task;
        });
        await _stand.PublishAsync(_stand.New("a", "s", "x"), _stand.New("a", "s", "y"));
        await inside.Task.WaitAsync(Stand.Stop);
        var stopping = _stand.Queue.StopAsync(CancellationToken.None).AsTask();
        stopping.IsCompleted.Should().BeFalse();
        goOn.SetResult();
        await stopping;
        _stand.Handled.Should().ContainSingle();
        await Stand.UntilAsync(() => _simulator.CountAt(Stand.Subscription) == 1);
    }

    private static ServiceBusSimulator Start(TimeSpan lockDuration, TimeProvider? clock = null) =>
        ServiceBusSimulator.Start(TopologyFile.Of(BrokerCompliance.Topology, TimeSpan.FromMinutes(10), lockDuration, maxDeliveryCount: 4), clock: clock);
}
