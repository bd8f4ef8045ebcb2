using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What becomes of money beyond a fee.</summary>
[JsonConverter(typeof(NamedEnumConverter<OverpaymentChoice>))]
public enum OverpaymentChoice
{
    /// <summary>It goes back to where it came from, once a finance officer sends it.</summary>
    Refund,

    /// <summary>The service keeps it for what is owed next. Not undone.</summary>
    Credit,
}

/// <summary>A family's choice.</summary>
public sealed record OverpaymentDecision([property: JsonRequired] OverpaymentChoice Choice);

/// <summary>Money beyond the fee whose payer may choose.</summary>
/// <param name="Number">The case.</param>
/// <param name="Amount">How much.</param>
/// <param name="Choice">What was chosen so far; left out while nothing was.</param>
public sealed record OverpaymentToChoose(int Number, Money Amount, OverpaymentChoice? Choice = null);

/// <summary>
/// Whoever holds a payment's link chooses what becomes of money that came beyond the fee. Either way it stays theirs: it goes back to where
/// it came from, or to what the fee was for, never to anybody the chooser names.
/// </summary>
public sealed class ChooseOverpayment(PaymentBook book)
{
    /// <returns>
    /// The payment; or <c>PS-003</c>, <c>PAY-044</c> no choice is open, <c>PAY-043</c> in dispute, <c>PAY-025</c> less is left. The same
    /// choice again changes nothing.
    /// </returns>
    public async ValueTask<Result<Payment>> HandleAsync(
        RecordId payment, int number, OverpaymentChoice choice, CancellationToken cancellationToken)
    {
        var changed = await book.ChangeAsync(payment, cause: null, Caller.System, (state, _) => Decide(state, number, choice), cancellationToken);
        return changed.Succeeded(out var after, out var problem) ? after! : problem;
    }

    /// <summary>What may still be chosen, or was and waits.</summary>
    internal static IEnumerable<OverpaymentToChoose> Open(Payment payment) => payment.Cases
        .Where(entry => IsOpen(payment, entry))
        .Select(entry => new OverpaymentToChoose(entry.Number, entry.Owed, entry.Choice));

    private static Result<Decision?> Decide(Payment? payment, int number, OverpaymentChoice choice)
    {
        if (payment?.FindCase(number) is not { } entry) return KernelProblems.NotFound;
        if (entry.Choice == choice) return (Decision?)null;
        if (!IsOpen(payment, entry)) return PaymentProblems.NothingToChoose;
        if (choice == OverpaymentChoice.Refund)
            return new Decision(payment.With(entry with { Choice = choice, Note = "the payer wants it back" }), Effect.Moved, "overpayment-refund", $"{entry.Owed}");

        if (RefundBalance.IsDisputed(payment, entry)) return PaymentProblems.InDispute;
        if (entry.Owed > RefundBalance.Of(payment, entry)) return PaymentProblems.BeyondCaptured;
        var kept = entry with { Choice = choice, Status = CaseStatus.Closed, ClosedBy = Caller.System.Id, Note = "kept as credit" };
        return new Decision(payment.With(kept), Effect.Moved, "overpayment-credit", $"{entry.Owed}");
    }

    private static bool IsOpen(Payment payment, PaymentCase entry) =>
        payment.KeepsCredit
        && entry is { Kind: CaseKind.Overpaid or CaseKind.PaidTwice, Status: CaseStatus.Open }
        && entry.Owed is { MinorUnits: > 0, Currency: Money.Dong };
}
