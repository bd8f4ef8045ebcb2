using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What the ledger makes of a payment's movements. Pure.</summary>
public static class PaymentJournals
{
    /// <summary>The journal of one event; null when its movements cancel out.</summary>
    /// <exception cref="PermanentFailureException"><c>movement-invalid</c>: an amount that is not more than zero, or a gateway that is missing.</exception>
    public static JournalDraft? Of(MoneyMovedV1 moved)
    {
        List<JournalLine> lines = [];
        foreach (var movement in moved.Movements)
        {
            if (movement.Amount.MinorUnits <= 0) throw Invalid(moved, movement);
            if (movement.Gateway == Transfers.NoGateway) continue;
            var (debit, credit) = AccountsOf(moved, movement);
            lines.AddRange(Journals.Pair(debit, credit, movement.Amount, ReferenceOf(debit, movement), ReferenceOf(credit, movement), movement.Kind.ToString()));
        }

        if (lines.Count == 0) return null;
        return new JournalDraft(IdOf(moved), moved.At, new ShardKey(moved.Unit, SpreadOf(moved)), "payment", moved.Payment, lines, Note: moved.IsForced ? "forced" : null);
    }

    private static (AccountCode Debit, AccountCode Credit) AccountsOf(MoneyMovedV1 moved, MoneyMovementV1 movement)
    {
        var receivable = ChartOfAccounts.Receivable(moved.Unit);
        var revenue = ChartOfAccounts.Revenue(moved.Unit);
        var owed = ChartOfAccounts.RefundsPayable;
        return movement.Kind switch
        {
            MovementKind.FeeDue => (receivable, revenue),
            MovementKind.FeeDropped => (revenue, receivable),
            MovementKind.FeePaid => (Clearing(), receivable),
            MovementKind.OwedBack => (Clearing(), owed),
            MovementKind.Unclaimed => (Clearing(), ChartOfAccounts.Suspense(movement.Gateway)),
            MovementKind.FeeReturnable => (revenue, owed),
            MovementKind.FeeKept => (owed, revenue),
            MovementKind.Refunded => (owed, Clearing()),
            MovementKind.RefundReturned => (Clearing(), owed),
            MovementKind.KeptAsCredit => (owed, ChartOfAccounts.Credits(moved.Unit)),
            MovementKind.CreditUsed => (ChartOfAccounts.Credits(moved.Unit), receivable),
            MovementKind.GatewayFee => (ChartOfAccounts.Fees(movement.Gateway), Clearing()),
            MovementKind.DisputeOpened => (ChartOfAccounts.Disputes(movement.Gateway), Clearing()),
            MovementKind.DisputeWon => (Clearing(), ChartOfAccounts.Disputes(movement.Gateway)),
            MovementKind.DisputeLost => (ChartOfAccounts.WriteOff(moved.Unit), ChartOfAccounts.Disputes(movement.Gateway)),
            MovementKind.LossRecovered => (ChartOfAccounts.Disputes(movement.Gateway), ChartOfAccounts.WriteOff(moved.Unit)),
            MovementKind.OwedByDispute => (owed, ChartOfAccounts.WriteOff(moved.Unit)),
            MovementKind.WrittenOff => (ChartOfAccounts.WriteOff(moved.Unit), receivable),
            _ => throw Invalid(moved, movement),
        };

        AccountCode Clearing() => movement.Gateway.Length > 0 ? ChartOfAccounts.Clearing(movement.Gateway) : throw Invalid(moved, movement);
    }

    private static string? ReferenceOf(AccountCode account, MoneyMovementV1 movement) =>
        account.Class == "clearing" && movement.Reference.Length > 0 ? movement.Reference : null;

    /// <summary>
    /// Gateways tell of one stray order by several notifications, each a record of its own; the money is the same, so it is named
    /// by the gateway's reference.
    /// </summary>
    private static string IdOf(MoneyMovedV1 moved) => StrayOf(moved) is { } stray
        ? $"unclaimed.{stray.Gateway}.{ReferenceKey.Of(stray.Reference)}"
        : $"{moved.Payment.Value}.v{moved.Version}";

    private static string SpreadOf(MoneyMovedV1 moved) => StrayOf(moved) is { } stray ? stray.Reference : moved.Payment.Value;

    private static MoneyMovementV1? StrayOf(MoneyMovedV1 moved) =>
        moved.Service.Length == 0 && moved.Movements is [{ Kind: MovementKind.Unclaimed } only] ? only : null;

    private static PermanentFailureException Invalid(MoneyMovedV1 moved, MoneyMovementV1 movement) =>
        new("movement-invalid", $"{moved.Payment} v{moved.Version}: {movement.Kind} of {movement.Amount} at '{movement.Gateway}'.");
}
