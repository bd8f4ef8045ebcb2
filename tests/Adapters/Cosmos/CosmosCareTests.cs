using System.Text;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Cosmos;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <remarks>See <see cref="CosmosAccount"/> for how to run it against a real account.</remarks>
public sealed class CosmosCareTests : IAsyncLifetime
{
    private readonly CosmosAccount _account = new();
    private CosmosEngine _engine = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _engine = await _account.OpenAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Health_OfAnAccountThatAnswers_IsGood()
    {
        var part = (await _engine.Care.HealthAsync(Stop)).Should().ContainSingle().Subject;
        part.Should().Match<PartHealth>(one => one.Part == "store" && one.IsHealthy && one.Fault == null);
        part.Figures.Should().ContainKeys("latencyMilliseconds", "requests", "requestUnits", "throttled");
    }

    [Theory]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.Throttle)]
    public async Task Health_OfAnAccountThatDoesNot_SaysWhatIsWrong(FaultKind kind)
    {
        CosmosAccount.NeedsTheDouble();
        _account.Double.Faults.Add(new CosmosFault(kind, GatewayOperation.Read, Times: 10));
        (await _engine.Care.HealthAsync(Stop)).Should().ContainSingle().Which.Should().Match<PartHealth>(one => !one.IsHealthy && one.Fault!.Length > 0);
    }

    [Fact]
    public async Task ScanWhole_FindsRecordsWithoutAState_Once()
    {
        await _engine.Records.CommitAsync(New("pay-1", "{}"), Stop);
        await _engine.Records.CommitAsync(Blind("pay-1", "cb/1"), Stop);
        await _engine.Records.CommitAsync(Blind("pay-2", "cb/1"), Stop);
        await _engine.Records.CommitAsync(Blind("pay-2", "cb/2"), Stop);
        await _engine.Records.CommitAsync(Blind("payer-3", "cb/1"), Stop);
        var found = new List<(string, long)>();
        await foreach (var record in _engine.Care.ScanWholeAsync("pay", Stop)) found.Add((record.Id.Value, record.Version));
        found.Should().BeEquivalentTo([("pay-1", 1L), ("pay-2", 0L)]);
    }

    [Fact]
    public async Task Restore_PutsBackVersionAndDocuments_AndLeavesWhatIsThere()
    {
        var documents = Enumerable.Range(0, 130).Select(i => new Document($"h/{i:000}", Bytes($"{{\"n\":{i}}}"))).ToList();
        var record = new StoredRecord(new RecordId("reg-1"), 41, Bytes("{\"a\":1}"));
        (await _engine.Care.RestoreAsync(record, documents, Stop)).Should().BeTrue();
        (await _engine.Care.RestoreAsync(record, documents, Stop)).Should().BeFalse();
        var stored = await _engine.Records.LoadAsync(record.Id, Stop);
        (stored!.Version, Text(stored.State)).Should().Be((41L, "{\"a\":1}"));
        var back = await _engine.Records.ListDocumentsAsync(record.Id, "", null, 1_000, Stop);
        back.Select(document => (document.Id, Text(document.Body))).Should().Equal(documents.Select(document => (document.Id, Text(document.Body))));
        (await _engine.Records.CommitAsync(New("reg-1", "{}") with { ExpectedVersion = 41 }, Stop)).Version.Should().Be(42);
    }

    [Fact]
    public async Task Restore_BrokenOff_CanBeRunAgain()
    {
        CosmosAccount.NeedsTheDouble();
        var documents = Enumerable.Range(0, 130).Select(i => new Document($"h/{i:000}", Bytes("{}"))).ToList();
        var record = new StoredRecord(new RecordId("reg-1"), 3, Bytes("{}"));
        _account.Double.Faults.Add(new CosmosFault(FaultKind.Throttle, GatewayOperation.Batch, Times: 10, Skip: 1, PauseMilliseconds: 1));
        await FluentActions.Awaiting(() => _engine.Care.RestoreAsync(record, documents, Stop).AsTask()).Should().ThrowAsync<EngineBusyException>();
        _account.Double.Faults.Clear();
        (await _engine.Records.LoadAsync(record.Id, Stop)).Should().BeNull("half a record is none");
        (await _engine.Care.RestoreAsync(record, documents, Stop)).Should().BeTrue();
        (await _engine.Records.ListDocumentsAsync(record.Id, "", null, 1_000, Stop)).Should().HaveCount(130);
    }

    [Theory]
    [InlineData(FaultKind.TimeOutAfter, GatewayOperation.Batch)]
    [InlineData(FaultKind.TimeOutAfter, GatewayOperation.Create)]
    [InlineData(FaultKind.CutBefore, GatewayOperation.Create)]
    public async Task Restore_WhoseAnswerIsLost_IsDone(FaultKind kind, string operation)
    {
        CosmosAccount.NeedsTheDouble();
        _account.Double.Faults.Add(new CosmosFault(kind, operation));
        var record = new StoredRecord(new RecordId("reg-1"), 3, Bytes("{}"));
        (await _engine.Care.RestoreAsync(record, [new Document("h/1", Bytes("{}"))], Stop)).Should().BeTrue();
        (await _engine.Records.LoadAsync(record.Id, Stop))!.Version.Should().Be(3);
        _account.Double.Faults.Hits.Should().Be(1);
    }

    [Fact]
    public async Task Restore_OverOtherDocuments_IsRefused()
    {
        await _engine.Records.CommitAsync(Blind("pay-1", "cb/1"), Stop);
        var record = new StoredRecord(new RecordId("pay-1"), 3, Bytes("{}"));
        (await _engine.Care.RestoreAsync(record, [], Stop)).Should().BeFalse();
        (await _engine.Care.RestoreAsync(record, [new Document("cb/1", Bytes("other"))], Stop)).Should().BeFalse();
    }

    [Fact]
    public async Task Restore_WithoutState_IsFoundByTheWholeScanAndRestoredOnce()
    {
        var record = new StoredRecord(new RecordId("pay-1"), 0, ReadOnlyMemory<byte>.Empty);
        (await _engine.Care.RestoreAsync(record, [new Document("cb/1", Bytes("{}"))], Stop)).Should().BeTrue();
        (await _engine.Care.RestoreAsync(record, [new Document("cb/1", Bytes("{}"))], Stop)).Should().BeFalse();
        var found = new List<string>();
        await foreach (var one in _engine.Care.ScanWholeAsync("pay", Stop)) found.Add(one.Id.Value);
        found.Should().Equal("pay-1");
    }

    [Fact]
    public async Task Check_OfASoundStore_FindsNothing()
    {
        await _engine.Records.CommitAsync(New("reg-1", "{}"), Stop);
        (await _engine.Care.CheckAsync(Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task Check_WhereNobodyRelays_NamesTheMessages()
    {
        CosmosAccount.NeedsTheDouble();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var account = new CosmosAccount(clock);
        var engine = await account.OpenAsync();
        var message = new Message("m1", "ps.exams.x.v1", new RecordId("reg-1"), clock.GetUtcNow(), "c", Bytes("{}"));
        await engine.Records.CommitAsync(New("reg-1", "{}") with { Messages = [new Outgoing(message)] }, Stop);
        (await engine.Care.CheckAsync(Stop)).Should().BeEmpty();
        clock.Advance(TimeSpan.FromMinutes(11));
        (await engine.Care.CheckAsync(Stop)).Should().ContainSingle().Which.Should().StartWith("reg-1: message o.").And.EndWith("was not relayed.");
    }

    [Fact]
    public async Task Scan_ThrottledInBetween_GoesOnAndMissesNothing()
    {
        CosmosAccount.NeedsTheDouble();
        for (var i = 0; i < 600; i++) await _engine.Records.CommitAsync(New($"reg-{i}", "{}"), Stop);
        var found = new List<string>();
        await foreach (var record in _engine.Records.ScanAsync("reg", Stop))
        {
            if (found.Count == 10)
                _account.Double.Faults.Add(new CosmosFault(FaultKind.Throttle, GatewayOperation.Query, Times: 5, PauseMilliseconds: 5));
            found.Add(record.Id.Value);
        }

        found.Should().HaveCount(600).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Units_AreCountedByOperation()
    {
        await _engine.Records.CommitAsync(New("reg-1", "{}") with { Cause = Cause.Request("http:an", "k1"), Documents = [new Document("h/1", Bytes("{}"))] }, Stop);
        await _engine.Records.LoadAsync(new RecordId("reg-1"), Stop);
        await _engine.Views.ApplyAsync([new ViewChange(new ViewKey("v", "p", "a"), 1, Bytes("{}"))], Stop);
        await _engine.Views.RangeAsync(new ViewRange("v", "p"), Stop);
        _engine.Units.Totals.Should().ContainKeys("claim", "commit", "load", "view-look", "view-write", "view-range");
        _engine.Units.Totals.Values.Should().OnlyContain(total => total.Requests > 0 && total.Units >= 1);
        if (CosmosAccount.IsReal) return;
        _engine.Units.Totals["commit"].Units.Should().BeApproximately(3 * 4.95, 0.01, "state, document and answer are each below a kilobyte");
        _engine.Units.Totals["load"].Units.Should().BeApproximately(1, 0.01);
    }

    private static Commit New(string id, string state) => new() { Record = new RecordId(id), ExpectedVersion = 0, State = Bytes(state) };

    private static Commit Blind(string id, string document) => new() { Record = new RecordId(id), Documents = [new Document(document, Bytes("{}"))] };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
