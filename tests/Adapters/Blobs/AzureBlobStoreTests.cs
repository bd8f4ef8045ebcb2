using System.Net;
using System.Security.Cryptography;
using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using PublicServices.Infra.Blobs;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Blobs;

[Collection(AzureStorageGroup.Name)]
public sealed class AzureBlobStoreTests : BlobStoreCompliance
{
    private readonly BlobContainerClient _container;

    public AzureBlobStoreTests(AzureStorage storage)
    {
        _container = storage.Make(byIdentity: true).OpenContainer(AzureStorage.Identity.Instance, storage.Client());
        Store = new AzureBlobStore(_container);
    }

    protected override IBlobStore Store { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ChangedInStorage_Throws()
    {
        var name = await Store.PutAsync(Owner, "học bạ lớp 12"u8.ToArray(), Stop);
        await _container.GetBlobClient($"{Owner}/{name}").UploadAsync(BinaryData.FromString("học bạ lớp 11"), overwrite: true, Stop);

        await FluentActions.Awaiting(async () => await Store.OpenAsync(Owner, name, Stop)).Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task Open_StoredBeforeBlobsHadOwners_IsFoundForAnyOwner_AndGoesWithNone()
    {
        var name = Convert.ToHexStringLower(SHA256.HashData("từ trước"u8));
        await _container.GetBlobClient(name).UploadAsync(BinaryData.FromString("từ trước"), overwrite: true, Stop);

        await Store.EraseAsync(Owner, Stop);

        (await ReadAsync(name)).Should().Equal("từ trước"u8.ToArray());
    }

    [Fact]
    public async Task ContainerMissing_IsAFaultAndNotAnAbsence()
    {
        var name = await Store.PutAsync(Owner, "a"u8.ToArray(), Stop);
        await _container.DeleteAsync(cancellationToken: Stop);

        await FluentActions.Awaiting(async () => await Store.OpenAsync(Owner, name, Stop)).Should().ThrowAsync<RequestFailedException>();
        await FluentActions.Awaiting(async () => await Store.PutAsync(Owner, "b"u8.ToArray(), Stop)).Should().ThrowAsync<RequestFailedException>();
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "7", 7)]
    [InlineData(HttpStatusCode.ServiceUnavailable, null, 5)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "soon", 5)]
    [InlineData(HttpStatusCode.InternalServerError, "99999", 5)]
    [InlineData(null, null, 5)]
    public async Task Service_ThatAsksToWait_IsBusy(HttpStatusCode? status, string? retryAfter, int pauseSeconds)
    {
        using var faulty = new HttpClient(new Faulty(status, retryAfter));
        var options = new AzureBlobOptions { Endpoint = new Uri("https://127.0.0.1:1/account"), MaxRetries = 0 };
        var container = options.OpenContainer(AzureStorage.Identity.Instance, new BlobClientOptions { Transport = new HttpClientTransport(faulty) });
        var store = new AzureBlobStore(container);

        var put = await FluentActions.Awaiting(async () => await store.PutAsync(Owner, "a"u8.ToArray(), Stop)).Should().ThrowAsync<EngineBusyException>();
        put.Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(pauseSeconds));
        await FluentActions.Awaiting(async () => await store.OpenAsync(Owner, new string('0', 64), Stop)).Should().ThrowAsync<EngineBusyException>();
        await FluentActions.Awaiting(async () => await store.EraseAsync(Owner, Stop)).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public void Options_Wrong_SayWhatIsWrong()
    {
        new AzureBlobOptions().Faults().Should().ContainSingle().Which.Should().Contain("Blobs:Endpoint");
        new AzureBlobOptions
        {
            Endpoint = new Uri("http://plain.example"),
            QuarantineEndpoint = new Uri("relative", UriKind.Relative),
            AddressLifetime = TimeSpan.FromDays(1),
            MaxRetries = 6,
            AttemptTimeoutSeconds = 0,
        }.Faults().Should().HaveCount(5);
        new AzureBlobOptions { Endpoint = new Uri("https://a.blob.core.windows.net") }.Faults().Should().BeEmpty();
        new AzureBlobOptions { ConnectionString = "UseDevelopmentStorage=true" }.Faults().Should().BeEmpty();
    }

    private sealed class Faulty(HttpStatusCode? status, string? retryAfter) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (status is null) throw new HttpRequestException("No route to host");
            var answer = new HttpResponseMessage(status.Value);
            if (retryAfter is not null) answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            return Task.FromResult(answer);
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            SendAsync(request, cancellationToken).GetAwaiter().GetResult();
    }
}
