using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PublicServices.Notices;

namespace PublicServices.Infra.Notices;

/// <summary>SMS over a gateway's HTTP interface, whichever it is: address, credentials and body come from configuration.</summary>
public sealed class HttpSmsChannel : INoticeChannel, IDisposable
{
    private readonly HttpClient _http;
    private readonly SmsOptions _options;

    public HttpSmsChannel(SmsOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = TimeSpan.FromSeconds(Math.Clamp(options.TimeoutSeconds, 1, 60)),
        };
    }

    public NoticeChannelKind Kind => NoticeChannelKind.Sms;

    public async ValueTask<ChannelAnswer> SendAsync(NoticeLetter letter, CancellationToken cancellationToken)
    {
        if (VietnamesePhone.ToE164(letter.To) is not { } phone) return ChannelAnswer.Refused("phone-malformed");
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url)
        {
            Content = new StringContent(Body(letter, phone), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", letter.Id);
        if (_options.HeaderValue is { } credentials) request.Headers.TryAddWithoutValidation(_options.HeaderName, credentials);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return Judge(response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ChannelAnswer.TryLater("timeout");
        }
        catch (HttpRequestException)
        {
            return ChannelAnswer.TryLater("unreachable");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>401 and 403 are about our account, not about this person: ours to mend, so the message waits.</summary>
    private static ChannelAnswer Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => ChannelAnswer.Sent,
        401 or 403 or 408 or 425 or 429 or >= 500 or (>= 300 and < 400) => ChannelAnswer.TryLater($"http-{(int)status}"),
        _ => ChannelAnswer.Refused($"http-{(int)status}"),
    };

    private string Body(NoticeLetter letter, string phone) => _options.Body
        .Replace("{phone}", Escape(phone), StringComparison.Ordinal)
        .Replace("{id}", Escape(letter.Id), StringComparison.Ordinal)
        .Replace("{text}", Escape(letter.Text), StringComparison.Ordinal);

    private static string Escape(string value) => JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
}
