using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Queue;

/// <summary>
/// What every engine's queue does. Message type <c>a</c> goes to consumer <c>one</c>, <c>both</c> to <c>one</c> and <c>two</c>,
/// <c>row</c> to the projection <c>rows</c>.
/// </summary>
public abstract class QueueCompliance : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Channel<(string Consumer, MessageContext Context)> _handled = Channel.CreateUnbounded<(string, MessageContext)>();
    private int _nextId;

    protected IMessageQueue Queue { get; set; } = null!;

    protected IRecordStore Store { get; set; } = null!;

    protected IViewStore Views { get; set; } = null!;

    protected IParkedMessages Parked { get; set; } = null!;

    /// <summary>Messages that wait when the engine starts: more than it holds in memory.</summary>
    protected virtual int Backlog => 25_000;

    /// <summary>Messages of one session sent while they are worked off: more than it holds in memory.</summary>
    protected virtual int Stream => 30_000;

    /// <summary>Whether the engine can tell how many messages of a consumer are not due yet.</summary>
    protected virtual bool CountsScheduled => true;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Closes the engine and opens it again on what it had made durable.</summary>
    protected abstract ValueTask RestartAsync();

    [Fact]
    public async Task Send_ReachesEveryConsumerOfItsType()
    {
        await StartAsync();
        await SendAsync(New("both", "s", "x"));
        var got = new[] { await NextAsync(), await NextAsync() };
        got.Select(one => one.Consumer).Should().BeEquivalentTo("one", "two");
        got.Should().OnlyContain(one => Text(one.Context.Message) == "x" && one.Context.Attempt == 1);
    }

    [Fact]
    public async Task Send_KeepsTheWholeEnvelope()
    {
        await StartAsync();
        var sent = New("a", "reg-7", "nội dung");
        await SendAsync(sent);
        var (_, context) = await NextAsync();
        context.Message.Should().BeEquivalentTo(sent, options => options.Excluding(message => message.Data).Excluding(message => message.Time));
        context.Message.Time.Should().BeCloseTo(sent.Time, TimeSpan.FromMilliseconds(1));
        Text(context.Message).Should().Be("nội dung");
    }

    [Fact]
    public async Task Send_OfATypeNobodyReads_IsAccepted()
    {
        await StartAsync();
        await SendAsync(New("nobody", "s", "x"), New("a", "s", "y"));
        Text((await NextAsync()).Context.Message).Should().Be("y");
    }

    [Fact]
    public async Task Commit_SendsItsMessagesOnlyWhenItIsDone()
    {
        await StartAsync();
        await CommitAsync(0, New("a", "s", "first"));
        await CommitAsync(0, New("a", "s", "conflict"));
        await CommitAsync(1, New("a", "s", "second"));
        Text((await NextAsync()).Context.Message).Should().Be("first");
        Text((await NextAsync()).Context.Message).Should().Be("second");
    }

    [Fact]
    public async Task OneSession_IsHandledInOrderOneAtATime()
    {
        var inside = 0;
        await StartAsync(async (context, _) =>
        {
            Interlocked.Increment(ref inside).Should().Be(1);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        });
        await SendAsync([.. Enumerable.Range(0, 200).Select(i => New("a", "s", $"{i}"))]);
        for (var i = 0; i < 200; i++) Text((await NextAsync()).Context.Message).Should().Be($"{i}");
    }

    [Fact]
    public async Task ManySessions_AreHandledAtOnce()
    {
        var together = new CountdownEvent(4);
        await StartAsync(async (_, _) =>
        {
            together.Signal();
            await Task.Run(() => together.Wait(Patience), Stop);
        });
        await SendAsync([.. Enumerable.Range(0, 4).Select(i => New("a", $"s{i}", "x"))]);
        for (var i = 0; i < 4; i++) await NextAsync();
        together.IsSet.Should().BeTrue("no session waits for another");
    }

    [Fact]
    public async Task AFailure_IsDeliveredAgainAndHoldsItsSessionBack()
    {
        var failures = 2;
        await StartAsync((context, _) => Text(context.Message) == "bad" && Interlocked.Decrement(ref failures) >= 0
            ? throw new InvalidOperationException("not yet")
            : ValueTask.CompletedTask);
        await SendAsync(New("a", "s", "bad"), New("a", "s", "after"), New("a", "other", "free"));
        var order = new[] { await NextAsync(), await NextAsync(), await NextAsync() };
        order.Where(one => one.Context.Message.Session.Value == "s").Select(one => Text(one.Context.Message)).Should().Equal("bad", "after");
        order.Single(one => Text(one.Context.Message) == "bad").Context.Attempt.Should().Be(3);
        Text(order[0].Context.Message).Should().Be("free", "another session does not wait");
    }

    [Fact]
    public async Task AFailureThatStays_IsParkedWithItsReasonAndCanBeReplayed()
    {
        var broken = true;
        await StartAsync((_, _) => broken ? throw new InvalidOperationException("boom") : ValueTask.CompletedTask);
        await SendAsync(New("a", "s", "x"));
        var parked = await ParkedAsync();
        parked.Should().Match<ParkedMessage>(p => p.Reason == "attempts-exhausted" && p.Attempts == 3 && p.Consumer == "one");
        parked.Detail.Should().Contain("boom");
        Text(parked.Message).Should().Be("x");

        broken = false;
        (await Parked.ReplayAsync(parked.Id, Stop)).Should().BeTrue();
        var (_, context) = await NextAsync();
        (context.Attempt, context.Message.Id).Should().Be((1, parked.Message.Id));
        (await Parked.ReplayAsync(parked.Id, Stop)).Should().BeFalse("it is not parked any more");
        (await Parked.ListAsync(null, 10, Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task APermanentFailure_IsParkedAtOnceAndTheSessionGoesOn()
    {
        await StartAsync((context, _) => Text(context.Message) == "poison"
            ? throw new PermanentFailureException("bad-shape", "no such form")
            : ValueTask.CompletedTask);
        await SendAsync(New("a", "s", "poison"), New("a", "s", "after"));
        Text((await NextAsync()).Context.Message).Should().Be("after");
        var parked = await ParkedAsync();
        parked.Should().Match<ParkedMessage>(p => p.Reason == "bad-shape" && p.Attempts == 1);
        (await Parked.DiscardAsync(parked.Id, Stop)).Should().BeTrue();
        (await Parked.FindAsync(parked.Id, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task DeliverLater_CountsNoAttempt()
    {
        var first = true;
        await StartAsync((_, _) =>
        {
            if (!first) return ValueTask.CompletedTask;
            first = false;
            throw new DeliverLaterException(TimeSpan.FromMilliseconds(100), "too early");
        });
        await SendAsync(New("a", "s", "x"));
        (await NextAsync()).Context.Attempt.Should().Be(1);
    }

    [Fact]
    public async Task AScheduledMessage_WaitsAndHoldsNobodyBack()
    {
        await StartAsync();
        var now = DateTimeOffset.UtcNow;
        await Queue.SendAsync([new Outgoing(New("a", "s", "later"), now.AddMilliseconds(400)), new Outgoing(New("a", "s", "now"))], Stop);
        Text((await NextAsync()).Context.Message).Should().Be("now");
        Text((await NextAsync()).Context.Message).Should().Be("later");
        DateTimeOffset.UtcNow.Should().BeOnOrAfter(now.AddMilliseconds(400));
    }

    [Fact]
    public async Task AnExpiredMessage_IsParkedUnread()
    {
        await Queue.SendAsync([new Outgoing(New("a", "s", "old"), ExpiresAt: DateTimeOffset.UtcNow.AddSeconds(-1)), new Outgoing(New("a", "s", "new"))], Stop);
        await StartAsync();
        Text((await NextAsync()).Context.Message).Should().Be("new");
        (await ParkedAsync()).Reason.Should().Be("expired");
    }

    [Fact]
    public async Task AnUnknownType_IsParked()
    {
        await Queue.StartAsync([new Subscription("one", new Dictionary<string, HandleMessage>())], [], Stop);
        await SendAsync(New("a", "s", "x"));
        (await ParkedAsync()).Reason.Should().Be("unknown-type");
    }

    [Fact]
    public async Task AHandlerThatOverrunsItsLease_LosesTheMessageAndDoesItsWorkOnce()
    {
        var deliveries = 0;
        await StartAsync(
            async (context, cancellationToken) =>
            {
                if (Interlocked.Increment(ref deliveries) == 1)
                    await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
                await Store.CommitAsync(
                    new Commit { Record = new RecordId("done-1"), ExpectedVersion = 0, State = Bytes($"{context.Attempt}"), Cause = context.Cause }, Stop);
            },
            lease: TimeSpan.FromMilliseconds(200));
        await SendAsync(New("a", "s", "x"));
        await NextAsync();
        await UntilAsync(async () => (await DepthAsync("one")).Waiting == 0);
        (await Store.LoadAsync(new RecordId("done-1"), Stop))!.Version.Should().Be(1);
    }

    [Fact]
    public async Task ACommitThatNamesItsDelivery_SettlesItEvenIfTheHandlerFailsAfterwards()
    {
        await StartAsync(async (context, _) =>
        {
            await Store.CommitAsync(new Commit { Record = new RecordId("x-1"), ExpectedVersion = 0, State = Bytes("x"), Cause = context.Cause }, Stop);
            throw new InvalidOperationException("after the commit");
        });
        await SendAsync(New("a", "s", "x"), New("a", "t", "y"));
        await UntilAsync(async () => (await Parked.ListAsync(null, 10, Stop)).Count > 0 && (await DepthAsync("one")).Waiting == 0);
        (await Store.LoadAsync(new RecordId("x-1"), Stop)).Should().NotBeNull();
        (await Parked.ListAsync(null, 10, Stop)).Should().HaveCount(1, "only the message whose commit met a conflict was tried to the end");
    }

    [Fact]
    public async Task TheSameMessageTwice_HasItsEffectOnce()
    {
        await StartAsync(async (context, _) =>
        {
            var record = await Store.LoadAsync(new RecordId("sum-1"), Stop);
            await Store.CommitAsync(
                new Commit { Record = new RecordId("sum-1"), ExpectedVersion = record?.Version ?? 0, State = Bytes("x"), Cause = context.Cause }, Stop);
        });
        var message = New("a", "s", "x");
        await SendAsync(message, message, New("a", "s", "y"));
        for (var i = 0; i < 3; i++) await NextAsync();
        (await Store.LoadAsync(new RecordId("sum-1"), Stop))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task WhatWasSentBeforeTheStart_IsDeliveredInOrderAfterIt()
    {
        var count = Backlog;
        foreach (var chunk in Enumerable.Range(0, count).Chunk(1_000)) await SendAsync([.. chunk.Select(i => New("a", $"s{i % 7}", $"{i}"))]);
        await RestartAsync();
        var seen = new ConcurrentDictionary<string, int>();
        var total = 0;
        await StartAsync((context, _) =>
        {
            var number = int.Parse(Text(context.Message));
            seen.GetValueOrDefault(context.Message.Session.Value, -1).Should().BeLessThan(number);
            seen[context.Message.Session.Value] = number;
            Interlocked.Increment(ref total);
            return ValueTask.CompletedTask;
        });
        await UntilAsync(() => ValueTask.FromResult(Volatile.Read(ref total) >= count));
        (await Parked.ListAsync(null, 10, Stop)).Should().BeEmpty();
        await UntilAsync(async () => (await DepthAsync("one")).Waiting == 0);
        total.Should().Be(count);
    }

    [Fact]
    public async Task SendingWhileAFullBacklogIsWorkedOff_LosesNothingAndKeepsOrder()
    {
        var count = Stream;
        var last = -1;
        await StartAsync((context, _) =>
        {
            var number = int.Parse(Text(context.Message));
            number.Should().Be(Interlocked.Exchange(ref last, number) + 1);
            return ValueTask.CompletedTask;
        });
        foreach (var chunk in Enumerable.Range(0, count).Chunk(500)) await SendAsync([.. chunk.Select(i => New("a", "s", $"{i}"))]);
        await UntilAsync(() => ValueTask.FromResult(Volatile.Read(ref last) == count - 1));
        (await Parked.ListAsync(null, 10, Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task Projection_WritesItsRowsAndSettlesItsMessages()
    {
        await StartAsync();
        await SendAsync([.. Enumerable.Range(0, 700).Select(i => New("row", $"s{i}", $"{i:000}"))]);
        await UntilAsync(async () => (await Views.RangeAsync(new ViewRange("v", "p", 1_000), Stop)).Rows.Count == 700);
        await UntilAsync(async () => (await DepthAsync("rows")).Waiting == 0);
    }

    [Fact]
    public async Task Projection_OfABacklog_EndsAtTheNewestVersionOfEachRow()
    {
        await StartAsync();
        await SendAsync([.. Enumerable.Range(0, 1_500).Select(i => New("row", $"s{i % 50}", $"{i % 50:00}@{(i / 50) + 1}"))]);
        await UntilAsync(async () => (await Views.RangeAsync(new ViewRange("v", "p"), Stop)).Rows.Count(row => row.Version == 30) == 50);
        await UntilAsync(async () => (await DepthAsync("rows")).Waiting == 0);
        (await Parked.ListAsync(null, 10, Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task Projection_OfABadMessage_ParksItAlone()
    {
        await StartAsync();
        await SendAsync(New("row", "s", "1"), New("row", "s", "bad"), New("row", "s", "2"));
        (await ParkedAsync()).Reason.Should().Be("projection-failed");
        await UntilAsync(async () => (await Views.RangeAsync(new ViewRange("v", "p"), Stop)).Rows.Count == 2);
        await UntilAsync(async () => (await DepthAsync("rows")).Waiting == 0);
        (await Views.RangeAsync(new ViewRange("v", "p"), Stop)).Rows.Select(row => row.Sort).Should().Equal("1", "2");
    }

    [Fact]
    public async Task Depths_CountWaitingScheduledAndParked()
    {
        await Queue.SendAsync(
            [new Outgoing(New("a", "s", "x")), new Outgoing(New("both", "s", "x")), new Outgoing(New("a", "s", "y"), DateTimeOffset.UtcNow.AddHours(1))], Stop);
        var scheduled = CountsScheduled ? 1 : 0;
        await UntilAsync(async () => await DepthAsync("one") is { Waiting: 2, Parked: 0 } depth && depth.Scheduled == scheduled);
        await UntilAsync(async () => await DepthAsync("two") is { Waiting: 1, Scheduled: 0 });
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(Message message) => Encoding.UTF8.GetString(message.Data.Span);

    private static async Task UntilAsync(Func<ValueTask<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience * 2);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition()) await poll.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>A row by its sort, and after <c>@</c> its version; 1 where none is told.</summary>
    private static IEnumerable<ViewChange> ProjectRow(Message message) => Text(message).Split('@') switch
    {
        ["bad"] => throw new FormatException("not a row"),
        [var sort, var version] => [new ViewChange(new ViewKey("v", "p", sort), long.Parse(version), message.Data)],
        [var sort, ..] => [new ViewChange(new ViewKey("v", "p", sort), 1, message.Data)],
        [] => [],
    };

    private Message New(string type, string session, string text) =>
        new($"m{Interlocked.Increment(ref _nextId):00000000}", type, new RecordId(session), DateTimeOffset.UtcNow, "corr-1", Bytes(text));

    private async Task SendAsync(params Message[] messages) =>
        await Queue.SendAsync([.. messages.Select(message => new Outgoing(message))], Stop);

    private async Task CommitAsync(long version, Message message) => await Store.CommitAsync(
        new Commit { Record = new RecordId("reg-1"), ExpectedVersion = version, State = Bytes("x"), Messages = [new Outgoing(message)] }, Stop);

    private async Task StartAsync(HandleMessage? handle = null, TimeSpan? lease = null)
    {
        Subscription For(string consumer)
        {
            HandleMessage whole = async (context, cancellationToken) =>
            {
                if (handle is not null) await handle(context, cancellationToken);
                _handled.Writer.TryWrite((consumer, context));
            };
            return new Subscription(consumer, new Dictionary<string, HandleMessage> { ["a"] = whole, ["both"] = whole })
            {
                MaxAttempts = 3,
                FirstPause = TimeSpan.FromMilliseconds(100),
                Lease = lease ?? TimeSpan.FromMinutes(1),
            };
        }

        await Queue.StartAsync(
            [For("one"), For("two")],
            [new ProjectionSubscription("rows", new Dictionary<string, ProjectMessage> { ["row"] = ProjectRow })],
            Stop);
    }

    private async Task<(string Consumer, MessageContext Context)> NextAsync() =>
        await _handled.Reader.ReadAsync(Stop).AsTask().WaitAsync(Patience, Stop);

    private async Task<ParkedMessage> ParkedAsync()
    {
        IReadOnlyList<ParkedMessage> parked = [];
        await UntilAsync(async () => (parked = await Parked.ListAsync(null, 10, Stop)).Count > 0);
        return parked.Should().ContainSingle().Subject;
    }

    private async Task<QueueDepth> DepthAsync(string consumer) =>
        (await Parked.DepthsAsync(Stop)).Single(depth => depth.Consumer == consumer);
}
