using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Cosmos;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>What a commit sends reaches the broker: in order, at least once, whoever dies on the way.</summary>
public sealed class CosmosRelayTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CosmosAccount _account = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        CosmosAccount.NeedsTheDouble();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Loop_RelaysEveryRecordsMessagesInOrder_AndEmptiesTheOutbox()
    {
        var engine = await _account.OpenAsync();
        engine.RelayLoop.Start();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async record =>
        {
            for (var version = 0; version < 5; version++) await CommitAsync(engine, record, version, messages: 3);
        }));
        await UntilAsync(() => _account.Publisher.Ids.Count >= 300 && Waiting() == 0);
        _account.Publisher.Ids.Should().OnlyHaveUniqueItems();
        foreach (var one in _account.Publisher.Published.GroupBy(outgoing => outgoing.Message.Session))
            one.Select(outgoing => outgoing.Message.Id).Should().BeInAscendingOrder(StringComparer.Ordinal).And.HaveCount(15);
    }

    [Fact]
    public async Task Loop_KeepsTheWholeEnvelope()
    {
        var engine = await _account.OpenAsync();
        var sent = new Outgoing(
            new Message("m1", "ps.exams.x.v1", new RecordId("other-7"), DateTimeOffset.UtcNow, "corr", Encoding.UTF8.GetBytes("{\"tên\":\"ÁNH\",\"n\":[1,2.5]}")),
            ExpiresAt: DateTimeOffset.FromUnixTimeMilliseconds(1_900_000_000_123));
        await engine.Records.CommitAsync(new Commit { Record = new RecordId("reg-1"), Messages = [sent] }, Stop);
        engine.RelayLoop.Start();
        await UntilAsync(() => _account.Publisher.Ids.Count == 1);
        var got = _account.Publisher.Published[0];
        got.Should().BeEquivalentTo(sent, options => options.Excluding(outgoing => outgoing.Message.Data));
        Encoding.UTF8.GetString(got.Message.Data.Span).Should().Be("{\"tên\":\"ÁNH\",\"n\":[1,2.5]}");
    }

    [Fact]
    public async Task ABrokerThatFails_GetsTheSameMessagesAgainAndNoneBeforeThem()
    {
        var engine = await _account.OpenAsync();
        for (var version = 0; version < 4; version++) await CommitAsync(engine, 1, version, messages: 1);
        var attempts = 0;
        _account.Publisher.Before = _ => Interlocked.Increment(ref attempts) <= 2
            ? throw new EngineBusyException("throttled", TimeSpan.FromMilliseconds(10))
            : ValueTask.CompletedTask;
        engine.RelayLoop.Start();
        await UntilAsync(() => _account.Publisher.Ids.Count >= 4 && Waiting() == 0);
        _account.Publisher.Ids.Should().Equal(IdsOf(1, 4));
    }

    [Fact]
    public async Task ACrashBetweenPublishingAndRemoving_PublishesAgain()
    {
        var engine = await _account.OpenAsync();
        await CommitAsync(engine, 1, 0, messages: 2);
        _account.Double.Faults.Add(new CosmosFault(FaultKind.Unavailable, GatewayOperation.Batch, "records"));
        (await engine.Relay.RelayAsync(Feed(), Stop)).Should().Be(2);
        Waiting().Should().Be(2, "they could not be removed");
        (await engine.Relay.RelayAsync(Feed(), Stop)).Should().Be(2);
        Waiting().Should().Be(0);
        _account.Publisher.Ids.Should().Equal([.. IdsOf(1, 1, 2), .. IdsOf(1, 1, 2)]);
    }

    [Fact]
    public async Task Relay_OfDocumentsOutOfOrder_PublishesEachCommitInOrder()
    {
        var engine = await _account.OpenAsync();
        await CommitAsync(engine, 1, 0, messages: 5);
        using var feed = JsonDocument.Parse($"[{string.Join(',', Items().Reverse())}]");
        await engine.Relay.RelayAsync(feed.RootElement, Stop);
        _account.Publisher.Ids.Should().Equal(IdsOf(1, 1, 5));
    }

    [Fact]
    public async Task Relay_OfDocumentsAlreadyRemoved_DoesNoHarm()
    {
        var engine = await _account.OpenAsync();
        await CommitAsync(engine, 1, 0, messages: 2);
        var feed = Feed();
        await engine.Relay.RelayAsync(feed, Stop);
        (await engine.Relay.RelayAsync(feed, Stop)).Should().Be(2, "who was slower cannot know");
    }

    [Fact]
    public async Task Sweep_FindsWhatTheFeedLost_InOrder_OnceItIsOldEnough()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var account = new CosmosAccount(clock);
        var engine = await account.OpenAsync();
        for (var version = 0; version < 12; version++) await CommitAsync(engine, 1, version, messages: 12);
        (await engine.Relay.SweepAsync(Stop)).Should().Be(0, "the feed has not lost what it may still bring");
        clock.Advance(TimeSpan.FromSeconds(6));
        (await engine.Relay.SweepAsync(Stop)).Should().Be(144);
        account.Publisher.Ids.Should().Equal(IdsOf(1, 12, 12));
        (await engine.Relay.SweepAsync(Stop)).Should().Be(0);
    }

    [Fact]
    public async Task Sweep_InTwoProcesses_RunsInOneOfThem()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var account = new CosmosAccount(clock);
        var (one, two) = (await account.OpenAsync(), await account.OpenAsync());
        (await one.Relay.SweepAsync(Stop)).Should().Be(0);
        await CommitAsync(one, 1, 0, messages: 1);
        clock.Advance(TimeSpan.FromSeconds(5.5));
        (await two.Relay.SweepAsync(Stop)).Should().Be(0, "the other one holds the lease");
        clock.Advance(TimeSpan.FromSeconds(1));
        (await two.Relay.SweepAsync(Stop)).Should().Be(1, "the other one was not heard of for a lease's term");
    }

    [Fact]
    public async Task ADelayedMessage_GoesToABrokerThatHoldsItBack()
    {
        var engine = await _account.OpenAsync();
        var later = DateTimeOffset.UtcNow.AddHours(1);
        await engine.Records.CommitAsync(new Commit { Record = new RecordId("reg-1"), Messages = [new Outgoing(Letter("m1"), later)] }, Stop);
        await engine.Relay.RelayAsync(Feed(), Stop);
        _account.Publisher.Published.Should().ContainSingle().Which.NotBefore.Should().BeCloseTo(later, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task ADelayedMessage_WaitsInTheOutboxWhereTheBrokerCannot_AndHoldsNothingBack()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var account = new CosmosAccount(clock);
        var broker = new MemoryPublisher { CanSchedule = false };
        var engine = await account.OpenAsync(publisher: broker);
        var later = clock.GetUtcNow().AddMinutes(1);
        await engine.Records.CommitAsync(
            new Commit { Record = new RecordId("reg-1"), Messages = [new Outgoing(Letter("later"), later), new Outgoing(Letter("now"))] }, Stop);
        using var feed = JsonDocument.Parse($"[{string.Join(',', account.Double.Dump(account.Database, "records"))}]");
        await engine.Relay.RelayAsync(feed.RootElement, Stop);
        broker.Ids.Should().Equal("now");
        clock.Advance(TimeSpan.FromSeconds(59));
        (await engine.Relay.SweepAsync(Stop)).Should().Be(0);
        clock.Advance(TimeSpan.FromSeconds(2));
        (await engine.Relay.SweepAsync(Stop)).Should().Be(1);
        broker.Ids.Should().Equal("now", "later");
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 70)]
    public async Task Send_WithoutACommit_UsesTheOutboxOnlyWhereSomethingMustWait(bool brokerSchedules, int kept)
    {
        var broker = new MemoryPublisher { CanSchedule = brokerSchedules };
        var engine = await _account.OpenAsync(publisher: broker);
        await engine.Sender.SendAsync([], Stop);
        await engine.Sender.SendAsync([new Outgoing(Letter("now"), DateTimeOffset.UtcNow.AddSeconds(-1))], Stop);
        broker.Ids.Should().Equal("now");
        var later = DateTimeOffset.UtcNow.AddHours(1);
        _account.Double.Faults.Add(new CosmosFault(FaultKind.TimeOutAfter, GatewayOperation.Batch));
        await engine.Sender.SendAsync([.. Enumerable.Range(0, 70).Select(i => new Outgoing(Letter($"m{i}"), later))], Stop);
        Waiting().Should().Be(kept);
        broker.Ids.Should().HaveCount(71 - kept);
    }

    [Fact]
    public async Task Loops_OfTwoProcesses_ShareTheRanges_AndOneTakesOverFromTheOther()
    {
        static CosmosOptions Quick(CosmosOptions options) => options with { RelayLease = TimeSpan.FromSeconds(1) };
        var (one, two) = (await _account.OpenAsync(Quick), await _account.OpenAsync(Quick));
        one.RelayLoop.Start();
        await UntilAsync(() => one.RelayLoop.Ranges == 2);
        two.RelayLoop.Start();
        await UntilAsync(() => two.RelayLoop.Ranges == 1 && one.RelayLoop.Ranges == 1);
        await CommitAsync(one, 1, 0, messages: 1);
        await CommitAsync(two, 2, 0, messages: 1);
        await UntilAsync(() => _account.Publisher.Ids.Count == 2);
        await one.RelayLoop.StopAsync();
        await UntilAsync(() => two.RelayLoop.Ranges == 2);
        for (var record = 3; record < 13; record++) await CommitAsync(two, record, 0, messages: 1);
        await UntilAsync(() => _account.Publisher.Ids.Count == 12);
        _account.Publisher.Ids.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task ALoopThatStarts_GoesOnWhereTheLastOneStopped()
    {
        var first = await _account.OpenAsync();
        first.RelayLoop.Start();
        await CommitAsync(first, 1, 0, messages: 1);
        await UntilAsync(() => Waiting() == 0 && _account.Publisher.Ids.Count == 1);
        await first.DisposeAsync();
        var before = _account.Double.Usage.ByOperation[GatewayOperation.Feed].BytesOut;
        var second = await _account.OpenAsync();
        await CommitAsync(second, 1, 1, messages: 1);
        second.RelayLoop.Start();
        await UntilAsync(() => _account.Publisher.Ids.Count == 2);
        _account.Publisher.Ids.Should().OnlyHaveUniqueItems();
        _account.Double.Usage.ByOperation[GatewayOperation.Feed].BytesOut.Should().BeGreaterThan(before);
    }

    private static async Task CommitAsync(CosmosEngine engine, int record, int version, int messages)
    {
        var id = new RecordId($"reg-{record}");
        var result = await engine.Records.CommitAsync(
            new Commit
            {
                Record = id,
                ExpectedVersion = version,
                State = "{}"u8.ToArray(),
                Messages = [.. Enumerable.Range(0, messages).Select(i => new Outgoing(Letter($"{record:00}-{version:00}-{i:00}", id)))],
            },
            Stop);
        result.Outcome.Should().Be(CommitOutcome.Done);
    }

    private static IEnumerable<string> IdsOf(int record, int versions, int messages = 1) =>
        from version in Enumerable.Range(0, versions)
        from i in Enumerable.Range(0, messages)
        select $"{record:00}-{version:00}-{i:00}";

    private static Message Letter(string id, RecordId? session = null) =>
        new(id, "ps.exams.x.v1", session ?? new RecordId("reg-1"), DateTimeOffset.UnixEpoch, "c", "{}"u8.ToArray());

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition()) await poll.WaitForNextTickAsync(patience.Token);
    }

    private IEnumerable<string> Items() => _account.Double.Dump(_account.Database, "records");

    private int Waiting() => Items().Count(item => item.Contains("\"sweepAt\"", StringComparison.Ordinal));

    private JsonElement Feed() => JsonDocument.Parse($"[{string.Join(',', Items())}]").RootElement;
}
