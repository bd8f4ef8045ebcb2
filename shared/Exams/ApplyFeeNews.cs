using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A fee was not paid in time, or went back whole: the family may pay again while paying is open.</summary>
public sealed class ApplyFeeNews(Registrations registrations)
{
    public ValueTask LapsedAsync(FeeLapsedV1 lapsed, MessageContext context, CancellationToken cancellationToken) => ApplyAsync(
        lapsed.Payable, lapsed.Payment, RegistrationAction.LapseFee, [FeeStatus.Due], FeeStatus.Lapsed, context, cancellationToken);

    /// <summary>A fee that counts as due was paid and given back before we heard of either; after an import only the end is told.</summary>
    public ValueTask RefundedAsync(FeeRefundedV1 refunded, MessageContext context, CancellationToken cancellationToken) => ApplyAsync(
        refunded.Payable,
        refunded.Payment,
        RegistrationAction.RefundFee,
        [FeeStatus.Paid, FeeStatus.Due],
        FeeStatus.Refunded,
        context,
        cancellationToken);

    private async ValueTask ApplyAsync(
        RecordId payable,
        RecordId payment,
        RegistrationAction action,
        FeeStatus[] from,
        FeeStatus to,
        MessageContext context,
        CancellationToken cancellationToken)
    {
        if (!ExamIds.IsRegistration(payable)) return;
        var result = await registrations.ChangeSeenAsync(
            payable, Asked.By(context), expectedVersion: null, (loaded, _) => Decide(loaded, payment, action, from, to), cancellationToken);
        if (result.Problem is { } problem) throw new PermanentFailureException("fee-not-applicable", $"{payment}: {problem.Code}");
    }

    /// <summary>News about another payment than the one that counts, or about one that has moved on, changes nothing here.</summary>
    private static Result<Decision?> Decide(
        Loaded<Registration> loaded, RecordId payment, RegistrationAction action, FeeStatus[] from, FeeStatus to)
    {
        var before = loaded.State!;
        if (before.Payment != payment || !from.Contains(before.Fee)) return (Decision?)null;
        return Moves.Next(before.State, action, feeSettled: false, before.NeedsCheck).Succeeded(out var next, out var refusal)
            ? new Decision(before with { State = next, Fee = to }, action)
            : refusal;
    }
}
