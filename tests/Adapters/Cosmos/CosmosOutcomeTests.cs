using System.Text;
using PublicServices.Infra.Cosmos;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>What a commit is told when its answer is lost, late or a refusal.</summary>
public sealed class CosmosOutcomeTests : IAsyncLifetime
{
    private static readonly RecordId Id = new("reg-1");

    private readonly CosmosAccount _account = new();
    private CosmosEngine _engine = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        CosmosAccount.NeedsTheDouble();
        _engine = await _account.OpenAsync(options => options with { ThrottleRetries = 0 });
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    /// <summary>Every fault that loses an answer, by every shape of commit, whether it had happened or not.</summary>
    public static TheoryData<FaultKind, string> LostAnswers()
    {
        var data = new TheoryData<FaultKind, string>();
        FaultKind[] kinds =
        [
            FaultKind.TimeOutBefore, FaultKind.TimeOutAfter, FaultKind.CutBefore, FaultKind.CutAfter, FaultKind.SilentBefore,
            FaultKind.SilentAfter, FaultKind.Unavailable,
        ];
        foreach (var kind in kinds)
        {
            foreach (var shape in Shapes().Keys) data.Add(kind, shape);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task Commit_WhoseAnswerIsLost_IsDoneOnce(FaultKind kind, string shape)
    {
        await _engine.Records.CommitAsync(New("old"), Stop);
        var engine = await EngineForAsync(kind);
        _account.Double.Faults.Add(new CosmosFault(kind, GatewayOperation.Batch));
        var commit = Shapes()[shape];
        var result = await engine.Records.CommitAsync(commit, Stop);
        (result.Outcome, result.Version).Should().Be((CommitOutcome.Done, commit.State is null ? 0 : 2));
        _account.Double.Faults.Hits.Should().Be(1);

        var stored = await _engine.Records.LoadAsync(Id, Stop);
        stored!.Version.Should().Be(commit.State is null ? 1 : 2);
        Items("sweepAt").Should().HaveCount(commit.Messages.Count, "no message is sent twice");
        (await _engine.Records.ListDocumentsAsync(Id, "", null, 10, Stop)).Should().HaveCount(commit.Documents.Count);
    }

    [Theory]
    [InlineData(FaultKind.TimeOutAfter)]
    [InlineData(FaultKind.CutAfter)]
    public async Task Commit_WhoseAnswerIsLost_StillTellsAConflict(FaultKind kind)
    {
        await _engine.Records.CommitAsync(New("old"), Stop);
        _account.Double.Faults.Add(new CosmosFault(kind, GatewayOperation.Batch));
        (await _engine.Records.CommitAsync(New("new"), Stop)).Outcome.Should().Be(CommitOutcome.Conflict);
        (await TextAsync()).Should().Be("old");
    }

    [Fact]
    public async Task Commit_LostAfterItHappenedAndOvertaken_IsDone()
    {
        await _engine.Records.CommitAsync(New("old"), Stop);
        var other = await _account.OpenAsync();
        var overtaken = false;
        _account.Double.Faults.Add(new CosmosFault(FaultKind.TimeOutAfter, GatewayOperation.Batch));
        _account.Double.Answered = async operation =>
        {
            if (operation != GatewayOperation.Batch || overtaken) return;
            overtaken = true;
            (await other.Records.CommitAsync(New("newest") with { ExpectedVersion = 2 }, Stop)).Outcome.Should().Be(CommitOutcome.Done);
        };
        var result = await _engine.Records.CommitAsync(Shapes()["message cause"], Stop);
        result.Outcome.Should().Be(CommitOutcome.Done, "its mark is there, whoever moved the state on");
        (await _engine.Records.LoadAsync(Id, Stop))!.Version.Should().Be(3);
    }

    [Fact]
    public async Task Commit_NeverAnsweredThoughItHappened_IsFoundByAsking()
    {
        await _engine.Records.CommitAsync(New("old"), Stop);
        _account.Double.Faults.Add(new CosmosFault(FaultKind.TimeOutAfter, GatewayOperation.Batch));
        _account.Double.Faults.Add(new CosmosFault(FaultKind.TimeOutBefore, GatewayOperation.Batch, Times: 2));
        (await _engine.Records.CommitAsync(Shapes()["state only"], Stop)).Outcome.Should().Be(CommitOutcome.Done);
    }

    [Fact]
    public async Task Commit_NeverTaken_IsBusyAndChangesNothing()
    {
        await _engine.Records.CommitAsync(New("old"), Stop);
        _account.Double.Faults.Add(new CosmosFault(FaultKind.Unavailable, GatewayOperation.Batch, Times: 1_000));
        var cause = new TrackedCause("payments", "m1");
        var commit = Shapes()["message cause"] with { Cause = cause };
        (await FluentActions.Awaiting(() => _engine.Records.CommitAsync(commit, Stop).AsTask()).Should().ThrowAsync<EngineBusyException>())
            .Which.RetryAfter.Should().BePositive();
        cause.IsSettled.Should().BeFalse();
        _account.Double.Faults.Clear();
        (await TextAsync()).Should().Be("old");
        (await _engine.Records.CommitAsync(commit, Stop)).Outcome.Should().Be(CommitOutcome.Done);
        cause.IsSettled.Should().BeTrue();
    }

    [Fact]
    public async Task Commit_Throttled_IsBusyForAsLongAsTheServiceSays()
    {
        _account.Double.Faults.Add(new CosmosFault(FaultKind.Throttle, GatewayOperation.Batch, PauseMilliseconds: 1_234));
        (await FluentActions.Awaiting(() => _engine.Records.CommitAsync(New("a"), Stop).AsTask()).Should().ThrowAsync<EngineBusyException>())
            .Which.RetryAfter.Should().Be(TimeSpan.FromMilliseconds(1_234));
        _engine.Units.Throttled.Should().Be(1);
        (await _engine.Records.LoadAsync(Id, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task Commit_ThrottledForAMoment_WaitsAsConfigured()
    {
        var patient = await _account.OpenAsync(options => options with { ThrottleRetries = 2 });
        _account.Double.Faults.Add(new CosmosFault(FaultKind.Throttle, GatewayOperation.Batch, Times: 2, PauseMilliseconds: 10));
        (await patient.Records.CommitAsync(New("a"), Stop)).Outcome.Should().Be(CommitOutcome.Done);
    }

    [Theory]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.SilentBefore)]
    public async Task Load_WithoutAnAnswer_IsBusyAndNeverNothing(FaultKind kind)
    {
        await _engine.Records.CommitAsync(New("a"), Stop);
        var engine = await EngineForAsync(kind);
        _account.Double.Faults.Add(new CosmosFault(kind, GatewayOperation.Read, Times: 10));
        await FluentActions.Awaiting(() => engine.Records.LoadAsync(Id, Stop).AsTask()).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task Load_OfARemovedContainer_IsNoEmptyAnswer()
    {
        var gone = await _account.OpenAsync(options => options with { ContainerPrefix = "gone-" });
        await gone.Records.CommitAsync(New("a"), Stop);
        await gone.DeleteDatabaseAsync(Stop);
        await FluentActions.Awaiting(() => gone.Records.LoadAsync(Id, Stop).AsTask()).Should().ThrowAsync<Exception>("an empty database is not what is there");
    }

    [Fact]
    public async Task Commit_SettlesATrackedCause_AlsoWhenItWasDoneBefore()
    {
        var (first, again) = (new TrackedCause("payments", "m1"), new TrackedCause("payments", "m1"));
        await _engine.Records.CommitAsync(New("a") with { Cause = first }, Stop);
        first.IsSettled.Should().BeTrue();
        (await _engine.Records.CommitAsync(New("b") with { ExpectedVersion = 1, Cause = again }, Stop)).Outcome.Should().Be(CommitOutcome.AlreadyDone);
        again.IsSettled.Should().BeTrue();
    }

    [Fact]
    public async Task Commit_AtAStaleVersionOfAHandledMessage_IsAlreadyDone()
    {
        await _engine.Records.CommitAsync(New("a") with { Cause = new Cause("payments", "m1") }, Stop);
        (await _engine.Records.CommitAsync(New("b") with { ExpectedVersion = 7, Cause = new Cause("payments", "m1") }, Stop)).Outcome
            .Should().Be(CommitOutcome.AlreadyDone);
    }

    [Fact]
    public async Task Commit_LargerThanABatch_Throws()
    {
        var messages = Enumerable.Range(0, 10).Select(i => new Outgoing(Letter($"m{i}", new string('x', Message.MaxDataBytes))));
        var commit = New("a") with { Messages = [.. messages] };
        await FluentActions.Awaiting(() => _engine.Records.CommitAsync(commit, Stop).AsTask()).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Commit_OfEverythingAtItsLimit_FitsOneBatch()
    {
        var commit = New($"{{\"text\":\"{new string('x', Commit.MaxStateBytes - 20)}\"}}") with
        {
            Documents = [.. Enumerable.Range(0, Commit.MaxDocuments).Select(i => new Document($"h/{i}", Bytes("{}")))],
            Messages = [.. Enumerable.Range(0, Commit.MaxMessages).Select(i => new Outgoing(Letter($"m{i}", new string('"', 4_000))))],
            Cause = Cause.Request("http:an", "k1"),
        };
        (await _engine.Records.CommitAsync(commit, Stop)).Outcome.Should().Be(CommitOutcome.Done);
        Items("sweepAt").Should().HaveCount(Commit.MaxMessages);
    }

    /// <summary>Where no answer comes at all, one that does not wait long.</summary>
    private async Task<CosmosEngine> EngineForAsync(FaultKind kind) => kind is FaultKind.SilentBefore or FaultKind.SilentAfter
        ? await _account.OpenAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(500) })
        : _engine;

    private static Dictionary<string, Commit> Shapes() => new()
    {
        ["message cause"] = Everything(new Cause("payments", "m1")),
        ["request cause"] = Everything(Cause.Request("http:an", "k1", "f1")),
        ["no cause"] = Everything(null),
        ["state only"] = New("new") with { ExpectedVersion = 1 },
        ["documents only"] = new Commit { Record = Id, Documents = [new Document("cb/1", Bytes("{}"))] },
        ["messages only"] = new Commit { Record = Id, Messages = [new Outgoing(Letter("m1", "{}")), new Outgoing(Letter("m2", "{}"))] },
    };

    private static Commit Everything(Cause? cause) => New("new") with
    {
        ExpectedVersion = 1,
        Documents = [new Document("h/1", Bytes("{}"))],
        Messages = [new Outgoing(Letter("m2", "{}"))],
        Cause = cause,
        Answer = Bytes("answer"),
    };

    private static Commit New(string state) => new() { Record = Id, ExpectedVersion = 0, State = Bytes(state) };

    private static Message Letter(string id, string text) => new(id, "ps.payments.x.v1", Id, DateTimeOffset.UnixEpoch, "c", Bytes(text));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private IEnumerable<string> Items(string property) =>
        _account.Double.Dump(_account.Database, "records").Where(item => item.Contains($"\"{property}\"", StringComparison.Ordinal));

    private async Task<string> TextAsync() => Encoding.UTF8.GetString((await _engine.Records.LoadAsync(Id, Stop))!.State.Span);
}
