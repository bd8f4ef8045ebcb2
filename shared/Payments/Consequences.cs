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
        if (before?.Status != after.Status)
        {
            switch (after.Status)
            {
                // A refund that failed brings the status back to Paid, which is no news to the service.
                case PaymentStatus.Paid when before?.SettledAt is null:
                    var source = after.Find(after.PaidBy!.Value)!;
                    yield return Tell(PaymentContracts.FeePaid, new FeePaidV1(
                        after.Id, after.Payable, after.Amount, after.SettledAt!.Value, source.Gateway, source.Reference ?? ""));
                    break;
                case PaymentStatus.Waived:
                    yield return Tell(PaymentContracts.FeePaid, new FeePaidV1(after.Id, after.Payable, after.Amount, now, "none", ""));
                    break;
                case PaymentStatus.Lapsed:
                    yield return Tell(PaymentContracts.FeeLapsed, new FeeLapsedV1(after.Id, after.Payable, now));
                    break;
                case PaymentStatus.Refunded:
                    yield return Tell(PaymentContracts.FeeRefunded, new FeeRefundedV1(after.Id, after.Payable, after.Amount, now));
                    break;
            }
        }

        // Lists show settled payments and officers' cases only; what is merely due costs them nothing.
        if (after.Cases.Count > 0 || after.SettledAt is not null)
            yield return Write(PaymentContracts.PaymentChanged, "changed", after.Id, Shown(after, version));

        if (after.Attempts is [.., { Transfer: { } transfer } opened] && before?.Find(opened.Id)?.Transfer is null)
            yield return Write(PaymentMessages.AttemptNamed, "named", after.Id, new AttemptNamedV1(opened.Id, transfer.Memo, version));

        if (MoneyTrail.Between(before, after, version, now) is { } moved)
            yield return Write(PaymentContracts.MoneyMoved, "moved", after.Id, moved);

        Message Tell<T>(Contract<T> contract, T payload) => Write(contract, "told", after.Payable, payload);

        Message Write<T>(Contract<T> contract, string what, RecordId session, T payload) => contract.WriteNamed(
            string.Create(CultureInfo.InvariantCulture, $"{after.Id.Value}.v{version}.{what}"), session, now, after.Correlation, payload);
    }

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
