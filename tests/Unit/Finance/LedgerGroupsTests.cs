using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>Journals that come while their shard is being committed.</summary>
public sealed class LedgerGroupsTests
{
    private static readonly DateOnly Day = FinanceWorld.Day;
    private readonly HeldStore _store = new();
    private readonly LedgerBook _book;

    public LedgerGroupsTests() => _book = new LedgerBook(_store, TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postings_WhileOneIsCommitted_GoTogetherIntoTheNextCommit()
    {
        var postings = Enumerable.Range(0, 11).Select(i => PostAsync($"j{i}")).ToList();
        _store.Release();

        (await Task.WhenAll(postings)).Should().OnlyContain(posted => posted.IsNew && posted.Day == Day);
        _store.Commits.Select(commit => commit.Documents.Count).Should().Equal(1, 10);
        _store.Commits[0].Cause!.Key.Should().Be("j0");
        _store.Commits[1].Cause.Should().BeNull("what was delivered apart has no cause in common");
        await ChainIsWholeAsync(11);
    }

    [Fact]
    public async Task Postings_MoreThanOneCommitHolds_TakeSeveral()
    {
        var postings = Enumerable.Range(0, 100).Select(i => PostAsync($"j{i}")).ToList();
        _store.Release();

        await Task.WhenAll(postings);
        _store.Commits.Should().OnlyContain(commit => commit.Documents.Count <= Commit.MaxDocuments).And.HaveCount(5);
        await ChainIsWholeAsync(100);
    }

    [Fact]
    public async Task Postings_LargerThanOneMessageHolds_TakeSeveral()
    {
        var note = new string('x', 20_000);
        var postings = Enumerable.Range(0, 9).Select(i => PostAsync($"j{i}", note: note)).ToList();
        _store.Release();

        await Task.WhenAll(postings);
        _store.Commits.SelectMany(commit => commit.Messages).Should().OnlyContain(outgoing => outgoing.Message.Data.Length < Message.MaxDataBytes);
        await ChainIsWholeAsync(9);
    }

    [Fact]
    public async Task Posting_ThatStandsAlready_IsLeftOutAndTheOthersArePosted()
    {
        _store.Release();
        await PostAsync("stands");
        _store.Hold();
        Task<Posted>[] postings = [PostAsync("first"), PostAsync("new"), PostAsync("stands"), PostAsync("newer")];
        _store.Release();

        (await Task.WhenAll(postings)).Select(posted => posted.IsNew).Should().Equal(true, true, false, true);
        await ChainIsWholeAsync(4);
    }

    [Fact]
    public async Task Posting_AskedTwiceAtOnce_IsPostedOnce()
    {
        Task<Posted>[] postings = [PostAsync("first"), PostAsync("twice"), PostAsync("twice"), PostAsync("last")];
        _store.Release();

        (await Task.WhenAll(postings)).Select(posted => posted.IsNew).Should().Equal(true, true, false, true);
        await ChainIsWholeAsync(3);
    }

    [Fact]
    public async Task Posting_ThatNoTotalCanHold_FailsAlone()
    {
        var first = PostAsync("first");
        var large = PostAsync("large", long.MaxValue);
        var good = PostAsync("good");
        _store.Release();

        (await first).IsNew.Should().BeTrue();
        (await good).IsNew.Should().BeTrue();
        await large.Invoking(posting => posting).Should().ThrowAsync<OverflowException>();
        await ChainIsWholeAsync(2);
    }

    [Fact]
    public async Task Shard_SealedBetween_SendsWhatWaitsToTheNextDay()
    {
        _store.Release();
        await PostAsync("stands");
        _store.Hold();
        Task<Posted>[] postings = [PostAsync("first"), PostAsync("stands"), PostAsync("late")];
        _store.BeforeNextCommit = () => new LedgerDay(_store.Inner).SealAsync(Day, Stop).AsTask();
        _store.Release();

        (await Task.WhenAll(postings)).Select(posted => (posted.Day, posted.IsNew)).Should()
            .Equal((Day.AddDays(1), true), (Day, false), (Day.AddDays(1), true));
    }

    [Fact]
    public async Task Store_ThatIsBusy_FailsThoseThatWaitedAndNoLater()
    {
        _store.BeforeNextCommit = () => throw new EngineBusyException("full", TimeSpan.FromSeconds(1));
        var refused = PostAsync("refused");
        var later = PostAsync("later");
        _store.Release();

        await refused.Invoking(posting => posting).Should().ThrowAsync<EngineBusyException>();
        (await later).IsNew.Should().BeTrue();
        (await PostAsync("refused")).IsNew.Should().BeTrue();
        await ChainIsWholeAsync(2);
    }

    private Task<Posted> PostAsync(string id, long amount = 1_000, string? note = null) => _book.PostAsync(
        new JournalDraft(
            id, FinanceWorld.Start, new ShardKey("01-002", "same"), "test", new RecordId("pay-1"),
            [.. Journals.Pair(ChartOfAccounts.Clearing("vnpay"), ChartOfAccounts.RefundsPayable, Money.Vnd(amount), "R1")], Note: note),
        new Cause("finance-ledger", id), "c", Stop).AsTask();

    private async Task ChainIsWholeAsync(int journals)
    {
        var id = new ShardKey("01-002", "same").On(Day);
        var shard = (await new Records<LedgerShard>(_store.Inner, () => LedgerJson.Default.LedgerShard).LoadAsync(id, Stop)).State!;
        shard.Count.Should().Be(journals);
        LedgerWalk.Faults(shard, await _store.Inner.ListDocumentsAsync(id, Journals.Prefix, null, 1_000, Stop)).Should().BeEmpty();
    }

    /// <summary>A store whose commits wait until they are let through.</summary>
    private sealed class HeldStore : IRecordStore
    {
        private TaskCompletionSource _gate = new();

        public MemoryStore Inner { get; } = new();

        /// <summary>Those that were made.</summary>
        public List<Commit> Commits { get; } = [];

        public Func<Task>? BeforeNextCommit { get; set; }

        public void Hold() => _gate = new TaskCompletionSource();

        public void Release() => _gate.TrySetResult();

        public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
        {
            await _gate.Task;
            if (BeforeNextCommit is { } before)
            {
                BeforeNextCommit = null;
                await before();
            }

            var result = await ((IRecordStore)Inner).CommitAsync(commit, cancellationToken);
            if (result.Outcome == CommitOutcome.Done) Commits.Add(commit);
            return result;
        }

        public ValueTask<StoredRecord?> LoadAsync(RecordId id, CancellationToken cancellationToken) => Inner.LoadAsync(id, cancellationToken);

        public ValueTask<CommitResult?> FindAnswerAsync(Cause request, CancellationToken cancellationToken) => Inner.FindAnswerAsync(request, cancellationToken);

        public ValueTask<Document?> ReadDocumentAsync(RecordId id, string documentId, CancellationToken cancellationToken) =>
            Inner.ReadDocumentAsync(id, documentId, cancellationToken);

        public ValueTask<IReadOnlyList<Document>> ListDocumentsAsync(RecordId id, string prefix, string? after, int take, CancellationToken cancellationToken) =>
            Inner.ListDocumentsAsync(id, prefix, after, take, cancellationToken);

        public ValueTask EraseDocumentsAsync(RecordId id, string prefix, CancellationToken cancellationToken) =>
            Inner.EraseDocumentsAsync(id, prefix, cancellationToken);

        public IAsyncEnumerable<StoredRecord> ScanAsync(string kind, CancellationToken cancellationToken) => Inner.ScanAsync(kind, cancellationToken);
    }
}
