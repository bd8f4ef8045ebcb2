using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A finance officer closes the case of a callback that could be credited to nobody, once its owner was found and helped.</summary>
public sealed class CloseStray(IRecordStore store, TimeProvider clock)
{
    private readonly Records<StrayCallback> _strays = new(store, PaymentsJson.Default.StrayCallback);

    /// <param name="callback">The stray's record, <c>cbk-…</c>.</param>
    /// <param name="decision">Why it is closed.</param>
    /// <param name="caller">A finance officer.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The closed stray; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-020</c> not open, <c>PAY-023</c> no reason.</returns>
    public async ValueTask<Result<StrayCallback>> HandleAsync(
        RecordId callback, CaseDecision decision, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await _strays.ChangeAsync(callback, cause: null, loaded => Decide(loaded, decision.Reason, caller), cancellationToken);
        return changed.Succeeded(out var done, out var problem) ? done.State! : problem;
    }

    private Result<Change<StrayCallback>?> Decide(Loaded<StrayCallback> loaded, string reason, Caller caller)
    {
        if (loaded.State is not { } stray) return KernelProblems.NotFound;
        if (stray.Case != CaseStatus.Open) return PaymentProblems.CaseNotOpen;
        var closed = stray with { Case = CaseStatus.Closed, ClosedBy = caller.Id, Note = reason };
        var (now, version) = (clock.GetUtcNow(), loaded.Version + 1);
        var entry = new HistoryEntry(now, caller, "close-case", stray.Case.ToString(), closed.Case.ToString(), version, reason);
        return new Change<StrayCallback>(closed)
        {
            // A stray is closed once, so one fixed id is enough.
            Documents = [new Document(Document.HistoryPrefix + "closed", JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
            Messages =
            [
                new(PaymentContracts.PaymentChanged.WriteNamed(
                    $"{loaded.Id.Value}.v{version}.changed", loaded.Id, now, loaded.Id.Value, StrayCallbacks.Shown(loaded.Id, version, closed))),
            ],
        };
    }
}
