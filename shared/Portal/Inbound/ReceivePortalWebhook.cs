using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>The three headers every Standard Webhook has, as they were sent; null for one that is missing.</summary>
public readonly record struct WebhookHeaders(string? Id, string? Timestamp, string? Signature);

/// <summary>What the portal is answered, first time and every time after.</summary>
/// <param name="WebhookId">The webhook that is safe with us.</param>
public sealed record WebhookReceipt(string WebhookId);

/// <summary>Takes in what the portal tells us: checked, stored, passed on, in one commit.</summary>
public sealed class ReceivePortalWebhook
{
    /// <summary>Longest <c>webhook-id</c>: with its prefix it is a document's id.</summary>
    public const int MaxIdLength = 90;

    /// <summary>Prefix of the documents payloads are kept in.</summary>
    public const string DocumentPrefix = "in/";

    private const int MaxProcedureLength = 40;
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");

    private readonly IRecordStore _store;
    private readonly PortalInboundOptions _options;
    private readonly WebhookSecret[] _secrets;
    private readonly TimeProvider _clock;
    private readonly IdSource _ids;

    /// <exception cref="FormatException">A configured secret is malformed.</exception>
    public ReceivePortalWebhook(IRecordStore store, PortalOptions options, TimeProvider clock, IdSource ids)
    {
        (_store, _options, _clock, _ids) = (store, options.Inbound, clock, ids);
        _secrets = [.. options.Inbound.Secrets.Select(WebhookSecret.Parse)];
    }

    /// <summary>Checks and stores one webhook. A repeated one is answered like the first and changes nothing.</summary>
    public async ValueTask<Result<WebhookReceipt>> HandleAsync(
        WebhookHeaders headers, ReadOnlyMemory<byte> body, string correlation, CancellationToken cancellationToken)
    {
        if (body.Length > _options.MaxBytes) return WebhookProblems.TooLarge(_options.MaxBytes);
        if (Authenticate(headers, body.Span) is { } refusal) return refusal;
        if (!Read(body).Succeeded(out var news, out var problem)) return problem;

        var now = _clock.GetUtcNow();
        var documentId = DocumentPrefix + headers.Id;
        var received = new PortalDossierReceivedV1(news.Kind, news.Dossier, news.Procedure, news.Record, documentId, now);
        await _store.CommitAsync(
            new Commit
            {
                Record = news.Record,
                Documents = [new Document(documentId, news.Data)],
                Messages = [new(PortalContracts.DossierReceived.Write(_ids.Next(), news.Record, now, correlation, received))],
            },
            cancellationToken).ConfigureAwait(false);
        return new WebhookReceipt(headers.Id!);
    }

    private Problem? Authenticate(WebhookHeaders headers, ReadOnlySpan<byte> body)
    {
        if (headers is not { Id: { } id, Timestamp: { } timestamp, Signature: { } signature } || !IsId(id)) return WebhookProblems.HeadersMissing;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return WebhookProblems.HeadersMissing;
        // The far end of the tolerance keeps a webhook signed for next year from being replayed until then.
        if (Math.Abs(_clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > _options.ToleranceSeconds) return WebhookProblems.OutsideTolerance;
        return WebhookSignature.Verify(_secrets, id, timestamp, body, signature) ? null : WebhookProblems.WrongSignature;
    }

    private static bool IsId(string id) => id.Length is > 0 and <= MaxIdLength
        && !id.AsSpan().ContainsAnyExcept(IdCharacters);

    private static Result<News> Read(ReadOnlyMemory<byte> body)
    {
        InboundEnvelope? envelope;
        InboundDossier? dossier = null;
        try
        {
            envelope = JsonSerializer.Deserialize(body.Span, PortalJson.Default.InboundEnvelope);
            if (envelope is { Data.ValueKind: JsonValueKind.Object }) dossier = envelope.Data.Deserialize(PortalJson.Default.InboundDossier);
        }
        catch (JsonException)
        {
            return WebhookProblems.MalformedBody;
        }

        if (dossier is null || envelope is not { Type: { } type, Timestamp: not null }) return WebhookProblems.MalformedBody;
        if (KindOf(type) is not { } kind) return WebhookProblems.UnknownType;
        if (!DossierIds.TryMake(DossierIds.InboundKind, dossier.DossierCode, out var record)) return WebhookProblems.DossierMissing;
        if (dossier.Procedure is not { Length: > 0 and <= MaxProcedureLength } procedure) return WebhookProblems.DossierMissing;
        return new News(kind, dossier.DossierCode!, procedure, record, JsonMarshal.GetRawUtf8Value(envelope.Data).ToArray());
    }

    private static PortalDossierKind? KindOf(string type) => type switch
    {
        "dossier.filed" => PortalDossierKind.Filed,
        "dossier.supplemented" => PortalDossierKind.Supplemented,
        "dossier.withdrawn" => PortalDossierKind.Withdrawn,
        "dossier.paid" => PortalDossierKind.Paid,
        _ => null,
    };

    private sealed record News(PortalDossierKind Kind, string Dossier, string Procedure, RecordId Record, ReadOnlyMemory<byte> Data);
}
