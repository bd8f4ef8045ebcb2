using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using PublicServices.Kernel;
using PublicServices.Portal;

namespace PublicServices.Infra.Webhooks;

/// <summary>Posts webhooks over HTTP: no redirects, no cookies, no proxy from the environment, no address it must not reach.</summary>
/// <remarks>
/// An address is checked when the connection is made, on the very IP address that is then connected to, so that a name which
/// resolves to something else the second time gains nothing.
/// </remarks>
public sealed class HttpWebhookSender : IWebhookSender, IDisposable
{
    /// <summary>Connections to one endpoint: one for each session that is handled at once, so that no attempt spends its time waiting for one.</summary>
    public const int MaxConnectionsPerEndpoint = Subscription.DefaultConcurrency;

    /// <summary>Most response bytes read to keep a connection alive; what an endpoint answers beyond its status is of no interest.</summary>
    public const int MaxDrainBytes = 16 * 1024;

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly bool _allowPrivate;

    public HttpWebhookSender(PortalOptions options, TimeProvider clock)
    {
        _clock = clock;
        _timeout = TimeSpan.FromSeconds(Math.Clamp(options.Outbound.TimeoutSeconds, 1, 30));
        _allowPrivate = options.Outbound.AllowPrivateAddresses;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            // Our trace ids are nobody else's business.
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = _timeout,
            MaxConnectionsPerServer = MaxConnectionsPerEndpoint,
            MaxResponseDrainSize = MaxDrainBytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async ValueTask<WebhookAnswer> SendAsync(WebhookPost post, CancellationToken cancellationToken)
    {
        if (post.Url.Scheme != Uri.UriSchemeHttps && !(_allowPrivate && post.Url.Scheme == Uri.UriSchemeHttp))
            return new WebhookAnswer(0, "url-malformed");

        using var deadline = new CancellationTokenSource(_timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = Request(post);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new WebhookAnswer((int)response.StatusCode, RetryAfter: RetryAfter(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(0, "timeout");
        }
        catch (HttpRequestException e)
        {
            return new WebhookAnswer(0, e.InnerException switch
            {
                AddressRefusedException => "address-refused",
                AuthenticationException => "tls",
                _ => WebhookAnswer.Unreachable,
            });
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(WebhookPost post)
    {
        var content = new ReadOnlyMemoryContent(post.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, post.Url) { Content = content };
        request.Headers.TryAddWithoutValidation("webhook-id", post.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", post.TimestampSeconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", post.Signature);
        request.Headers.TryAddWithoutValidation("User-Agent", "PublicServices-Webhooks/1");
        return request;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? header?.Date - _clock.GetUtcNow();
        return asked > TimeSpan.Zero ? asked : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        IPAddress[] allowed = _allowPrivate ? addresses : Array.FindAll(addresses, AddressGuard.IsPublic);
        if (allowed.Length == 0) throw new AddressRefusedException(host);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException(string host) : IOException($"{host} has no address that may be reached.");
}
