using PublicServices.Finance;
using PublicServices.Kernel;
using Stripe;

namespace PublicServices.Infra.Stripe;

/// <summary>Makes statement lines of balance transactions, by their reporting category.</summary>
internal static class StripeLines
{
    public static StatementLine Of(BalanceTransaction transaction, int number)
    {
        var currency = transaction.Currency.ToUpperInvariant();
        var (reference, order, charged) = NamesOf(transaction);
        return new StatementLine(
            number,
            KindOf(transaction.ReportingCategory),
            new DateTimeOffset(transaction.Created, TimeSpan.Zero).VietnamDate(),
            new Money(transaction.Amount, currency),
            new Money(transaction.Fee, currency),
            reference,
            order,
            transaction.Description is { Length: > StatementLine.MaxMemo } text ? text[..StatementLine.MaxMemo] : transaction.Description ?? "")
        {
            Charged = charged is { } amount && amount.Currency != currency ? amount : null,
        };
    }

    /// <summary>The references payments know: a capture by its payment intent, a refund by its own id.</summary>
    private static (string Reference, string Order, Money? Charged) NamesOf(BalanceTransaction transaction)
    {
        return transaction.Source switch
        {
            Charge charge => (
                charge.PaymentIntentId ?? charge.Id,
                charge.Metadata?.GetValueOrDefault(StripeGateway.AttemptKey) ?? "",
                Signed(charge.Amount, charge.Currency)),
            global::Stripe.Refund refund => (
                refund.Id,
                refund.Metadata?.GetValueOrDefault(StripeGateway.RefundKey) ?? "",
                Signed(refund.Amount, refund.Currency)),
            Dispute dispute => (dispute.PaymentIntentId ?? dispute.ChargeId, dispute.Id, Signed(dispute.Amount, dispute.Currency)),
            _ => (transaction.SourceId ?? transaction.Id, "", null),
        };

        // Which way the money went is the transaction's to say; the source only knows how much the payer's side was.
        Money Signed(long amount, string currency) => new(Math.Sign(transaction.Amount) * Math.Abs(amount), currency.ToUpperInvariant());
    }

    private static LineKind KindOf(string category) => category switch
    {
        "charge" => LineKind.Charge,
        "refund" or "partial_capture_reversal" => LineKind.Refund,
        "refund_failure" => LineKind.RefundReturned,
        "dispute" => LineKind.Dispute,
        "dispute_reversal" => LineKind.DisputeReversal,
        "fee" or "network_cost" or "tax" => LineKind.Fee,
        "payout" => LineKind.Payout,
        "payout_reversal" => LineKind.PayoutReturned,
        _ => LineKind.Other,
    };
}
