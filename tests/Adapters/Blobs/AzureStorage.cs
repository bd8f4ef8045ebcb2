using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using PublicServices.Infra.Blobs;
using PublicServices.Tests.Support;

namespace PublicServices.Tests.Adapters.Blobs;

/// <summary>One emulator for every test against Azure Storage, over TLS, and containers of their own for each.</summary>
public sealed class AzureStorage : IAsyncLifetime
{
    private readonly SocketsHttpHandler _trusting = new() { UseProxy = false };
    private Azurite? _azurite;
    private int _containers;

    /// <summary>What a phone has: no rights but those of an address.</summary>
    public HttpClient Phone { get; private set; } = null!;

    internal Uri Endpoint => _azurite!.Endpoint;

    public async ValueTask InitializeAsync()
    {
        if (Azurite.Missing is null) _azurite = await Azurite.StartAsync(https: true);
        _trusting.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _azurite?.Thumbprint;
        Phone = new HttpClient(_trusting, disposeHandler: false);
    }

    public async ValueTask DisposeAsync()
    {
        Phone?.Dispose();
        _trusting.Dispose();
        if (_azurite is not null) await _azurite.DisposeAsync();
    }

    /// <summary>Settings for new containers, made here because the program may not make any.</summary>
    /// <param name="byIdentity">Sign in by token, as in Azure; otherwise by the account's key.</param>
    internal AzureBlobOptions Make(bool byIdentity)
    {
        Assert.SkipWhen(Azurite.Missing is not null, Azurite.Missing ?? "");
        var number = Interlocked.Increment(ref _containers);
        var options = new AzureBlobOptions
        {
            Endpoint = byIdentity ? Endpoint : null,
            ConnectionString = byIdentity ? null : _azurite!.ConnectionString,
            Container = $"files-{number}",
            QuarantineContainer = $"quarantine-{number}",
        };
        options.OpenContainer(Identity.Instance, Client()).Create();
        options.OpenQuarantine(Identity.Instance, Client()).Create();
        return options;
    }

    internal BlobClientOptions Client() => new() { Transport = new HttpClientTransport(new HttpClient(_trusting, disposeHandler: false)) };

    /// <summary>A token the emulator takes: right issuer, audience and times, and a signature nobody checks.</summary>
    internal sealed class Identity : TokenCredential
    {
        public static readonly Identity Instance = new();

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var now = TimeProvider.System.GetUtcNow();
            var claims = new
            {
                aud = "https://storage.azure.com",
                iss = "https://sts.windows.net/11111111-1111-1111-1111-111111111111/",
                iat = now.ToUnixTimeSeconds(),
                nbf = now.AddMinutes(-1).ToUnixTimeSeconds(),
                exp = now.AddHours(1).ToUnixTimeSeconds(),
                oid = "22222222-2222-2222-2222-222222222222",
                tid = "11111111-1111-1111-1111-111111111111",
            };
            var token = string.Join('.', Part(new { alg = "RS256", typ = "JWT" }), Part(claims), "c2ln");
            return new AccessToken(token, now.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));

        private static string Part(object value) =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}

[CollectionDefinition(Name)]
public sealed class AzureStorageGroup : ICollectionFixture<AzureStorage>
{
    public const string Name = "azure storage";
}
