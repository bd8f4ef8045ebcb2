using Azure.Core;
using Azure.Storage.Blobs;

namespace PublicServices.Infra.Blobs;

/// <summary>Which storage account keeps files, and which one takes them in.</summary>
/// <remarks>
/// Two accounts, so that the one that phones can reach holds nothing but what is under way: the other one may stand behind
/// private endpoints. In trials both may be the same.
/// </remarks>
public sealed record AzureBlobOptions
{
    /// <summary>Blob endpoint of the account that keeps files, for example <c>https://name.blob.core.windows.net</c>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Blob endpoint of the account that phones upload to; default <see cref="Endpoint"/>.</summary>
    public Uri? QuarantineEndpoint { get; init; }

    /// <summary>Connection string with an account key, for emulators and tests, instead of endpoints and an identity. Default none.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Container of kept files. Default <c>files</c>.</summary>
    public string Container { get; init; } = "files";

    /// <summary>Container of uploads under way. Default <c>quarantine</c>.</summary>
    public string QuarantineContainer { get; init; } = "quarantine";

    /// <summary>How long an upload's address works, 1 minute to 1 hour. Default 15 minutes.</summary>
    public TimeSpan AddressLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Attempts after the first one before the caller is told to come back; someone is waiting. 0 to 5. Default 2.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>Time for one attempt, 1 to 100 seconds. Default 20.</summary>
    public int AttemptTimeoutSeconds { get; init; } = 20;

    /// <summary>What is wrong with these settings, one line each; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Endpoint is null && string.IsNullOrEmpty(ConnectionString)) yield return "Blobs:Endpoint is needed, or Blobs:ConnectionString for an emulator.";
        foreach (var (name, endpoint) in new[] { ("Endpoint", Endpoint), ("QuarantineEndpoint", QuarantineEndpoint) })
        {
            if (endpoint is { } given && (!given.IsAbsoluteUri || given.Scheme != Uri.UriSchemeHttps))
                yield return $"Blobs:{name} must be an https address: {given}";
        }

        if (AddressLifetime < TimeSpan.FromMinutes(1) || AddressLifetime > TimeSpan.FromHours(1)) yield return "Blobs:AddressLifetime must be 1 minute to 1 hour.";
        if (MaxRetries is < 0 or > 5) yield return "Blobs:MaxRetries must be 0 to 5.";
        if (AttemptTimeoutSeconds is < 1 or > 100) yield return "Blobs:AttemptTimeoutSeconds must be 1 to 100.";
    }

    /// <summary>The container of kept files.</summary>
    /// <param name="credential">The identity to sign in with; not used with a connection string.</param>
    /// <param name="client">Further settings of the client, for tests. Default none.</param>
    public BlobContainerClient OpenContainer(TokenCredential credential, BlobClientOptions? client = null) =>
        Open(Endpoint, credential, client).GetBlobContainerClient(Container);

    /// <summary>The container of uploads under way.</summary>
    /// <param name="credential">Likewise.</param>
    /// <param name="client">Likewise.</param>
    public BlobContainerClient OpenQuarantine(TokenCredential credential, BlobClientOptions? client = null) =>
        Open(QuarantineEndpoint ?? Endpoint, credential, client).GetBlobContainerClient(QuarantineContainer);

    private BlobServiceClient Open(Uri? endpoint, TokenCredential credential, BlobClientOptions? client)
    {
        client ??= new BlobClientOptions();
        client.Retry.MaxRetries = MaxRetries;
        client.Retry.NetworkTimeout = TimeSpan.FromSeconds(AttemptTimeoutSeconds);
        client.Retry.Delay = TimeSpan.FromMilliseconds(200);
        client.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        return string.IsNullOrEmpty(ConnectionString)
            ? new BlobServiceClient(endpoint ?? throw new InvalidOperationException("Blobs:Endpoint is not set."), credential, client)
            : new BlobServiceClient(ConnectionString, client);
    }
}
