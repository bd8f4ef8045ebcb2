using Azure.Core;
using PublicServices.Infra.Cosmos;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

public sealed class CosmosOptionsTests
{
    private static readonly CosmosOptions Good = new() { Endpoint = new Uri("https://a.documents.azure.com/"), Key = "a2V5" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Defaults_WithAddressAndKey_AreGood()
    {
        Good.Faults("Cosmos").Should().BeEmpty();
        (Good with { Key = null, Credential = new NoCredential() }).Faults("Cosmos").Should().BeEmpty();
    }

    [Fact]
    public void Faults_AreOneLineEach() =>
        new CosmosOptions { Database = "a/b", RelayPoll = TimeSpan.Zero }.Faults("Cosmos").Should().BeEquivalentTo(
            "Cosmos:Endpoint is missing.",
            "Cosmos:Key or an identity is needed, and only one of them.",
            "Cosmos:Database must be 1 to 255 characters without / \\ ? #.",
            "Cosmos:RelayPoll must be 00:00:00.0100000 to 00:00:10.");

    public static TheoryData<string, CosmosOptions> Bad() => new()
    {
        { "Endpoint", Good with { Endpoint = new Uri("ftp://a") } },
        { "Endpoint", Good with { Endpoint = new Uri("/a", UriKind.Relative) } },
        { "Connection", Good with { Endpoint = new Uri("http://a"), Connection = CosmosConnection.Direct } },
        { "Key", Good with { Credential = new NoCredential() } },
        { "Key", Good with { Key = "not base 64!" } },
        { "Key", Good with { Key = "" } },
        { "Database", Good with { Database = "" } },
        { "ContainerPrefix", Good with { ContainerPrefix = "a#" } },
        { "RequestTimeout", Good with { RequestTimeout = TimeSpan.FromMinutes(1) } },
        { "ThrottleRetries", Good with { ThrottleRetries = 10 } },
        { "ThrottleWait", Good with { ThrottleWait = TimeSpan.FromSeconds(-1) } },
        { "ClaimHold", Good with { ClaimHold = TimeSpan.Zero } },
        { "RelayLease", Good with { RelayLease = TimeSpan.FromMinutes(2) } },
        { "SweepGrace", Good with { SweepGrace = TimeSpan.Zero } },
        { "SweepPeriod", Good with { SweepPeriod = TimeSpan.Zero } },
        { "AutoscaleMaxThroughput", Good with { AutoscaleMaxThroughput = 1_500 } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Fault_NamesItsSetting(string setting, CosmosOptions options) =>
        options.Faults("Cosmos").Should().ContainSingle().Which.Should().StartWith($"Cosmos:{setting} ");

    [Fact]
    public async Task Open_WithFaults_SaysThemAll() =>
        (await FluentActions.Awaiting(() => OpenAsync(new CosmosOptions(), create: true)).Should().ThrowAsync<InvalidOperationException>())
            .Which.Message.Split('\n').Should().HaveCount(2);

    [Fact]
    public async Task Open_WithoutContainers_NamesEachOfThem()
    {
        var cosmos = new CosmosDouble(TimeProvider.System);
        (await FluentActions.Awaiting(() => OpenAsync(In(cosmos), create: false)).Should().ThrowAsync<InvalidOperationException>())
            .Which.Message.Split('\n').Should().HaveCount(5).And.Contain("Cosmos DB has no container records in database public-services.");
    }

    [Fact]
    public async Task Open_OnContainersMadeBefore_Works()
    {
        var cosmos = new CosmosDouble(TimeProvider.System, "a2V5");
        await using (await OpenAsync(In(cosmos), create: true))
        {
        }

        await using var engine = await OpenAsync(In(cosmos), create: false);
        (await engine.Records.LoadAsync(new RecordId("reg-1"), Stop)).Should().BeNull();
    }

    [Fact]
    public async Task Open_WithTheWrongKey_SaysThatTheIdentityIsRefused()
    {
        var cosmos = new CosmosDouble(TimeProvider.System, Convert.ToBase64String("the right one"u8));
        (await FluentActions.Awaiting(() => OpenAsync(In(cosmos), create: false)).Should().ThrowAsync<EngineBusyException>())
            .Which.Message.Should().StartWith("Cosmos DB at http://cosmos.invalid:8081/ does not answer:").And.Contain("401");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_WhereNothingListens_SaysSo(bool create) =>
        await FluentActions.Awaiting(() => OpenAsync(Good with { Endpoint = new Uri("http://127.0.0.1:1/") }, create))
            .Should().ThrowAsync<EngineBusyException>().WithMessage("Cosmos DB at http://127.0.0.1:1/ does not answer*");

    private static CosmosOptions In(CosmosDouble cosmos) =>
        Good with { Endpoint = CosmosHandler.Endpoint, HttpClientFactory = () => new HttpClient(new CosmosHandler(cosmos)) };

    private static Task<CosmosEngine> OpenAsync(CosmosOptions options, bool create) => OpenCosmos.EngineAsync(
        options, new MemoryPublisher(), TimeProvider.System, create, Stop);

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
