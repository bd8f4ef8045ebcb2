using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What the ledger makes of a payment's movements. Pure.</summary>
public static class PaymentJournals
{
    /// <summary>The journal of one event; null when nothing of it is for the ledger.</summary>
    /// <exception cref="PermanentFailureException"><c>movement-invalid</c>: an amount that is not more than zero, or a gateway that is missing.</exception>
    public static JournalDraft? Of(MoneyMovedV1 moved)
    {
        List<JournalLine> lines = [];
        foreach (var movement in moved.Movements)
        {
            if (movement.Amount.MinorUnits <= 0) throw Invalid(moved, movement);
            if (movement.Gateway == Transfers.NoGateway || IsToldByBills(moved, movement)) continue;
            var (debit, credit) = AccountsOf(moved, movement);
            lines.AddRange(Journals.Pair(debit, credit, movement.Amount, ReferenceOf(debit, movement), ReferenceOf(credit, movement), movement.Kind.ToString()));
        }

        if (lines.Count == 0) return null;
        return new JournalDraft(IdOf(moved), moved.At, new ShardKey(moved.Unit, SpreadOf(moved)), "payment", moved.Payment, lines, Note: moved.IsForced ? "forced" : null);
    }

    private static (AccountCode Debit, AccountCode Credit) AccountsOf(MoneyMovedV1 moved, MoneyMovementV1 movement)
    {
        var isBilled = IsBilled(moved);
        var receivable = isBilled ? ChartOfAccounts.Unapplied(moved.Service) : ChartOfAccounts.Receivable(moved.Unit);
        var revenue = isBilled ? ChartOfAccounts.Returning(moved.Service) : ChartOfAccounts.Revenue(moved.Unit);
        var credits = isBilled ? receivable : ChartOfAccounts.Credits(moved.Unit);
        var owed = ChartOfAccounts.RefundsPayable;
        return movement.Kind switch
        {
            MovementKind.FeePaid => (Clearing(), receivable),
            MovementKind.OwedBack => (Clearing(), owed),
            MovementKind.Unclaimed => (Clearing(), ChartOfAccounts.Suspense(movement.Gateway)),
            MovementKind.Claimed => (ChartOfAccounts.Suspense(movement.Gateway), owed),
            MovementKind.FeeReturnable => (revenue, owed),
            MovementKind.FeeKept => (owed, revenue),
            MovementKind.Refunded => (owed, Clearing()),
            MovementKind.RefundReturned => (Clearing(), owed),
            MovementKind.KeptAsCredit => (owed, credits),
            MovementKind.GatewayFee => (ChartOfAccounts.Fees(movement.Gateway), Clearing()),
            MovementKind.DisputeOpened => (ChartOfAccounts.Disputes(movement.Gateway), Clearing()),
            MovementKind.DisputeWon => (Clearing(), ChartOfAccounts.Disputes(movement.Gateway)),
            MovementKind.DisputeLost => (ChartOfAccounts.WriteOff(moved.Unit), ChartOfAccounts.Disputes(movement.Gateway)),
            MovementKind.LossRecovered => (ChartOfAccounts.Disputes(movement.Gateway), ChartOfAccounts.WriteOff(moved.Unit)),
            MovementKind.OwedByDispute => (owed, ChartOfAccounts.WriteOff(moved.Unit)),
            MovementKind.FeeDue when !isBilled => (receivable, revenue),
            MovementKind.FeeDropped when !isBilled => (revenue, receivable),
            MovementKind.CreditUsed when !isBilled => (credits, receivable),
            MovementKind.WrittenOff when !isBilled => (ChartOfAccounts.WriteOff(moved.Unit), receivable),
            _ => throw Invalid(moved, movement),
        };

        AccountCode Clearing() => movement.Gateway.Length > 0 ? ChartOfAccounts.Clearing(movement.Gateway) : throw Invalid(moved, movement);
    }

    /// <summary>
    /// Bills say themselves what is owed, what was paid on them and what is credit (<see cref="BillJournals"/>); their payments post only
    /// where the money is, and meet them in two accounts that are empty once both have been heard.
    /// </summary>
    private static bool IsBilled(MoneyMovedV1 moved) => moved.Service == TuitionContracts.Service;

    /// <summary>What a bill says already.</summary>
    private static bool IsToldByBills(MoneyMovedV1 moved, MoneyMovementV1 movement) =>
        IsBilled(moved) && movement.Kind is (MovementKind.FeeDue or MovementKind.FeeDropped);

    private static string? ReferenceOf(AccountCode account, MoneyMovementV1 movement) =>
        account.Class == "clearing" && movement.Reference.Length > 0 ? movement.Reference : null;

    /// <summary>
    /// Gateways tell of one stray order by several notifications, each a record of its own; the money is the same, so it is named
    /// by the gateway's reference, when it comes and when it is claimed.
    /// </summary>
    private static string IdOf(MoneyMovedV1 moved) => StrayOf(moved) is { } stray
        ? $"{(stray.Kind == MovementKind.Claimed ? "claimed" : "unclaimed")}.{stray.Gateway}.{ReferenceKey.Of(stray.Reference)}"
        : $"{moved.Payment.Value}.v{moved.Version}";

    private static string SpreadOf(MoneyMovedV1 moved) => StrayOf(moved) is { } stray ? stray.Reference : moved.Payment.Value;

    private static MoneyMovementV1? StrayOf(MoneyMovedV1 moved) =>
        moved.Service.Length == 0 && moved.Movements is [{ Kind: MovementKind.Unclaimed or MovementKind.Claimed }, ..] ? moved.Movements[0] : null;

    private static PermanentFailureException Invalid(MoneyMovedV1 moved, MoneyMovementV1 movement) =>
        new("movement-invalid", $"{moved.Payment} v{moved.Version}: {movement.Kind} of {movement.Amount} at '{movement.Gateway}'.");
}
