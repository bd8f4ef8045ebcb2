using System.Net;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Blobs;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Blobs;

/// <summary>Addresses signed with a key that the identity was handed out, as in Azure.</summary>
public sealed class AzureUploadsByIdentityTests(AzureStorage storage) : AzureUploadsTests(storage, byIdentity: true);

/// <summary>Addresses signed with the account's key, as against emulators.</summary>
public sealed class AzureUploadsByKeyTests(AzureStorage storage) : AzureUploadsTests(storage, byIdentity: false);

[Collection(AzureStorageGroup.Name)]
public abstract class AzureUploadsTests : UploadsCompliance, IDisposable
{
    private readonly AzureStorage _storage;
    private readonly AzureBlobOptions _options;
    private readonly List<AzureUploads> _opened = [];

    protected AzureUploadsTests(AzureStorage storage, bool byIdentity)
    {
        _storage = storage;
        _options = storage.Make(byIdentity);
        Uploads = Open(TimeSpan.Zero);
    }

    protected override IUploads Uploads { get; }

    protected override DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public void Dispose()
    {
        foreach (var uploads in _opened) uploads.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Address_ForWriting_DoesNotReadListOrDelete()
    {
        var (upload, content) = Make(100);
        var ticket = await OpenAsync(upload);
        await SendAsync(ticket.Address, 0, content);
        await Uploads.ReadAsync(upload, Stop);
        var blob = new Uri(ticket.Address.Replace("&comp=block&blockid=" + UploadTicket.BlockMark, "", StringComparison.Ordinal));
        var container = new Uri(blob.AbsoluteUri.Replace($"/arrived/{Subject}/{upload.Id}", "", StringComparison.Ordinal) + "&restype=container&comp=list");

        (await SendAsync(HttpMethod.Get, blob)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(HttpMethod.Delete, blob)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(HttpMethod.Get, container)).Should().Be(HttpStatusCode.Forbidden);
        var announced = new Uri(blob.AbsoluteUri.Replace("/arrived/", "/announced/", StringComparison.Ordinal));
        (await SendAsync(HttpMethod.Put, announced, content)).Should().Be(HttpStatusCode.Forbidden, "what was announced is not theirs to write");
        (await Uploads.FindAsync(Subject, upload.Id, Stop)).Should().Be(upload);
    }

    [Fact]
    public async Task Read_WrittenWholeInsteadOfInBlocks_IsNotRead()
    {
        var (upload, content) = Make(100);
        var ticket = await OpenAsync(upload);
        var blob = new Uri(ticket.Address.Replace("&comp=block&blockid=" + UploadTicket.BlockMark, "", StringComparison.Ordinal));

        (await SendAsync(HttpMethod.Put, blob, new byte[5_000])).Should().Be(HttpStatusCode.Created, "an address cannot limit what is written to it");
        (await Uploads.ContinueAsync(upload, Stop)).ReceivedBytes.Should().Be(0);
        (await Uploads.ReadAsync(upload, Stop)).Should().BeNull();

        (await SendAsync(ticket.Address, 0, content)).Should().BeTrue();
        (await Uploads.ReadAsync(upload, Stop))!.Value.ToArray().Should().Equal(content);
    }

    [Fact]
    public async Task Open_UnderAnIdThatIsTaken_IsAFault()
    {
        var (upload, _) = Make(100);
        await OpenAsync(upload);

        await FluentActions.Awaiting(() => OpenAsync(upload)).Should().ThrowAsync<Azure.RequestFailedException>();
    }

    protected override async Task<bool> SendAsync(string address, int block, byte[] content) =>
        await SendAsync(HttpMethod.Put, new Uri(At(address, block)), content) is HttpStatusCode.Created;

    protected override async Task<UploadTicket> OpenExpiredAsync(Upload upload) =>
        (await Open(TimeSpan.FromHours(-1)).OpenAsync(upload, Stop)).Value;

    protected override IUploads NextDay() => Open(TimeSpan.FromHours(25));

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, Uri address, byte[]? content = null)
    {
        using var request = new HttpRequestMessage(method, address);
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content);
            if (!address.Query.Contains("comp=block", StringComparison.Ordinal)) request.Headers.Add("x-ms-blob-type", "BlockBlob");
        }

        using var answer = await _storage.Phone.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    /// <summary>The emulator's clock is the machine's, so ours is set off from that.</summary>
    private AzureUploads Open(TimeSpan ahead)
    {
        var uploads = new AzureUploads(
            _options.OpenQuarantine(AzureStorage.Identity.Instance, _storage.Client()),
            _options,
            new FakeTimeProvider(TimeProvider.System.GetUtcNow() + ahead));
        _opened.Add(uploads);
        return uploads;
    }
}
