using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using PublicServices.Infra.Cosmos;
using PublicServices.Kernel;
using PublicServices.Tests.Adapters.Store;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>The suites once more over real HTTP, as a program in a process of its own sees the double.</summary>
public sealed class CosmosLoopbackStoreTests : StoreCompliance
{
    private readonly LoopbackAccount _account = new();

    public override async ValueTask InitializeAsync() => Store = (await _account.OpenAsync()).Records;

    public override ValueTask DisposeAsync() => _account.DisposeAsync();
}

/// <inheritdoc cref="CosmosLoopbackStoreTests"/>
public sealed class CosmosLoopbackViewTests : ViewCompliance
{
    private readonly LoopbackAccount _account = new();

    public override async ValueTask InitializeAsync() => Views = (await _account.OpenAsync()).Views;

    public override ValueTask DisposeAsync() => _account.DisposeAsync();
}

public sealed class CosmosLoopbackTests : IAsyncLifetime
{
    private readonly LoopbackAccount _account = new();
    private CosmosEngine _engine = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _engine = await _account.OpenAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.TimeOutAfter)]
    public async Task AFaultArmedOverHttp_HitsACommit_WhichIsDoneOnce(FaultKind kind)
    {
        using var http = new HttpClient { BaseAddress = _account.Endpoint };
        (await http.PostAsJsonAsync("_faults", new { kind = $"{kind}", operation = GatewayOperation.Batch, container = "records" }, Stop)).EnsureSuccessStatusCode();
        var commit = new Commit { Record = new RecordId("reg-1"), ExpectedVersion = 0, State = Encoding.UTF8.GetBytes("{}"), Cause = new Cause("c", "m") };
        (await _engine.Records.CommitAsync(commit, Stop)).Outcome.Should().Be(CommitOutcome.Done);
        (await _engine.Records.LoadAsync(new RecordId("reg-1"), Stop))!.Version.Should().Be(1);
        (await http.GetStringAsync("_usage", Stop)).Should().Contain("\"batch\"").And.Contain("requestUnits");
    }

    [Fact]
    public async Task IdsWithEverySpecialCharacter_ComeBack()
    {
        string[] ids = ["h/01", "a b", "a%2Fb", "ü/ñ#?\\", "~tilde", "a+b&c=d", new string('ă', 100)];
        await _engine.Records.CommitAsync(
            new Commit { Record = new RecordId("reg-1"), Documents = [.. ids.Select(id => new Document(id, Encoding.UTF8.GetBytes(id)))] }, Stop);
        foreach (var id in ids)
            Encoding.UTF8.GetString((await _engine.Records.ReadDocumentAsync(new RecordId("reg-1"), id, Stop))!.Value.Body.Span).Should().Be(id);
        (await _engine.Records.ListDocumentsAsync(new RecordId("reg-1"), "", null, 100, Stop)).Select(document => document.Id)
            .Should().Equal(ids.Order(StringComparer.Ordinal));
    }

}

/// <summary>A double that listens, and an engine that connects to it.</summary>
internal sealed class LoopbackAccount : IAsyncDisposable
{
    private static readonly string Key = Convert.ToBase64String(SHA256.HashData("loopback"u8));

    private CosmosHost? _host;
    private CosmosEngine? _engine;

    public Uri Endpoint => _host!.Endpoint;

    public async Task<CosmosEngine> OpenAsync()
    {
        CosmosAccount.NeedsTheDouble();
        var stop = TestContext.Current.CancellationToken;
        _host = await CosmosHost.StartAsync(new CosmosDouble(TimeProvider.System, Key), 0, stop);
        _engine = await OpenCosmos.EngineAsync(
            new CosmosOptions { Endpoint = _host.Endpoint, Key = Key, RequestTimeout = TimeSpan.FromSeconds(20) },
            new MemoryPublisher(), TimeProvider.System, create: true, stop);
        return _engine;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
    }
}
