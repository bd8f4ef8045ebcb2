using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>What became of a call.</summary>
/// <param name="Function">Whose.</param>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="IsSuccess">Whether the host takes it for one.</param>
public sealed record HostInvocation(string Function, int Status, bool IsSuccess);

/// <summary>Calls functions, and reads answers as the host does.</summary>
internal sealed class Invoker(HandlerProcess process, TimeSpan functionTimeout) : IDisposable
{
    /// <summary>The version whose contract this is.</summary>
    public const string HostVersion = "4.1037.0.0";

    private const int KeptInvocations = 10_000;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentQueue<HostInvocation> _invocations = new();

    /// <summary>Calls so far, the oldest first.</summary>
    public IReadOnlyList<HostInvocation> Invocations => [.. _invocations];

    /// <returns>True when the trigger may go on: the message is complete, the changes are done.</returns>
    public async Task<bool> InvokeAsync(string function, JsonObject call, CancellationToken cancellationToken)
    {
        var (status, isSuccess) = (0, false);
        try
        {
            var address = await process.ReadyAsync(cancellationToken);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(functionTimeout);
            (status, isSuccess) = await CallAsync(new Uri(address, $"/{function}"), call, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.KillForTimeout();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // The process is gone, or the host stops: the message goes back.
        }

        _invocations.Enqueue(new HostInvocation(function, status, isSuccess));
        while (_invocations.Count > KeptInvocations) _invocations.TryDequeue(out _);
        return isSuccess;
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int Status, bool IsSuccess)> CallAsync(Uri address, JsonObject call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(call)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Azure-Functions-HostVersion", HostVersion);
        request.Headers.Add("X-Azure-Functions-InvocationId", $"{Guid.CreateVersion7()}");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Azure-Functions-Host", HostVersion));
        using var answer = await _http.SendAsync(request, cancellationToken);
        var status = (int)answer.StatusCode;
        if (!answer.IsSuccessStatusCode) return (status, false);

        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        // The host deserializes an empty body, or null, to nothing and never completes the invocation.
        if (body.Trim() is "" or "null") await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        if (answer.Content.Headers.ContentType?.MediaType != "application/json") return (status, false);
        try
        {
            return (status, JsonNode.Parse(body) is JsonObject);
        }
        catch (JsonException)
        {
            return (status, false);
        }
    }

    /// <summary>The part of the metadata that is the host's own.</summary>
    public static JsonObject Sys(string function) => new()
    {
        ["MethodName"] = function,
        ["UtcNow"] = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("O", null),
        ["RandGuid"] = $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}",
    };
}
