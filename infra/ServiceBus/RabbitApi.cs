using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PublicServices.Infra.ServiceBus;

/// <summary>RabbitMQ's HTTP API, for what AMQP 1.0 does not tell there.</summary>
internal sealed class RabbitApi : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;

    public RabbitApi(Uri endpoint, string user, string password)
    {
        _http = new HttpClient { BaseAddress = endpoint, Timeout = Timeout };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <summary>Messages in a queue, those at a consumer included; null when there is no such queue.</summary>
    /// <remarks>RabbitMQ counts at intervals: what it says is some seconds old.</remarks>
    public async Task<long?> MessagesAsync(string queue, CancellationToken cancellationToken)
    {
        using var document = await GetAsync($"/api/queues/%2F/{Uri.EscapeDataString(queue)}", cancellationToken);
        if (document is null) return null;
        return document.RootElement.TryGetProperty("messages", out var messages) ? messages.GetInt64() : 0;
    }

    /// <summary>Routing keys an exchange sends to a queue; null when one of them does not exist.</summary>
    public async Task<IReadOnlySet<string>?> BindingsAsync(string exchange, string queue, CancellationToken cancellationToken)
    {
        using var document = await GetAsync($"/api/bindings/%2F/e/{Uri.EscapeDataString(exchange)}/q/{Uri.EscapeDataString(queue)}", cancellationToken);
        return document?.RootElement.EnumerateArray().Select(binding => binding.GetProperty("routing_key").GetString()!).ToHashSet(StringComparer.Ordinal);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
    }
}
