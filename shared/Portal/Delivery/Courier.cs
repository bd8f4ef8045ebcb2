using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PublicServices.Portal;

/// <summary>One attempt at one event.</summary>
public sealed record DeliveryAttempt(TrailEvent Event, WebhookAnswer Answer, DateTimeOffset At);

/// <summary>What came of telling one endpoint what it had not acknowledged.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Cursor">Where it stood before.</param>
/// <param name="Attempts">In order; only the last one may have failed.</param>
/// <param name="RestsUntil">Why the next event was not tried: the endpoint rests until then. Null when it does not.</param>
/// <param name="Recovered">It answers again after a rest.</param>
/// <param name="Report">News about the endpoint as a whole; null for none.</param>
public sealed record DeliveryRun(
    Endpoint Endpoint,
    TrailCursor Cursor,
    IReadOnlyList<DeliveryAttempt> Attempts,
    DateTimeOffset? RestsUntil,
    bool Recovered,
    EndpointReportedV1? Report);

/// <summary>Tells endpoints what they have not acknowledged, in order, until one attempt fails.</summary>
public sealed class Courier(IWebhookSender sender, EndpointGates gates, TimeProvider clock)
{
    /// <summary>Most events of one trail told in one go, so that a replay does not hold its session for long.</summary>
    public const int MaxEventsPerRun = 20;

    private static readonly JsonWriterOptions WireJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Tells one endpoint what is pending in a trail.</summary>
    public async Task<DeliveryRun> TellAsync(
        DeliveryTrail trail, Endpoint endpoint, TrailCursor cursor, CancellationToken cancellationToken)
    {
        var gate = gates.Of(endpoint.Id);
        var attempts = new List<DeliveryAttempt>(1);
        DateTimeOffset? restsUntil = null;
        EndpointReportedV1? report = null;
        var recovered = false;
        foreach (var next in trail.PendingOf(cursor).Take(MaxEventsPerRun))
        {
            restsUntil = gate.Enter(clock.GetUtcNow(), endpoint.ThrottledUntil);
            if (restsUntil is not null) break;
            var answer = await PostAsync(endpoint, next, cancellationToken).ConfigureAwait(false);
            var at = clock.GetUtcNow();
            attempts.Add(new DeliveryAttempt(next, answer, at));
            if (answer.IsDelivered)
            {
                recovered |= gate.Delivered();
                continue;
            }

            if (gate.Failed(answer, at)) report = new EndpointReportedV1(endpoint.Id, answer.IsGone, at + answer.RetryAfter);
            break;
        }

        return new DeliveryRun(endpoint, cursor, attempts, restsUntil, recovered, report);
    }

    /// <summary>Posts one event, signed for this attempt.</summary>
    public ValueTask<WebhookAnswer> PostAsync(Endpoint endpoint, TrailEvent told, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var body = Body(told);
        var signature = WebhookSignature.Sign(endpoint.SecretsAt(now), told.Id, now.ToUnixTimeSeconds(), body.Span);
        return sender.SendAsync(new WebhookPost(new Uri(endpoint.Url), told.Id, now.ToUnixTimeSeconds(), signature, body), cancellationToken);
    }

    /// <summary>The body every attempt carries: <c>type</c>, <c>timestamp</c> and <c>data</c>.</summary>
    public static ReadOnlyMemory<byte> Body(TrailEvent told)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WireJson))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, told.Type);
            json.WriteString("timestamp"u8, told.At.UtcDateTime);
            json.WritePropertyName("data"u8);
            told.Data.WriteTo(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
