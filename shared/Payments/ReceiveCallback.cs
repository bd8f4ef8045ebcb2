using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A callback as it is kept beside its payment, for good.</summary>
/// <param name="Gateway">Who sent it.</param>
/// <param name="EventId">The gateway's id of the notification.</param>
/// <param name="ReceivedAt">When its first copy came.</param>
/// <param name="Query">Query string as sent.</param>
/// <param name="Body">The body as sent; UTF-8, because only text passes verification.</param>
public sealed record StoredCallback(string Gateway, string EventId, DateTimeOffset ReceivedAt, string Query, string Body);

/// <summary>A signed callback that can be credited to nobody. The state of a <c>cbk-</c> record.</summary>
/// <param name="Named">The order it names, as far as it can be read; null when it names none.</param>
/// <param name="Kind">Why it is here.</param>
/// <param name="Amount">What it tells of; null when it tells of none.</param>
/// <param name="Case">Whether an officer still has to look.</param>
public sealed record StrayCallback(
    StoredCallback Callback, string? Named, CaseKind Kind, Money? Amount, string Reference, CaseStatus Case, string? ClosedBy = null, string? Note = null);

/// <summary>
/// Takes a gateway's callback: verify, store, answer. One commit that reads nothing; what it means is decided afterwards, by message.
/// </summary>
public sealed class ReceiveCallback(IRecordStore store, Gateways gateways)
{
    /// <summary>What strays' record ids start with.</summary>
    public const string StrayKind = "cbk";

    private const string DocumentPrefix = "cb/";
    private const int MaxEventIdInDocumentId = 60;

    /// <summary>Durable when the task completes, so that the gateway may be told so.</summary>
    /// <returns>The callback's event id; or <c>PAY-001</c>, <c>PAY-010</c>, <c>PAY-011</c>, <c>PAY-012</c>, <c>PS-007</c>, with nothing stored.</returns>
    public async ValueTask<Result<string>> HandleAsync(
        string gatewayName, RawCallback raw, DateTimeOffset now, string correlation, CancellationToken cancellationToken)
    {
        if (gateways.Find(gatewayName) is not { } gateway) return PaymentProblems.UnknownGateway;
        if (raw.Body.Length > PaymentLimits.MaxCallbackBytes || raw.Query.Length > PaymentLimits.MaxCallbackBytes)
            return KernelProblems.TooLarge(PaymentLimits.MaxCallbackBytes);
        if (!gateway.ReadCallback(raw, now).Succeeded(out var callback, out var problem)) return problem;

        var stored = new StoredCallback(gateway.Name, callback.EventId, now, raw.Query, Encoding.UTF8.GetString(raw.Body.Span));
        // AlreadyDone and Conflict both mean that this notification is stored: documents and strays are written once.
        if (CommitFor(callback, stored, now, correlation) is { } commit) await store.CommitAsync(commit, cancellationToken);
        return callback.EventId;
    }

    private static Commit? CommitFor(GatewayCallback callback, StoredCallback stored, DateTimeOffset now, string correlation)
    {
        if (callback.Refund is { } refund) return ForRefund(stored, refund, now, correlation);
        if (callback.Outcome is not { } outcome) return null;
        // Of orders that are not ours only money matters: an account may serve other programs too.
        if (!AttemptId.TryParse(callback.Attempt, out var attempt))
            return outcome.Kind != OutcomeKind.Succeeded ? null : StrayCallbacks.Keep(stored, callback.Attempt, outcome, CaseKind.UnknownReference, now, correlation, cause: null);
        return IsPossible(outcome)
            ? ForAttempt(stored, attempt, outcome, now, correlation)
            : StrayCallbacks.Keep(stored, callback.Attempt, outcome, CaseKind.BadAmount, now, correlation, cause: null);
    }

    private static bool IsPossible(GatewayOutcome outcome) =>
        outcome.Kind != OutcomeKind.Succeeded
        || (outcome.Amount is { MinorUnits: > 0 } && outcome.Reference.Length is > 0 and <= PaymentLimits.MaxReferenceLength);

    private static Commit ForAttempt(StoredCallback stored, AttemptId attempt, GatewayOutcome outcome, DateTimeOffset now, string correlation)
    {
        var document = DocumentId(stored);
        var received = new CallbackReceivedV1(attempt, stored.Gateway, document, outcome, now);
        return new Commit
        {
            Record = attempt.Payment,
            // A repeated callback sends nothing: its document is there already, and the commit is all or nothing.
            Documents = [DocumentOf(stored, document)],
            Messages = [new(PaymentMessages.CallbackReceived.WriteNamed($"{attempt.Payment.Value}/{document}", attempt.Payment, now, correlation, received))],
        };
    }

    private static Commit ForRefund(StoredCallback stored, RefundId refund, DateTimeOffset now, string correlation)
    {
        var document = DocumentId(stored);
        return new Commit
        {
            Record = refund.Payment,
            Documents = [DocumentOf(stored, document)],
            Messages = [new(PaymentMessages.RefundDue.WriteNamed($"{refund.Payment.Value}/{document}", refund.Payment, now, correlation, new RefundDueV1(refund, -1)))],
        };
    }

    private static Document DocumentOf(StoredCallback stored, string id) =>
        new(id, JsonSerializer.SerializeToUtf8Bytes(stored, PaymentsJson.Default.StoredCallback));

    private static string DocumentId(StoredCallback stored) => $"{DocumentPrefix}{stored.Gateway}/{Short(stored.EventId)}";

    /// <summary>Gateways choose their ids; ours have a limit and an alphabet.</summary>
    internal static string Short(string eventId)
    {
        var plain = eventId.Length is > 0 and <= MaxEventIdInDocumentId
            && eventId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return plain ? eventId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventId)))[..MaxEventIdInDocumentId];
    }
}
