using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>What is known of a request before anything has read it.</summary>
/// <param name="At">When it arrived; deadlines are judged by this, however long the work then takes.</param>
/// <param name="CorrelationId">The caller's own id, or a new one.</param>
internal sealed record Arrival(DateTimeOffset At, string CorrelationId);

/// <summary>Notes when a request arrived and what to call it, before anything else happens to it.</summary>
internal sealed class ArrivalMiddleware(RequestDelegate next, TimeProvider clock, IdSource ids, ILogger<ArrivalMiddleware> logger)
{
    public const string Header = "X-Correlation-Id";

    /// <summary>Longest correlation id taken from a caller; others are replaced.</summary>
    public const int MaxCorrelationLength = 64;

    public async Task InvokeAsync(HttpContext context)
    {
        var arrivedAt = clock.GetUtcNow();
        var offered = context.Request.Headers[Header];
        var correlationId = offered.Count == 1 && IsAcceptable(offered[0]) ? offered[0]! : ids.Next();
        context.Features.Set(new Arrival(arrivedAt, correlationId));
        context.Response.Headers[Header] = correlationId;

        using var scope = logger.BeginScope(new CorrelationScope(correlationId));
        await next(context);
    }

    internal static bool IsAcceptable(string? id)
    {
        if (id is null || id.Length is 0 or > MaxCorrelationLength) return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        return true;
    }
}

/// <summary>The logging scope of one request, without a dictionary for each.</summary>
internal sealed class CorrelationScope(string correlationId) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] => index == 0
        ? new("CorrelationId", correlationId)
        : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"CorrelationId:{correlationId}";
}
