using System.Globalization;
using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What a piece of news or a request makes of a payment.</summary>
/// <param name="Payment">The payment after it.</param>
/// <param name="Effect">The sort of change.</param>
/// <param name="Action">Word for the history; a forced change is recorded as <see cref="ForcedAction"/> whatever caused it.</param>
/// <param name="Note">Particulars for the history; null when there are none.</param>
internal sealed record Decision(Payment Payment, Effect Effect, string Action, string? Note = null)
{
    public const string ForcedAction = "payment-forced";

    /// <summary>
    /// State, history and every message that follows, from comparing before and after, so that no operation can forget one.
    /// Ids derive from the record and the version being written: the same change always sends the same messages.
    /// </summary>
    public Change<Payment> Commit(Loaded<Payment> before, Caller by, DateTimeOffset now, params ReadOnlySpan<Outgoing> also)
    {
        var version = before.Version + 1;
        List<Outgoing> messages = [.. also];
        foreach (var message in Consequences(before.State, version, now)) messages.Add(new Outgoing(message));

        var history = new HistoryEntry(
            now,
            by,
            Effect == Effect.Forced ? ForcedAction : Action,
            before.State?.Status.ToString(),
            Payment.Status.ToString(),
            version,
            Note);
        return new Change<Payment>(Payment)
        {
            Documents =
            [
                new Document(
                    string.Create(CultureInfo.InvariantCulture, $"{Document.HistoryPrefix}{version:D10}"),
                    JsonSerializer.SerializeToUtf8Bytes(history, KernelJson.Default.HistoryEntry)),
            ],
            Messages = messages,
        };
    }

    private IEnumerable<Message> Consequences(Payment? before, long version, DateTimeOffset now)
    {
        var after = Payment;
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

        Message Tell<T>(Contract<T> contract, T payload) => Write(contract, "told", after.Payable, payload);

        Message Write<T>(Contract<T> contract, string what, RecordId session, T payload) => contract.Write(
            string.Create(CultureInfo.InvariantCulture, $"{after.Id.Value}.v{version}.{what}"), session, now, after.Correlation, payload);
    }

    internal static PaymentChangedV1 Shown(Payment payment, long version)
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
