using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Payments as they are kept: every decision is one commit of state, history and the messages that follow.</summary>
public sealed class PaymentBook(IRecordStore store, IdSource ids, TimeProvider clock)
{
    private readonly Records<Payment> _payments = new(store, () => PaymentsJson.Default.Payment);

    /// <summary>The clock of every decision.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The payment as it is now.</summary>
    public ValueTask<Loaded<Payment>> LoadAsync(RecordId id, CancellationToken cancellationToken) => _payments.LoadAsync(id, cancellationToken);

    /// <summary>Decides and commits; on a conflict the decision is taken again.</summary>
    /// <param name="id">The payment.</param>
    /// <param name="cause">What caused it; null when doing it again does no harm.</param>
    /// <param name="by">Who decides, for the history.</param>
    /// <param name="decide">Given the payment (null when there is none) and the time: the refusal, the decision, or null for none.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The payment afterwards, null when there is none; or the refusal.</returns>
    internal async ValueTask<Result<Payment?>> ChangeAsync(
        RecordId id,
        Cause? cause,
        Caller by,
        Func<Payment?, DateTimeOffset, Result<Decision?>> decide,
        CancellationToken cancellationToken)
    {
        var changed = await _payments.ChangeAsync(
            id,
            cause,
            loaded =>
            {
                var now = Now;
                if (!decide(loaded.State, now).Succeeded(out var decision, out var problem)) return problem;
                return decision is null ? (Result<Change<Payment>?>)(Change<Payment>?)null : ChangeOf(loaded, decision, by, now);
            },
            cancellationToken);
        return changed.Succeeded(out var done, out var refusal) ? done.State : refusal;
    }

    /// <summary>Commits a decision about a payment that was just loaded or is known to be new.</summary>
    internal ValueTask<CommitResult> CommitAsync(
        Loaded<Payment> loaded, Decision decision, Cause? cause, DateTimeOffset now, CancellationToken cancellationToken) =>
        _payments.CommitAsync(loaded, ChangeOf(loaded, decision, Caller.System, now)!, cause, cancellationToken);

    private Change<Payment>? ChangeOf(Loaded<Payment> before, Decision decision, Caller by, DateTimeOffset now)
    {
        List<Outgoing> messages = [];
        if (decision.Also is { } also) messages.Add(also);
        List<Document> documents = decision.Keep is { } kept ? [kept] : [];
        if (decision.Effect == Effect.Ignored)
            return messages.Count + documents.Count == 0 ? null : new Change<Payment>(null) { Documents = documents, Messages = messages };

        var version = before.Version + 1;
        foreach (var message in Consequences.Of(before.State, decision.Payment, version, now)) messages.Add(new Outgoing(message));
        var entry = decision.Entry(before.State, by, now, version);
        // A fresh id, not the version: two decisions that meet must end in a conflict, not in "already done".
        documents.Add(new Document(Document.HistoryPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry)));
        return new Change<Payment>(decision.Payment) { Documents = documents, Messages = messages };
    }
}
