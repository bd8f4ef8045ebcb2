using System.Globalization;
using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>One line of a day's payments.</summary>
public sealed record PaymentRow(
    RecordId Payment, string Service, string DossierCode, string Status, Money Amount, DateTimeOffset SettledAt, string Gateway, string Reference);

/// <summary>One line of the officers' queue.</summary>
/// <param name="Payment">The payment; or, for money nobody can be found for, the record of the stray callback.</param>
public sealed record CaseRow(RecordId Payment, string DossierCode, string PaymentStatus, PaymentCaseV1 Case);

/// <summary>Rows people read about payments, kept from <see cref="PaymentChangedV1"/>.</summary>
public static class PaymentViews
{
    /// <summary>Partition: the Vietnamese day the fee was met, <c>yyyy-MM-dd</c>. Sort: when it was met, then payment.</summary>
    public const string ByDay = "payments-by-day";

    /// <summary>Partition: the gateway's reference, upper case. Sort: payment. The row is empty: it only leads to the payment.</summary>
    public const string ByReference = "payments-by-reference";

    /// <summary>Partition: dossier or bill code, upper case. Sort: payment. The row is empty: it only leads to the payment.</summary>
    public const string ByCode = "payments-by-code";

    /// <summary>Partition: a transfer's memo. Sort: attempt. The row is empty: it only leads to the attempt.</summary>
    public const string ByMemo = "payments-by-memo";

    /// <summary>Partition: <see cref="OpenCases"/> or <see cref="ClosedCases"/>. Sort: day, payment and case.</summary>
    public const string Cases = "payment-exceptions";

    /// <summary>Cases somebody must act on, or whose money is on its way back.</summary>
    public const string OpenCases = "open";

    /// <summary>Cases with nothing left to do.</summary>
    public const string ClosedCases = "closed";

    /// <summary>The rows a change touches.</summary>
    public static IEnumerable<ViewChange> Project(PaymentChangedV1 changed)
    {
        if (changed.SettledAt is { } settledAt)
        {
            var row = new PaymentRow(
                changed.Payment, changed.Service, changed.DossierCode, changed.Status, changed.Amount, settledAt, changed.Gateway, changed.Reference);
            yield return new ViewChange(
                new ViewKey(ByDay, DayOf(settledAt), $"{IdSource.StampOf(settledAt)}|{changed.Payment.Value}"),
                changed.Version,
                JsonSerializer.SerializeToUtf8Bytes(row, PaymentsJson.Default.PaymentRow));
        }

        if (changed.DossierCode.Length > 0)
            yield return new ViewChange(new ViewKey(ByCode, PartitionOf(changed.DossierCode), changed.Payment.Value), changed.Version, "{}"u8.ToArray());
        if (changed.Reference.Length > 0) yield return Leads(changed.Reference, changed);
        foreach (var entry in changed.Cases)
        {
            if (entry.Reference.Length > 0 && entry.Reference != changed.Reference && changed.DossierCode.Length > 0)
                yield return Leads(entry.Reference, changed);

            var sort = string.Create(CultureInfo.InvariantCulture, $"{DayOf(entry.RaisedAt)}|{changed.Payment.Value}|{entry.Number:D3}");
            ReadOnlyMemory<byte>? row = JsonSerializer.SerializeToUtf8Bytes(
                new CaseRow(changed.Payment, changed.DossierCode, changed.Status, entry), PaymentsJson.Default.CaseRow);
            var isClosed = entry.Status == nameof(CaseStatus.Closed);
            yield return new ViewChange(new ViewKey(Cases, OpenCases, sort), changed.Version, isClosed ? null : row);
            yield return new ViewChange(new ViewKey(Cases, ClosedCases, sort), changed.Version, isClosed ? row : null);
        }
    }

    /// <summary>The row that leads from a memo to its attempt.</summary>
    public static IEnumerable<ViewChange> Project(AttemptNamedV1 named) =>
        [new ViewChange(new ViewKey(ByMemo, named.Memo, named.Attempt.ToString()), named.Version, "{}"u8.ToArray())];

    /// <summary>The names of a payment's attempts, for rebuilding views.</summary>
    public static IEnumerable<AttemptNamedV1> NamesOf(Payment payment, long version) => payment.Attempts
        .Where(attempt => attempt.Transfer is not null)
        .Select(attempt => new AttemptNamedV1(attempt.Id, attempt.Transfer!.Memo, version));

    /// <summary>The change that would write a record's rows now: for rebuilding views.</summary>
    public static PaymentChangedV1 Of(Payment payment, long version) => Consequences.Shown(payment, version);

    /// <summary>The same for money that nobody can be found for.</summary>
    public static PaymentChangedV1 Of(RecordId id, long version, StrayCallback stray) => StrayCallbacks.Shown(id, version, stray);

    /// <summary>Partition of a day.</summary>
    public static string DayOf(DateTimeOffset instant) => instant.VietnamDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Partition of a reference: as people copy it, without regard to case and surrounding space.</summary>
    public static string PartitionOf(string reference) => reference.Trim().ToUpperInvariant();

    private static ViewChange Leads(string reference, PaymentChangedV1 changed) =>
        new(new ViewKey(ByReference, PartitionOf(reference), changed.Payment.Value), changed.Version, "{}"u8.ToArray());
}
