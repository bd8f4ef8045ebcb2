using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Store;

/// <summary>What every engine's records do. An engine's test class derives from it and provides the store.</summary>
public abstract class StoreCompliance : IAsyncLifetime
{
    private static readonly RecordId Id = new("reg-1");

    protected IRecordStore Store { get; set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Load_Unknown_ReturnsNull() => (await Store.LoadAsync(new RecordId("reg-none"), Stop)).Should().BeNull();

    [Fact]
    public async Task Commit_New_IsVersionOne()
    {
        var result = await Store.CommitAsync(Create("a"), Stop);
        result.Should().Match<CommitResult>(r => r.Outcome == CommitOutcome.Done && r.Version == 1);
        var stored = await Store.LoadAsync(Id, Stop);
        stored!.Version.Should().Be(1);
        Text(stored.State).Should().Be("a");
    }

    [Fact]
    public async Task Commit_NewTwice_Conflicts()
    {
        await Store.CommitAsync(Create("a"), Stop);
        (await Store.CommitAsync(Create("b"), Stop)).Outcome.Should().Be(CommitOutcome.Conflict);
        Text((await Store.LoadAsync(Id, Stop))!.State).Should().Be("a");
    }

    [Fact]
    public async Task Commit_AtStaleVersion_ConflictsAndChangesNothing()
    {
        await Store.CommitAsync(Create("a"), Stop);
        await Store.CommitAsync(Create("b") with { ExpectedVersion = 1 }, Stop);
        var stale = Create("c") with
        {
            ExpectedVersion = 1,
            Documents = [new Document("h/1", Bytes("{}"))],
            Cause = new Cause("consumer", "m1"),
        };
        (await Store.CommitAsync(stale, Stop)).Outcome.Should().Be(CommitOutcome.Conflict);
        Text((await Store.LoadAsync(Id, Stop))!.State).Should().Be("b");
        (await Store.ReadDocumentAsync(Id, "h/1", Stop)).Should().BeNull();
        (await Store.CommitAsync(stale with { ExpectedVersion = 2 }, Stop)).Outcome
            .Should().Be(CommitOutcome.Done, "a conflict leaves no mark of the cause behind");
    }

    [Fact]
    public async Task Commit_OfMissingRecordAtVersion_Conflicts() =>
        (await Store.CommitAsync(Create("a") with { ExpectedVersion = 3 }, Stop)).Outcome.Should().Be(CommitOutcome.Conflict);

    [Fact]
    public async Task Commit_SameMessageTwice_IsAlreadyDone()
    {
        var cause = new Cause("payments", "m1");
        await Store.CommitAsync(Create("a") with { Cause = cause }, Stop);
        var again = await Store.CommitAsync(Create("b") with { ExpectedVersion = 1, Cause = cause }, Stop);
        again.Outcome.Should().Be(CommitOutcome.AlreadyDone);
        Text((await Store.LoadAsync(Id, Stop))!.State).Should().Be("a");
    }

    [Fact]
    public async Task Commit_SameMessageForAnotherConsumer_IsDone()
    {
        await Store.CommitAsync(Create("a") with { Cause = new Cause("payments", "m1") }, Stop);
        (await Store.CommitAsync(Create("b") with { ExpectedVersion = 1, Cause = new Cause("portal", "m1") }, Stop)).Outcome
            .Should().Be(CommitOutcome.Done);
    }

    [Fact]
    public async Task Commit_SameRequestTwice_ReturnsTheFirstAnswer()
    {
        await Store.CommitAsync(Create("a") with { Cause = Cause.Request("http:an", "k1", "f1"), Answer = Bytes("first") }, Stop);
        var again = await Store.CommitAsync(
            Create("b") with { Record = new RecordId("reg-2"), Cause = Cause.Request("http:an", "k1", "f2"), Answer = Bytes("second") }, Stop);
        again.Outcome.Should().Be(CommitOutcome.AlreadyDone);
        again.Fingerprint.Should().Be("f1");
        Text(again.Answer).Should().Be("first");
        (await Store.LoadAsync(new RecordId("reg-2"), Stop)).Should().BeNull();
    }

    [Fact]
    public async Task FindAnswer_KnowsOnlyWhatWasDone()
    {
        var cause = Cause.Request("http:an", "k1", "f1");
        (await Store.FindAnswerAsync(cause, Stop)).Should().BeNull();
        await Store.CommitAsync(Create("a") with { ExpectedVersion = 9, Cause = cause, Answer = Bytes("never") }, Stop);
        (await Store.FindAnswerAsync(cause, Stop)).Should().BeNull("a conflict did nothing");
        await Store.CommitAsync(Create("a") with { Cause = cause, Answer = Bytes("first") }, Stop);
        var found = await Store.FindAnswerAsync(cause with { Fingerprint = "f2" }, Stop);
        (Text(found!.Value.Answer), found.Value.Fingerprint).Should().Be(("first", "f1"));
    }

    [Fact]
    public async Task Commit_SameKeyOfAnotherAccount_IsDone()
    {
        await Store.CommitAsync(Create("a") with { Cause = Cause.Request("http:an", "k1") }, Stop);
        (await Store.CommitAsync(Create("b") with { ExpectedVersion = 1, Cause = Cause.Request("http:binh", "k1") }, Stop)).Outcome
            .Should().Be(CommitOutcome.Done);
    }

    [Fact]
    public async Task Commit_DocumentsOnly_LeavesTheStateAlone()
    {
        await Store.CommitAsync(Create("a"), Stop);
        (await Store.CommitAsync(Blind("cb/1", "x"), Stop)).Outcome.Should().Be(CommitOutcome.Done);
        (await Store.LoadAsync(Id, Stop))!.Version.Should().Be(1);
        Text((await Store.ReadDocumentAsync(Id, "cb/1", Stop))!.Value.Body).Should().Be("x");
    }

    [Fact]
    public async Task Commit_DocumentsBeforeTheState_CreatesNoRecord()
    {
        await Store.CommitAsync(Blind("cb/1", "x"), Stop);
        (await Store.LoadAsync(Id, Stop)).Should().BeNull();
        (await Store.CommitAsync(Create("a"), Stop)).Outcome.Should().Be(CommitOutcome.Done);
        Text((await Store.ReadDocumentAsync(Id, "cb/1", Stop))!.Value.Body).Should().Be("x");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_DocumentOfTheSameId_IsAlreadyDoneAndChangesNothing(bool withState)
    {
        await Store.CommitAsync(Create("a") with { Documents = [new Document("cb/1", Bytes("x"))] }, Stop);
        var again = withState
            ? Create("b") with { ExpectedVersion = 1, Documents = [new Document("cb/1", Bytes("y"))] }
            : Blind("cb/1", "y") with { Cause = new Cause("payments", "m9") };
        (await Store.CommitAsync(again, Stop)).Outcome.Should().Be(CommitOutcome.AlreadyDone);
        Text((await Store.ReadDocumentAsync(Id, "cb/1", Stop))!.Value.Body).Should().Be("x");
        Text((await Store.LoadAsync(Id, Stop))!.State).Should().Be("a");
    }

    [Fact]
    public async Task Commit_EmptyTextAndVietnameseText_ComeBackAsTheyWere()
    {
        await Store.CommitAsync(Create("{\"name\":\"NGUYỄN THỊ ÁNH\",\"note\":\"\"}"), Stop);
        Text((await Store.LoadAsync(Id, Stop))!.State).Should().Be("{\"name\":\"NGUYỄN THỊ ÁNH\",\"note\":\"\"}");
    }

    [Fact]
    public async Task Commit_ManyAtOnceOnOneRecord_ExactlyOneWinsEachVersion()
    {
        await Store.CommitAsync(Create("0"), Stop);
        for (var version = 1; version <= 5; version++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
                Store.CommitAsync(Create($"{i}") with { ExpectedVersion = version }, Stop).AsTask()));
            results.Count(result => result.Outcome == CommitOutcome.Done).Should().Be(1);
        }

        (await Store.LoadAsync(Id, Stop))!.Version.Should().Be(6);
    }

    [Fact]
    public async Task Commit_ManyRecordsAtOnceWithOneBad_OnlyTheBadOneFails()
    {
        await Store.CommitAsync(Create("a") with { Documents = [new Document("d", Bytes("x"))] }, Stop);
        var good = Enumerable.Range(0, 50).Select(i =>
            Store.CommitAsync(Create("g") with { Record = new RecordId($"reg-g{i}") }, Stop).AsTask());
        var bad = Store.CommitAsync(Create("b") with { ExpectedVersion = 1, Documents = [new Document("d", Bytes("y"))] }, Stop).AsTask();
        (await Task.WhenAll(good)).Should().OnlyContain(result => result.Outcome == CommitOutcome.Done);
        (await bad).Outcome.Should().Be(CommitOutcome.AlreadyDone);
    }

    [Fact]
    public async Task ListDocuments_PagesInOrderWithinThePrefix()
    {
        var documents = Enumerable.Range(0, 25).Select(i => new Document($"h/{i:00}", Bytes($"{i}"))).ToList();
        await Store.CommitAsync(Create("a") with { Documents = [.. documents.Take(20), new Document("z/1", Bytes("z"))] }, Stop);
        await Store.CommitAsync(Create("b") with { ExpectedVersion = 1, Documents = [.. documents.Skip(20)] }, Stop);
        var first = await Store.ListDocumentsAsync(Id, "h/", null, 10, Stop);
        first.Select(document => document.Id).Should().Equal(documents.Take(10).Select(document => document.Id));
        var rest = await Store.ListDocumentsAsync(Id, "h/", first[^1].Id, 100, Stop);
        rest.Select(document => document.Id).Should().Equal(documents.Skip(10).Select(document => document.Id));
    }

    [Fact]
    public async Task EraseDocuments_RemovesThoseOfThePrefixForGood()
    {
        var documents = Enumerable.Range(0, 25).Select(i => new Document($"h/{i:00}", Bytes($"{i}"))).ToList();
        await Store.CommitAsync(Create("a") with { Documents = [.. documents, new Document("z/1", Bytes("z"))] }, Stop);
        await Store.CommitAsync(Create("a") with { Record = new RecordId("reg-2"), Documents = [documents[0]] }, Stop);

        await Store.EraseDocumentsAsync(Id, "h/", Stop);
        await Store.EraseDocumentsAsync(Id, "h/", Stop);

        (await Store.ListDocumentsAsync(Id, "h/", null, 100, Stop)).Should().BeEmpty();
        (await Store.ReadDocumentAsync(Id, "h/07", Stop)).Should().BeNull();
        (await Store.ReadDocumentAsync(Id, "z/1", Stop)).Should().NotBeNull();
        (await Store.ReadDocumentAsync(new RecordId("reg-2"), "h/00", Stop)).Should().NotBeNull("it is another record's");
        var stored = (await Store.LoadAsync(Id, Stop))!;
        (stored.Version, Text(stored.State)).Should().Be((1L, "a"));
    }

    [Fact]
    public async Task EraseDocuments_WithoutAPrefix_RemovesAll_AlsoOfARecordWithoutState()
    {
        await Store.CommitAsync(Blind("cb/1", "x"), Stop);
        await Store.CommitAsync(Blind("Đơn số 1", "y"), Stop);

        await Store.EraseDocumentsAsync(Id, "", Stop);
        await Store.EraseDocumentsAsync(new RecordId("reg-none"), "", Stop);

        (await Store.ListDocumentsAsync(Id, "", null, 100, Stop)).Should().BeEmpty();
        (await Store.LoadAsync(new RecordId("reg-none"), Stop)).Should().BeNull();
        (await Store.CommitAsync(Blind("cb/1", "z"), Stop)).Outcome.Should().Be(CommitOutcome.Done);
    }

    [Fact]
    public async Task Erased_KeepsItsVersion_IsFoundByNoScan_AndGoesOnFromThere()
    {
        await Store.CommitAsync(Create("{\"name\":\"NGUYỄN THỊ ÁNH\"}"), Stop);
        var erasure = Create("") with { ExpectedVersion = 1, State = StoredRecord.Erased.ToArray(), Cause = new Cause("exams", "m1") };
        (await Store.CommitAsync(erasure, Stop)).Should().Be(new CommitResult(CommitOutcome.Done, 2));

        var stored = (await Store.LoadAsync(Id, Stop))!;
        (stored.Version, stored.IsErased, stored.HasState, stored.Known).Should().Be((2L, true, false, null));
        var found = new List<string>();
        await foreach (var record in Store.ScanAsync("reg", Stop)) found.Add(record.Id.Value);
        found.Should().BeEmpty();
        (await Store.CommitAsync(Create("b"), Stop)).Outcome.Should().Be(CommitOutcome.Conflict, "it is no record that never was");
        (await Store.CommitAsync(Create("b") with { ExpectedVersion = 2 }, Stop)).Version.Should().Be(3);
        Text((await Store.LoadAsync(Id, Stop))!.State).Should().Be("b");
    }

    [Fact]
    public async Task Scan_FindsEveryRecordOfItsKindOnly()
    {
        for (var i = 0; i < 1_200; i++) await Store.CommitAsync(Create($"{i}") with { Record = new RecordId($"pay-{i}") }, Stop);
        await Store.CommitAsync(Create("a") with { Record = new RecordId("payer-1") }, Stop);
        await Store.CommitAsync(Create("a"), Stop);
        var found = new HashSet<string>();
        await foreach (var record in Store.ScanAsync("pay", Stop)) found.Add(record.Id.Value);
        found.Should().HaveCount(1_200).And.OnlyContain(id => id.StartsWith("pay-"));
    }

    [Fact]
    public async Task Commit_OverALimit_Throws()
    {
        var large = Create(new string('x', Commit.MaxStateBytes + 1));
        await FluentActions.Awaiting(() => Store.CommitAsync(large, Stop).AsTask()).Should().ThrowAsync<ArgumentException>();
        var many = Create("a") with { Documents = [.. Enumerable.Range(0, Commit.MaxDocuments + 1).Select(i => new Document($"{i}", Bytes("")))] };
        await FluentActions.Awaiting(() => Store.CommitAsync(many, Stop).AsTask()).Should().ThrowAsync<ArgumentException>();
        (await Store.LoadAsync(Id, Stop)).Should().BeNull();
    }

    private static Commit Create(string state) => new() { Record = Id, ExpectedVersion = 0, State = Bytes(state) };

    private static Commit Blind(string document, string body) => new() { Record = Id, Documents = [new Document(document, Bytes(body))] };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
