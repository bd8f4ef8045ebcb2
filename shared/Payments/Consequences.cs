using System.Globalization;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>The messages that follow from a change, found by comparing before and after, so that no operation can forget one.</summary>
internal static class Consequences
{
    /// <summary>Ids derive from the time, the record and the version being written: one change sends each message once.</summary>
    public static IEnumerable<Message> Of(Payment? before, Payment after, long version, DateTimeOffset now)
    {
        // A refund that failed brings the status back to Paid, which is no news to the service.
        var isNews = before?.Status != after.Status && (after.Status != PaymentStatus.Paid || before?.SettledAt is null);
        if (isNews && Told(after, version, now) is { } told) yield return told;
        if (before is not null && RefundBalance.FeeBack(after) > RefundBalance.FeeBack(before) && PartBack(after, version, now) is { } part) yield return part;

        // Lists show settled payments and officers' cases only; what is merely due costs them nothing.
        if (after.Cases.Count > 0 || after.SettledAt is not null)
            yield return Write(PaymentContracts.PaymentChanged, after, version, "changed", after.Id, now, Shown(after, version));

        if (after.Attempts is [.., { Transfer: { } transfer } opened] && before?.Find(opened.Id)?.Transfer is null)
            yield return Write(PaymentMessages.AttemptNamed, after, version, "named", after.Id, now, new AttemptNamedV1(opened.Id, transfer.Memo, version));

        foreach (var entry in after.Cases.Where(entry => IsKept(entry) && before?.FindCase(entry.Number) is not { Choice: OverpaymentChoice.Credit }))
            yield return Kept(after, entry, version, now);

        if (MoneyTrail.Between(before, after, version, now) is { } moved)
            yield return Write(PaymentContracts.MoneyMoved, after, version, "moved", after.Id, now, moved);
    }

    /// <summary>What the service that asked is told of a payment as it stands; null while there is nothing to tell.</summary>
    public static Message? Told(Payment payment, long version, DateTimeOffset now)
    {
        switch (payment.Status)
        {
            case PaymentStatus.Paid:
                var source = payment.Find(payment.PaidBy!.Value)!;
                return Tell(PaymentContracts.FeePaid, new FeePaidV1(
                    payment.Id, payment.Payable, payment.Amount, payment.SettledAt!.Value, source.Gateway, source.Reference ?? ""));
            case PaymentStatus.Waived:
                return Tell(PaymentContracts.FeePaid, new FeePaidV1(payment.Id, payment.Payable, payment.Amount, now, "none", ""));
            case PaymentStatus.Lapsed:
                return Tell(PaymentContracts.FeeLapsed, new FeeLapsedV1(payment.Id, payment.Payable, now));
            case PaymentStatus.Refunded:
                return Tell(PaymentContracts.FeeRefunded, new FeeRefundedV1(payment.Id, payment.Payable, payment.Amount, now));
            default:
                return null;
        }

        Message Tell<T>(Contract<T> contract, T payload) => Write(contract, payment, version, "told", payment.Payable, now, payload);
    }

    /// <summary>What the service is told of a fee that went back in part; null when none of it did, or all.</summary>
    public static Message? PartBack(Payment payment, long version, DateTimeOffset now) =>
        RefundBalance.FeeBack(payment) is { IsZero: false } back && back < payment.Amount
            ? Write(PaymentContracts.FeePartRefunded, payment, version, "part-back", payment.Payable, now, new FeePartRefundedV1(payment.Id, payment.Payable, back, now))
            : null;

    /// <summary>True when a payer left the case's money with the service.</summary>
    public static bool IsKept(PaymentCase entry) => entry.Choice == OverpaymentChoice.Credit;

    /// <summary>What the service is told of money it keeps.</summary>
    public static Message Kept(Payment payment, PaymentCase entry, long version, DateTimeOffset now) => Write(
        PaymentContracts.OverpaymentKept,
        payment,
        version,
        string.Create(CultureInfo.InvariantCulture, $"kept{entry.Number}"),
        payment.Payable,
        now,
        new OverpaymentKeptV1(payment.Id, payment.Payable, entry.Number, entry.Owed, now, entry.Gateway, entry.Reference));

    private static Message Write<T>(
        Contract<T> contract, Payment payment, long version, string what, RecordId session, DateTimeOffset now, T payload) => contract.WriteNamed(
        string.Create(CultureInfo.InvariantCulture, $"{payment.Id.Value}.v{version}.{what}"), session, now, payment.Correlation, payload);

    /// <summary>A payment as lists show it.</summary>
    public static PaymentChangedV1 Shown(Payment payment, long version)
    {
        var source = payment.PaidBy is { } paidBy ? payment.Find(paidBy) : null;
        return new PaymentChangedV1(
            payment.Id,
            version,
            payment.Service,
            payment.DossierCode,
            payment.Status.ToString(),
            payment.Amount,
            payment.SettledAt,
            source?.Gateway ?? "",
            source?.Reference ?? "",
            [
                .. payment.Cases.Select(entry => new PaymentCaseV1(
                    entry.Number, entry.Kind.ToString(), entry.Gateway, entry.Reference, entry.Owed, entry.RaisedAt, entry.Status.ToString(), entry.Note)),
            ]);
    }
}
