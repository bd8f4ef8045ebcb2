using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class RecordsTests
{
    private static readonly RecordId Id = new("counter-x");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_WithoutState_LeavesTheStateAndItsVersion()
    {
        var records = new Records<CounterState>(new MemoryStore(), () => KernelJson.Default.CounterState);
        await records.ChangeAsync(Id, null, _ => new Change<CounterState>(new CounterState(7)), Stop);

        var changed = await records.ChangeAsync(
            Id, null, _ => new Change<CounterState>(null) { Documents = [new Document("h/1", "{}"u8.ToArray())] }, Stop);

        changed.Value.Version.Should().Be(1);
        (await records.LoadAsync(Id, Stop)).Should().Be(new Loaded<CounterState>(Id, 1, new CounterState(7)));
    }

    [Fact]
    public async Task ChangeLikelyNew_OfNothing_IsDecidedOnceWithoutLooking()
    {
        var decided = new List<Loaded<CounterState>>();
        var records = new Records<CounterState>(new MemoryStore { AnswersAfter = Task.FromException(new InvalidOperationException("It looked.")) }, () => KernelJson.Default.CounterState);

        var changed = await records.ChangeLikelyNewAsync(Id, null, loaded => Count(decided, loaded), Stop);

        changed.Value.Should().Be(new Changed<CounterState>(CommitOutcome.Done, 1, new CounterState(1)));
        decided.Should().Equal(new Loaded<CounterState>(Id, 0, null));
    }

    [Fact]
    public async Task ChangeLikelyNew_OfWhatExists_IsDecidedAgain()
    {
        var decided = new List<Loaded<CounterState>>();
        var records = new Records<CounterState>(new MemoryStore(), () => KernelJson.Default.CounterState);
        await records.ChangeAsync(Id, null, _ => new Change<CounterState>(new CounterState(7)), Stop);

        var changed = await records.ChangeLikelyNewAsync(Id, null, loaded => Count(decided, loaded), Stop);

        changed.Value.Should().Be(new Changed<CounterState>(CommitOutcome.Done, 2, new CounterState(8)));
        decided.Should().Equal(new Loaded<CounterState>(Id, 0, null), new Loaded<CounterState>(Id, 1, new CounterState(7)));
    }

    [Theory]
    [InlineData("refuse")]
    [InlineData("nothing")]
    [InlineData("document")]
    public async Task ChangeLikelyNew_ThatWouldNotCreate_IsDecidedByWhatIsThere(string what)
    {
        var records = new Records<CounterState>(new MemoryStore(), () => KernelJson.Default.CounterState);
        await records.ChangeAsync(Id, null, _ => new Change<CounterState>(new CounterState(7)), Stop);

        var changed = await records.ChangeLikelyNewAsync(Id, null, Decide, Stop);

        changed.Value.Should().Be(new Changed<CounterState>(CommitOutcome.Done, 2, new CounterState(8)));
        (await records.Store.ListDocumentsAsync(Id, "h/", null, 10, Stop)).Should().BeEmpty();

        Result<Change<CounterState>?> Decide(Loaded<CounterState> loaded) => loaded.State is { } there
            ? new Change<CounterState>(new CounterState(there.Next + 1))
            : what switch
            {
                "refuse" => KernelProblems.NotFound,
                "nothing" => (Change<CounterState>?)null,
                _ => new Change<CounterState>(null) { Documents = [new Document("h/1", "{}"u8.ToArray())] },
            };
    }

    [Fact]
    public async Task ChangeLikelyNew_TheSameRequestAgain_IsAnsweredAsTheFirstTime()
    {
        var records = new Records<CounterState>(new MemoryStore(), () => KernelJson.Default.CounterState);
        var request = Cause.Request("http:acc-1", "key-1", "fingerprint");
        var answer = "first"u8.ToArray();
        await records.ChangeLikelyNewAsync(Id, request, Create, Stop);

        var again = await records.ChangeLikelyNewAsync(Id, request, Create, Stop);
        var other = await records.ChangeLikelyNewAsync(Id, request with { Fingerprint = "another" }, Create, Stop);

        again.Value.Outcome.Should().Be(CommitOutcome.AlreadyDone);
        again.Value.Answer.ToArray().Should().Equal(answer);
        again.Value.State.Should().Be(new CounterState(1));
        other.Problem.Should().Be(KernelProblems.IdempotencyKeyReused);

        Result<Change<CounterState>?> Create(Loaded<CounterState> loaded) =>
            loaded.State is null ? new Change<CounterState>(new CounterState(1)) { Answer = answer } : KernelProblems.NotFound;
    }

    [Fact]
    public async Task Change_ThatDecidesNothing_CommitsNothing()
    {
        var records = new Records<CounterState>(new MemoryStore(), () => KernelJson.Default.CounterState);

        var changed = await records.ChangeAsync(Id, null, _ => (Change<CounterState>?)null, Stop);

        changed.Value.Version.Should().Be(0);
    }

    private static Result<Change<CounterState>?> Count(List<Loaded<CounterState>> decided, Loaded<CounterState> loaded)
    {
        decided.Add(loaded);
        return new Change<CounterState>(new CounterState((loaded.State?.Next ?? 0) + 1));
    }
}
