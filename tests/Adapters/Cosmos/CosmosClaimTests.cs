using System.Text;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Cosmos;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>An idempotency key is one over all records, though no batch spans two.</summary>
public sealed class CosmosClaimTests : IAsyncLifetime
{
    private static readonly RecordId One = new("reg-1");
    private static readonly RecordId Two = new("reg-2");
    private static readonly Cause Request = Cause.Request("http:an", "k1", "f1");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly CosmosAccount _account;
    private CosmosEngine _engine = null!;

    public CosmosClaimTests() => _account = new CosmosAccount(_clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        CosmosAccount.NeedsTheDouble();
        _engine = await _account.OpenAsync();
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task AKeyClaimedWithoutAnswer_HoldsOthersOffForAWhile()
    {
        await ClaimOnlyAsync(One);
        (await FluentActions.Awaiting(() => CommitAsync(Two)).Should().ThrowAsync<EngineBusyException>())
            .Which.RetryAfter.Should().BePositive();
        (await CommitAsync(One)).Outcome.Should().Be(CommitOutcome.Done, "who claimed it may go on at once");
        (await CommitAsync(Two)).Outcome.Should().Be(CommitOutcome.AlreadyDone);
    }

    [Fact]
    public async Task AKeyLongClaimedWithoutAnswer_PassesToAnotherRecord()
    {
        await ClaimOnlyAsync(One);
        _clock.Advance(TimeSpan.FromSeconds(61));
        (await CommitAsync(Two)).Outcome.Should().Be(CommitOutcome.Done);
        (await CommitAsync(One)).Outcome.Should().Be(CommitOutcome.AlreadyDone);
        (await _engine.Records.LoadAsync(One, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task ACommitStillOnItsWayWhenItsClaimPasses_CannotHappenAfterwards()
    {
        // The first process claims, then hangs before its batch is sent; the claim passes on meanwhile.
        var other = await _account.OpenAsync();
        var hung = true;
        CommitResult passed = default;
        _account.Double.Asked = async operation =>
        {
            if (operation != GatewayOperation.Batch || !hung) return;
            hung = false;
            _clock.Advance(TimeSpan.FromSeconds(61));
            passed = await other.Records.CommitAsync(NewCommit(Two), Stop);
        };
        var late = await CommitAsync(One);
        passed.Outcome.Should().Be(CommitOutcome.Done);
        late.Outcome.Should().Be(CommitOutcome.AlreadyDone);
        Encoding.UTF8.GetString(late.Answer.Span).Should().Be("answer of reg-2");
        (await _engine.Records.LoadAsync(One, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task AKeyThatComesBackToARecordItWasTakenFrom_IsAnsweredThere()
    {
        await ClaimOnlyAsync(One);
        _clock.Advance(TimeSpan.FromSeconds(61));
        await ClaimOnlyAsync(Two);
        _clock.Advance(TimeSpan.FromSeconds(61));
        (await CommitAsync(One)).Outcome.Should().Be(CommitOutcome.Done, "the void answer it left behind makes room");
        (await _engine.Records.FindAnswerAsync(Request, Stop))!.Value.Fingerprint.Should().Be("f1");
    }

    [Fact]
    public async Task ManyRecordsAtOnceUnderOneKey_ExactlyOneIsDone()
    {
        var engines = new[] { _engine, await _account.OpenAsync(), await _account.OpenAsync() };
        var results = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            try
            {
                return (await engines[i % 3].Records.CommitAsync(NewCommit(new RecordId($"reg-{i}")), Stop)).Outcome;
            }
            catch (EngineBusyException)
            {
                return CommitOutcome.Conflict;
            }
        }));
        results.Count(outcome => outcome == CommitOutcome.Done).Should().Be(1);
    }

    [Fact]
    public async Task AnAnswer_IsForgottenAfterItsRetention()
    {
        await CommitAsync(One);
        _clock.Advance(Cause.RequestRetention - TimeSpan.FromMinutes(1));
        (await _engine.Records.FindAnswerAsync(Request, Stop)).Should().NotBeNull();
        _clock.Advance(TimeSpan.FromMinutes(2));
        (await _engine.Records.FindAnswerAsync(Request, Stop)).Should().BeNull();
        (await CommitAsync(Two)).Outcome.Should().Be(CommitOutcome.Done);
    }

    [Fact]
    public async Task AHandledMessage_IsRememberedForItsRetention()
    {
        var cause = new Cause("payments", "m1");
        await _engine.Records.CommitAsync(NewCommit(One) with { Cause = cause }, Stop);
        _clock.Advance(Cause.MessageRetention - TimeSpan.FromMinutes(1));
        (await _engine.Records.CommitAsync(NewCommit(One) with { ExpectedVersion = 1, Cause = cause }, Stop)).Outcome
            .Should().Be(CommitOutcome.AlreadyDone);
        _clock.Advance(TimeSpan.FromMinutes(2));
        (await _engine.Records.CommitAsync(NewCommit(One) with { ExpectedVersion = 1, Cause = cause }, Stop)).Outcome
            .Should().Be(CommitOutcome.Done);
    }

    [Theory]
    [InlineData(FaultKind.TimeOutAfter)]
    [InlineData(FaultKind.TimeOutBefore)]
    [InlineData(FaultKind.CutAfter)]
    public async Task AClaimWhoseAnswerIsLost_IsFoundAgain(FaultKind kind)
    {
        _account.Double.Faults.Add(new CosmosFault(kind, GatewayOperation.Create, "requests"));
        (await CommitAsync(One)).Outcome.Should().Be(CommitOutcome.Done);
        (await CommitAsync(Two)).Outcome.Should().Be(CommitOutcome.AlreadyDone);
    }

    /// <summary>A claim whose commit met a conflict: no answer follows.</summary>
    private async Task ClaimOnlyAsync(RecordId record)
    {
        _account.Double.Faults.Add(new CosmosFault(FaultKind.Throttle, GatewayOperation.Batch, Times: 10, PauseMilliseconds: 1));
        await FluentActions.Awaiting(() => CommitAsync(record)).Should().ThrowAsync<EngineBusyException>();
        _account.Double.Faults.Clear();
    }

    private async Task<CommitResult> CommitAsync(RecordId record) => await _engine.Records.CommitAsync(NewCommit(record), Stop);

    private static Commit NewCommit(RecordId record) => new()
    {
        Record = record,
        ExpectedVersion = 0,
        State = "{}"u8.ToArray(),
        Cause = Request,
        Answer = Encoding.UTF8.GetBytes($"answer of {record}"),
    };
}
