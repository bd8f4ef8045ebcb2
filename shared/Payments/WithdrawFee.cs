using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// A service no longer wants a fee. Unpaid, it is withdrawn, and open attempts are watched until their gateways have
/// answered; paid, it becomes an officer's case to send it back.
/// </summary>
public sealed class WithdrawFee(PaymentBook book)
{
    /// <summary>Handles <see cref="FeeWithdrawnV1"/>.</summary>
    /// <exception cref="PermanentFailureException"><c>fee-unknown</c>: no such fee was ever asked for, or for another record.</exception>
    public async ValueTask HandleAsync(FeeWithdrawnV1 withdrawn, MessageContext context, CancellationToken cancellationToken) =>
        await book.ChangeAsync(
            withdrawn.Payment,
            context.Cause,
            Caller.System,
            (payment, now) => payment is not null && payment.Payable == withdrawn.Payable
                ? Decide(payment, withdrawn.Reason, now)
                : throw new PermanentFailureException("fee-unknown", $"{withdrawn.Payment} of {withdrawn.Payable} was never asked for."),
            cancellationToken);

    private static Decision? Decide(Payment payment, string reason, DateTimeOffset now)
    {
        var move = PaymentTable.Next(payment.Status, PaymentEvent.Withdrawn);
        if (move.Effect == Effect.Ignored) return null;
        if (move.Case is not { } kind) return new Decision(payment with { Status = move.To }, move.Effect, "withdraw", reason);
        if (payment.Cases.Any(entry => entry.Kind == kind && entry.Status != CaseStatus.Closed)) return null;

        var source = payment.Find(payment.PaidBy!.Value)!;
        var entry = new PaymentCase(
            payment.Cases.Count + 1, kind, source.Gateway, source.Reference ?? "", payment.Amount, now, CaseStatus.Open, source.Id, Note: reason);
        return new Decision(GatewayNews.Raise(payment with { Status = move.To }, entry), move.Effect, "withdraw-after-paid", reason);
    }
}
