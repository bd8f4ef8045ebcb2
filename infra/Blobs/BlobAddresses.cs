using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;

namespace PublicServices.Infra.Blobs;

/// <summary>
/// Signed addresses that write one blob and nothing else. With an identity they are signed by a key the service hands out for
/// a day (user delegation), which dies with the identity's rights; with an account key, as emulators have, by that.
/// </summary>
internal sealed class BlobAddresses(BlobContainerClient container, TimeProvider clock) : IDisposable
{
    /// <summary>Phones' clocks do not matter, the service's own may be behind ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromHours(2);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile UserDelegationKey? _key;

    /// <summary>An address to write a blob by, without the part that says which block.</summary>
    public async ValueTask<Uri> ForWritingAsync(BlockBlobClient blob, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var signing = new BlobSasBuilder(BlobSasPermissions.Create | BlobSasPermissions.Write, expiresAt)
        {
            BlobContainerName = container.Name,
            BlobName = blob.Name,
            Resource = "b",
            StartsOn = clock.GetUtcNow() - ClockSkew,
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        if (blob.CanGenerateSasUri) return blob.GenerateSasUri(signing);
        var address = new BlobUriBuilder(blob.Uri)
        {
            Sas = signing.ToSasQueryParameters(await KeyAsync(cancellationToken), container.AccountName),
        };
        return address.ToUri();
    }

    public void Dispose() => _renewing.Dispose();

    private async ValueTask<UserDelegationKey> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known && IsFresh(known)) return known;
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (_key is { } renewed && IsFresh(renewed)) return renewed;
            var now = clock.GetUtcNow();
            UserDelegationKey key = await container.GetParentBlobServiceClient()
                .GetUserDelegationKeyAsync(new BlobGetUserDelegationKeyOptions(now + KeyLifetime) { StartsOn = now - ClockSkew }, cancellationToken);
            return _key = key;
        }
        finally
        {
            _renewing.Release();
        }
    }

    private bool IsFresh(UserDelegationKey key) => key.SignedExpiresOn > clock.GetUtcNow() + RenewBefore;
}
