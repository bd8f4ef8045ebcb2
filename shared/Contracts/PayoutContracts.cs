using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>A gateway pays its balance out to our bank, or will not. Sent by payments for each of the gateway's events, in any order.</summary>
/// <param name="Gateway">Whose payout.</param>
/// <param name="Payout">The gateway's id of it, 1 to 128 characters.</param>
/// <param name="Status">
/// The gateway's event: <c>created</c>, <c>paid</c> (expected at the bank, a failure may still follow), <c>failed</c>, <c>canceled</c>, or
/// <c>reconciliation_completed</c> (its lines can be read now).
/// </param>
/// <param name="Amount">What is paid out, in the currency of our bank account there; negative when the gateway collects.</param>
/// <param name="At">When the event happened, by the gateway's clock.</param>
/// <param name="ArrivesAt">When the bank is expected to have it; null when the gateway does not say.</param>
public sealed record PayoutReportedV1(string Gateway, string Payout, string Status, Money Amount, DateTimeOffset At, DateTimeOffset? ArrivesAt);

/// <summary>What payments tell of payouts.</summary>
public static class PayoutContracts
{
    public static readonly Contract<PayoutReportedV1> PayoutReported = new("ps.payments.payout-reported.v1", ContractsJson.Default.PayoutReportedV1);
}
