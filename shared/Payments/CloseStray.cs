using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A finance officer's decision about money that could be credited to nobody.</summary>
/// <param name="Reason">1 to 500 characters; kept in the history, so never personal data.</param>
/// <param name="RefundReference">
/// The gateway's reference of the refund by which the money went back, 1 to 128 characters; needed where the ledger holds it.
/// </param>
public sealed record StrayDecision(string Reason, string? RefundReference = null);

/// <summary>
/// A finance officer closes the case of a callback that could be credited to nobody. Money the ledger holds for it leaves suspense in the
/// same commit, by the refund the officer names; the gateway's statement must show that refund.
/// </summary>
public sealed class CloseStray(IRecordStore store, TimeProvider clock)
{
    private readonly Records<StrayCallback> _strays = new(store, () => PaymentsJson.Default.StrayCallback);

    /// <param name="callback">The stray's record, <c>cbk-…</c>.</param>
    /// <param name="decision">Why it is closed, and what became of its money.</param>
    /// <param name="caller">A finance officer.</param>
    /// <param name="cause">The officer's own key; null for none.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The closed stray; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-020</c> not open, <c>PAY-023</c> no reason, <c>PAY-045</c> its money is held.</returns>
    public async ValueTask<Result<StrayCallback>> HandleAsync(
        RecordId callback, StrayDecision decision, Caller caller, Cause? cause, CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await _strays.ChangeAsync(callback, cause, loaded => Decide(loaded, decision, caller), cancellationToken);
        return changed.Succeeded(out var done, out var problem) ? done.State! : problem;
    }

    private Result<Change<StrayCallback>?> Decide(Loaded<StrayCallback> loaded, StrayDecision decision, Caller caller)
    {
        if (loaded.State is not { } stray) return KernelProblems.NotFound;
        if (stray.Case != CaseStatus.Open) return PaymentProblems.CaseNotOpen;
        var held = StrayCallbacks.Held(stray);
        if (!FinanceDesk.RefundOf(held is not null, decision.RefundReference).Succeeded(out var refund, out var problem)) return problem;
        var closed = stray with { Case = CaseStatus.Closed, ClosedBy = caller.Id, Note = decision.Reason, RefundReference = refund };
        var (now, version) = (clock.GetUtcNow(), loaded.Version + 1);
        var entry = new HistoryEntry(now, caller, "close-case", stray.Case.ToString(), closed.Case.ToString(), version, decision.Reason);
        return new Change<StrayCallback>(closed)
        {
            // A stray is closed once, so one fixed id is enough.
            Documents = [new Document(Document.HistoryPrefix + "closed", JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
            Messages =
            [
                new(PaymentContracts.PaymentChanged.WriteNamed(
                    $"{loaded.Id.Value}.v{version}.changed", loaded.Id, now, loaded.Id.Value, StrayCallbacks.Shown(loaded.Id, version, closed))),
                .. held is { } amount ? [Returned(loaded.Id, version, closed, amount, now)] : (Outgoing[])[],
            ],
        };
    }

    private static Outgoing Returned(RecordId id, long version, StrayCallback stray, Money amount, DateTimeOffset now)
    {
        var movements = MoneyTrail.Returned(amount, stray.Callback.Gateway, stray.Reference, stray.RefundReference!);
        var moved = new MoneyMovedV1(id, version, "", "", "", stray.Named ?? "", now, false, movements);
        return new(PaymentContracts.MoneyMoved.WriteNamed($"{id.Value}.v{version}.moved", id, now, id.Value, moved));
    }
}
