using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>The double as the SDK sees it: what it does like the service, and that it refuses what it does not know.</summary>
public sealed class CosmosDoubleTests : IAsyncLifetime
{
    private const string Key = "a2V5";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly CosmosDouble _double;
    private readonly HttpClient _http;
    private readonly CosmosClient _client;
    private Container _container = null!;

    public CosmosDoubleTests()
    {
        _double = new CosmosDouble(_clock, Key);
        _http = new HttpClient(new CosmosHandler(_double));
        _client = new CosmosClient(
            CosmosHandler.Endpoint.AbsoluteUri,
            Key,
            new CosmosClientOptions
            {
                ConnectionMode = ConnectionMode.Gateway,
                LimitToEndpoint = true,
                HttpClientFactory = () => _http,
                MaxRetryAttemptsOnRateLimitedRequests = 0,
            });
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database database = await _client.CreateDatabaseAsync("d", cancellationToken: Stop);
        var definition = new ContainerProperties("c", "/pk") { DefaultTimeToLive = -1, PartitionKeyDefinitionVersion = PartitionKeyDefinitionVersion.V2 };
        _container = await database.CreateContainerAsync(definition, cancellationToken: Stop);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ETags_GuardReplacementAndRemoval()
    {
        var first = await _container.CreateItemStreamAsync(Json("a", "p"), new PartitionKey("p"), cancellationToken: Stop);
        var second = await _container.UpsertItemStreamAsync(Json("a", "p", "\"n\":2"), new PartitionKey("p"), cancellationToken: Stop);
        (first.StatusCode, second.StatusCode).Should().Be((HttpStatusCode.Created, HttpStatusCode.OK));
        second.Headers.ETag.Should().NotBe(first.Headers.ETag);
        var stale = new ItemRequestOptions { IfMatchEtag = first.Headers.ETag };
        (await _container.ReplaceItemStreamAsync(Json("a", "p"), "a", new PartitionKey("p"), stale, Stop)).StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        (await _container.DeleteItemStreamAsync("a", new PartitionKey("p"), stale, Stop)).StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        var unchanged = new ItemRequestOptions { IfNoneMatchEtag = second.Headers.ETag };
        (await _container.ReadItemStreamAsync("a", new PartitionKey("p"), unchanged, Stop)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await _container.DeleteItemStreamAsync("a", new PartitionKey("p"), cancellationToken: Stop)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await _container.DeleteItemStreamAsync("a", new PartitionKey("p"), cancellationToken: Stop)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{\"id\":\"a/b\",\"pk\":\"p\"}")]
    [InlineData("{\"id\":7,\"pk\":\"p\"}")]
    [InlineData("{\"pk\":\"p\"}")]
    [InlineData("{\"id\":\"a\",\"pk\":\"another\"}")]
    [InlineData("{\"id\":\"a\",\"pk\":\"p\",\"ttl\":0}")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Create_OfWhatIsNoItem_IsABadRequest(string body) =>
        (await _container.CreateItemStreamAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), new PartitionKey("p"), cancellationToken: Stop))
            .StatusCode.Should().Be(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Create_OverTwoMegabytes_IsTooLarge() =>
        (await _container.CreateItemStreamAsync(Json("a", "p", $"\"x\":\"{new string('x', 2 * 1024 * 1024)}\""), new PartitionKey("p"), cancellationToken: Stop))
            .StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);

    [Fact]
    public async Task Batch_ThatFails_SaysWhereAndChangesNothing()
    {
        await _container.CreateItemStreamAsync(Json("there", "p"), new PartitionKey("p"), cancellationToken: Stop);
        using var response = await _container.CreateTransactionalBatch(new PartitionKey("p"))
            .CreateItemStream(Json("new", "p")).DeleteItem("there").CreateItemStream(Json("new", "p")).ReadItem("new").ExecuteAsync(Stop);
        response.StatusCode.Should().Be(HttpStatusCode.Conflict);
        response.Select(result => (int)result.StatusCode).Should().Equal(424, 424, 409, 424);
        _double.Dump("d", "c").Should().ContainSingle().Which.Should().Contain("there");
    }

    [Fact]
    public async Task Batch_GivesETagsAndBodies()
    {
        using var response = await _container.CreateTransactionalBatch(new PartitionKey("p"))
            .UpsertItemStream(Json("a", "p", "\"n\":1")).ReadItem("a").ReplaceItemStream("a", Json("a", "p", "\"n\":2")).ExecuteAsync(Stop);
        response.IsSuccessStatusCode.Should().BeTrue();
        response.Select(result => (int)result.StatusCode).Should().Equal(201, 200, 200);
        response[0].ETag.Should().Be(response[1].ETag).And.NotBe(response[2].ETag);
        using var read = await JsonDocument.ParseAsync(response[1].ResourceStream, default, Stop);
        read.RootElement.GetProperty("n").GetInt32().Should().Be(1);
        response.RequestCharge.Should().BeApproximately(4.95 + 1 + (2 * 4.95), 0.01);
    }

    [Fact]
    public async Task Items_Expire_ByTheServicesClock()
    {
        await _container.CreateItemStreamAsync(Json("a", "p", "\"ttl\":60"), new PartitionKey("p"), cancellationToken: Stop);
        await _container.CreateItemStreamAsync(Json("b", "p"), new PartitionKey("p"), cancellationToken: Stop);
        _clock.Advance(TimeSpan.FromSeconds(59));
        (await IdsAsync("SELECT VALUE c.id FROM c WHERE c.pk = 'p'", "p")).Should().Equal("a", "b");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await IdsAsync("SELECT VALUE c.id FROM c WHERE c.pk = 'p'", "p")).Should().Equal("b");
        (await _container.CreateItemStreamAsync(Json("a", "p"), new PartitionKey("p"), cancellationToken: Stop)).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Numbers_BeyondADouble_LoseTheirLastDigits()
    {
        await _container.CreateItemStreamAsync(Json("a", "p", "\"n\":9007199254740993,\"m\":9007199254740991"), new PartitionKey("p"), cancellationToken: Stop);
        _double.Dump("d", "c")[0].Should().Contain("\"n\":9007199254740992").And.Contain("\"m\":9007199254740991");
    }

    [Theory]
    [InlineData("SELECT VALUE c.id FROM c WHERE c.pk = 'p' AND (c.n < 3 OR c.n = 5) ORDER BY c.n DESC", "i5,i2,i1,i0")]
    [InlineData("SELECT VALUE c.id FROM c WHERE c.pk = 'p' AND NOT (c.n >= 2)", "i0,i1")]
    [InlineData("SELECT VALUE c.id FROM c WHERE c.pk = 'p' AND c.missing > 1", "")]
    [InlineData("SELECT VALUE c.id FROM c WHERE c.pk = 'p' AND c.n > 'text'", "")]
    [InlineData("SELECT VALUE c.id FROM c WHERE c.pk = 'p' AND STARTSWITH(c.id, 'i') AND c.id IN ('i1', 'i4')", "i1,i4")]
    [InlineData("SELECT VALUE c.id FROM c WHERE c.pk = 'p' AND IS_DEFINED(c.even)", "i0,i2,i4")]
    public async Task Query_OfOnePartition_GivesWhatItAsksFor(string query, string ids)
    {
        for (var i = 0; i < 6; i++)
            await _container.CreateItemStreamAsync(Json($"i{i}", "p", $"\"n\":{i}{(i % 2 == 0 ? ",\"even\":null" : "")}"), new PartitionKey("p"), cancellationToken: Stop);
        await _container.CreateItemStreamAsync(Json("i9", "other", "\"n\":1"), new PartitionKey("other"), cancellationToken: Stop);
        (await IdsAsync(query, "p")).Should().Equal(ids.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("SELECT VALUE UPPER(c.id) FROM c WHERE c.pk = 'p'")]
    [InlineData("SELECT c.pk, SUM(c.n) FROM c GROUP BY c.pk")]
    [InlineData("SELECT VALUE x FROM c JOIN x IN c.list")]
    public async Task Query_OfAnotherShape_IsRefused(string query) =>
        (await FluentActions.Awaiting(() => IdsAsync(query, "p")).Should().ThrowAsync<CosmosException>()).Which.StatusCode.Should().Be(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Patch_IsRefused()
    {
        await _container.CreateItemStreamAsync(Json("a", "p"), new PartitionKey("p"), cancellationToken: Stop);
        (await _container.PatchItemStreamAsync("a", new PartitionKey("p"), [PatchOperation.Set("/n", 1)], cancellationToken: Stop))
            .StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ChangeFeed_OfItsTwoRanges_GivesEachItemOnceAtItsLatest()
    {
        var ranges = await _container.GetFeedRangesAsync(Stop);
        ranges.Should().HaveCount(2);
        for (var i = 0; i < 40; i++) await _container.CreateItemStreamAsync(Json("a", $"p{i}"), new PartitionKey($"p{i}"), cancellationToken: Stop);
        await _container.UpsertItemStreamAsync(Json("a", "p0", "\"n\":2"), new PartitionKey("p0"), cancellationToken: Stop);
        await _container.DeleteItemStreamAsync("a", new PartitionKey("p1"), cancellationToken: Stop);
        var seen = new List<string>();
        foreach (var range in ranges)
        {
            var (changes, continuation) = await ChangesAsync(ChangeFeedStartFrom.Beginning(range));
            changes.Should().NotBeEmpty("both ranges hold partitions");
            (await ChangesAsync(ChangeFeedStartFrom.ContinuationToken(continuation))).Changes.Should().BeEmpty();
            seen.AddRange(changes);
        }

        seen.Should().HaveCount(39).And.OnlyHaveUniqueItems().And.NotContain("p1");
        // A partition's range is also where the SDK itself computes it to be.
        foreach (var pk in seen) (await IdsAsync($"SELECT VALUE c.pk FROM c WHERE c.pk = '{pk}'", pk)).Should().Equal(pk);
    }

    [Fact]
    public async Task Requests_SignedWithAnotherKey_AreRefused()
    {
        using var http = new HttpClient(new CosmosHandler(_double));
        using var stranger = new CosmosClient(
            CosmosHandler.Endpoint.AbsoluteUri,
            "b3RoZXI=",
            new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true, HttpClientFactory = () => http });
        (await FluentActions.Awaiting(() => stranger.GetContainer("d", "c").ReadItemAsync<JsonElement>("a", new PartitionKey("p"), cancellationToken: Stop))
            .Should().ThrowAsync<CosmosException>()).Which.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static MemoryStream Json(string id, string pk, string? more = null) =>
        new(Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\",\"pk\":\"{pk}\"{(more is null ? "" : "," + more)}}}"));

    private async Task<List<string>> IdsAsync(string query, string partition)
    {
        using var pages = _container.GetItemQueryIterator<string>(
            query, requestOptions: new QueryRequestOptions { PartitionKey = new PartitionKey(partition), MaxItemCount = 2 });
        var found = new List<string>();
        while (pages.HasMoreResults) found.AddRange(await pages.ReadNextAsync(Stop));
        return found;
    }

    private async Task<(List<string> Changes, string Continuation)> ChangesAsync(ChangeFeedStartFrom start)
    {
        using var feed = _container.GetChangeFeedStreamIterator(start, ChangeFeedMode.LatestVersion, new ChangeFeedRequestOptions { PageSizeHint = 7 });
        var changes = new List<string>();
        while (true)
        {
            using var page = await feed.ReadNextAsync(Stop);
            if (page.StatusCode == HttpStatusCode.NotModified) return (changes, page.ContinuationToken);
            using var json = await JsonDocument.ParseAsync(page.Content, default, Stop);
            changes.AddRange(json.RootElement.GetProperty("Documents").EnumerateArray().Select(item => item.GetProperty("pk").GetString()!));
        }
    }
}
