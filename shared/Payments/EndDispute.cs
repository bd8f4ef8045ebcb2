using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>How a dispute ended.</summary>
[JsonConverter(typeof(NamedEnumConverter<DisputeEnd>))]
public enum DisputeEnd
{
    /// <summary>In our favour, or called off; what was withheld is back.</summary>
    Won,

    /// <summary>In the payer's favour; the money is gone.</summary>
    Lost,
}

/// <summary>What a finance officer read at the gateway.</summary>
/// <param name="End">How it ended there.</param>
/// <param name="Reason">Where it was read; 1 to 500 characters, never personal data.</param>
public sealed record DisputeDecision([property: JsonRequired] DisputeEnd End, string Reason);

/// <summary>
/// A finance officer says how a dispute ended whose end the gateway never told, so that its money can move again. What the gateway tells
/// later still counts more.
/// </summary>
public sealed class EndDispute(PaymentBook book)
{
    /// <returns>
    /// The payment, its dispute ended and the case of it closed; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-023</c> no reason, <c>PAY-046</c> no
    /// dispute of this case is open.
    /// </returns>
    public async ValueTask<Result<Payment>> HandleAsync(
        RecordId payment, int number, DisputeDecision decision, Caller caller, Cause? cause, CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await book.ChangeAsync(
            payment, cause, caller, (state, now) => Decide(state, number, decision, caller, now), cancellationToken);
        return changed.Succeeded(out var ended, out var problem) ? ended! : problem;
    }

    private static Result<Decision?> Decide(Payment? payment, int number, DisputeDecision decision, Caller caller, DateTimeOffset now)
    {
        if (payment?.FindCase(number) is not { } entry) return KernelProblems.NotFound;
        var open = payment.Disputes.FirstOrDefault(dispute =>
            dispute.IsOpen
            && (dispute.Gateway, dispute.Reference) == (entry.Gateway, entry.Reference)
            // A case raised before it named its dispute means whichever is open.
            && (entry.Dispute is null || entry.Dispute == dispute.Id));
        if (entry.Kind != CaseKind.Disputed || open is null) return PaymentProblems.NoOpenDispute;

        var ended = open.EndedBy(caller.Id, decision.End == DisputeEnd.Lost, now);
        var after = payment with { Disputes = [.. payment.Disputes.Where(dispute => dispute != open), ended] };
        if (entry.Status == CaseStatus.Open) after = after.With(entry with { Status = CaseStatus.Closed, ClosedBy = caller.Id, Note = decision.Reason });
        return new Decision(after, Effect.Moved, "end-dispute", $"{decision.End} {open.Id}: {decision.Reason}");
    }
}
