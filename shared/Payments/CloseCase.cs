using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A finance officer's decision and why.</summary>
/// <param name="Reason">1 to 500 characters; kept in the history, so never personal data.</param>
/// <param name="Amount">For a refund: how much goes back; null for all that is owed, or the whole fee.</param>
/// <param name="RefundReference">
/// For closing: the gateway's reference of the refund by which the money went back, 1 to 128 characters; needed where it is nobody's.
/// </param>
public sealed record CaseDecision(string Reason, Money? Amount = null, string? RefundReference = null);

/// <summary>
/// A finance officer closes a case by which nothing is owed any more. Money nobody is known to own leaves suspense in the same commit, by
/// the refund the officer names; the gateway's statement must show that refund.
/// </summary>
public sealed class CloseCase(PaymentBook book)
{
    /// <returns>
    /// The payment; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-020</c> not open, <c>PAY-022</c> still owed, <c>PAY-023</c> no reason,
    /// <c>PAY-045</c> its money is held.
    /// </returns>
    public async ValueTask<Result<Payment>> HandleAsync(
        RecordId payment, int number, CaseDecision decision, Caller caller, Cause? cause, CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await book.ChangeAsync(
            payment, cause, caller, (state, _) => Decide(state, number, decision, caller), cancellationToken);
        return changed.Succeeded(out var closed, out var problem) ? closed! : problem;
    }

    private static Result<Decision?> Decide(Payment? payment, int number, CaseDecision decision, Caller caller)
    {
        if (payment?.FindCase(number) is not { } entry) return KernelProblems.NotFound;
        if (entry.Status != CaseStatus.Open) return PaymentProblems.CaseNotOpen;
        if (!FinanceDesk.RefundOf(entry.IsNobodys, decision.RefundReference).Succeeded(out var refund, out var problem)) return problem;
        var isOwed = !RefundBalance.Owed(payment, entry).IsZero && !RefundBalance.IsTakenByDispute(payment, entry);
        if (isOwed && entry.Attempt is not null) return PaymentProblems.StillOwed;
        var closed = entry with { Status = CaseStatus.Closed, ClosedBy = caller.Id, Note = decision.Reason, RefundReference = refund };
        return new Decision(payment.With(closed), Effect.Moved, "close-case", $"{entry.Kind}: {decision.Reason}");
    }
}

/// <summary>What the decisions of the finance desk need.</summary>
internal static class FinanceDesk
{
    /// <summary>The refund by which money nobody is known to own went back, as an officer names it.</summary>
    /// <returns>Null when no such money is held; or <c>PAY-045</c> when it is and no usable reference was given.</returns>
    public static Result<string?> RefundOf(bool isHeld, string? reference)
    {
        if (!isHeld) return (string?)null;
        var named = reference?.Trim() ?? "";
        return named.Length is > 0 and <= PaymentLimits.MaxReferenceLength ? named : PaymentProblems.MoneyHeld;
    }

    public static Problem? Refuse(Caller caller, string? reason)
    {
        if (caller.Role != Role.Finance) return KernelProblems.Forbidden;
        return reason is { Length: > 0 and <= PaymentLimits.MaxReasonLength } && !string.IsNullOrWhiteSpace(reason) ? null : PaymentProblems.ReasonMissing;
    }
}
