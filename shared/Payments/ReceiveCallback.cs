using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PublicServices.Contracts;
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
/// <param name="RefundReference">The gateway's reference of the refund by which its money went back; null for none.</param>
public sealed record StrayCallback(
    StoredCallback Callback,
    string? Named,
    CaseKind Kind,
    Money? Amount,
    string Reference,
    CaseStatus Case,
    string? ClosedBy = null,
    string? Note = null,
    string? RefundReference = null);

/// <summary>
/// Takes a gateway's callback: verify, store, answer. One commit that reads nothing; what it means is decided afterwards, by message.
/// </summary>
public sealed class ReceiveCallback(IRecordStore store, Gateways gateways)
{
    /// <summary>What strays' record ids start with.</summary>
    public const string StrayKind = "cbk";

    /// <summary>What the record ids of disputes and payouts start with.</summary>
    public const string NoticeKind = "gwn";

    private const string DocumentPrefix = "cb/";
    private const int MaxEventIdInDocumentId = 60;

    private readonly Records<Payment> _payments = new(store, () => PaymentsJson.Default.Payment);

    /// <summary>Durable when the task completes, so that the gateway may be told so.</summary>
    /// <returns>What became of it; its problem is <c>PAY-001</c>, <c>PAY-010</c>, <c>PAY-011</c>, <c>PAY-012</c> or <c>PS-007</c>, with nothing stored.</returns>
    /// <exception cref="EngineBusyException">The store is at its limit, and the gateway has no words of its own for it.</exception>
    public async ValueTask<ReceivedCallback> HandleAsync(
        string gatewayName, RawCallback raw, DateTimeOffset now, string correlation, CancellationToken cancellationToken)
    {
        if (gateways.Find(gatewayName) is not { } gateway) return new ReceivedCallback(null, PaymentProblems.UnknownGateway);
        if (raw.Body.Length > PaymentLimits.MaxCallbackBytes || raw.Query.Length > PaymentLimits.MaxCallbackBytes)
            return Refused(KernelProblems.TooLarge(PaymentLimits.MaxCallbackBytes));
        if (!gateway.ReadCallback(raw, now).Succeeded(out var callback, out var problem)) return Refused(problem);

        try
        {
            var verdict = await StoreAsync(gateway, callback, raw, now, correlation, cancellationToken);
            return new ReceivedCallback(callback.EventId, null, gateway.AnswerCallback(callback, verdict, now));
        }
        catch (EngineBusyException) when (gateway.AnswersFromTheBooks)
        {
            return new ReceivedCallback(null, null, gateway.AnswerCallback(callback, CallbackVerdict.Busy, now));
        }

        ReceivedCallback Refused(Problem refusal) => new(
            null,
            refusal,
            gateway.AnswerCallback(null, refusal == PaymentProblems.CallbackSignature ? CallbackVerdict.SignatureWrong : CallbackVerdict.Unusable, now));
    }

    private async ValueTask<CallbackVerdict> StoreAsync(
        IPaymentGateway gateway, GatewayCallback callback, RawCallback raw, DateTimeOffset now, string correlation, CancellationToken cancellationToken)
    {
        var verdict = gateway.AnswersFromTheBooks ? await JudgeAsync(gateway, callback, cancellationToken) : CallbackVerdict.Taken;
        var stored = new StoredCallback(gateway.Name, callback.EventId, now, raw.Query, Encoding.UTF8.GetString(raw.Body.Span));
        if (CommitFor(callback, stored, now, correlation) is not { } commit) return verdict;
        // AlreadyDone and Conflict both mean that this notification is stored: documents and strays are written once.
        var result = await store.CommitAsync(commit, cancellationToken);
        return verdict == CallbackVerdict.Taken && result.Outcome != CommitOutcome.Done ? CallbackVerdict.Repeated : verdict;
    }

    /// <summary>What the books say of the order, in the order gateways ask: known, of that amount, not settled yet.</summary>
    private async ValueTask<CallbackVerdict> JudgeAsync(IPaymentGateway gateway, GatewayCallback callback, CancellationToken cancellationToken)
    {
        if (!AttemptId.TryParse(callback.Attempt, out var id)) return CallbackVerdict.UnknownOrder;
        var payment = (await _payments.LoadAsync(id.Payment, cancellationToken)).State;
        if (payment?.Find(id) is not { } attempt || attempt.Gateway != gateway.Name) return CallbackVerdict.UnknownOrder;
        if (callback.Outcome?.Amount is { } amount && amount != payment.Amount) return CallbackVerdict.AmountDiffers;
        return attempt.IsLive || attempt.Status != AttemptStatus.Captured && callback.Outcome?.Kind == OutcomeKind.Succeeded
            ? CallbackVerdict.Taken
            : CallbackVerdict.Repeated;
    }

    private static Commit? CommitFor(GatewayCallback callback, StoredCallback stored, DateTimeOffset now, string correlation)
    {
        if (callback.Refund is { } refund) return ForRefund(stored, refund, now, correlation);
        if (callback.Notice is { } notice) return ForNotice(stored, notice, now, correlation);
        if (callback.Outcome is not { } outcome) return null;
        // Of orders that are not ours only money matters: an account may serve other programs too.
        if (!AttemptId.TryParse(callback.Attempt, out var attempt))
            return StrayCallbacks.ReasonFor(outcome) is not { } reason ? null : StrayCallbacks.Keep(stored, callback.Attempt, outcome, reason, now, correlation, cause: null);
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

    /// <summary>Disputes and payouts are kept in a record of their own, because which payment they are about must be looked up.</summary>
    private static Commit ForNotice(StoredCallback stored, GatewayNotice notice, DateTimeOffset now, string correlation)
    {
        var record = new RecordId($"{NoticeKind}-{stored.Gateway}-{Short(notice.Subject).ToLowerInvariant()}");
        var document = DocumentId(stored);
        var received = new NoticeReceivedV1(stored.Gateway, stored.EventId, notice, now);
        List<Outgoing> messages = [new(PaymentMessages.NoticeReceived.WriteNamed($"{record.Value}/{document}", record, now, correlation, received))];
        if (notice.Kind == Payments.NoticeKind.Payout)
        {
            var reported = new PayoutReportedV1(stored.Gateway, notice.Subject, notice.Status, notice.Amount, notice.At, notice.ArrivesAt);
            messages = [new(PayoutContracts.PayoutReported.WriteNamed($"{record.Value}/{document}", record, now, correlation, reported))];
        }

        return new Commit { Record = record, Documents = [DocumentOf(stored, document)], Messages = messages };
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
