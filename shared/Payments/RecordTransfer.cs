using System.Text.Json.Serialization;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A transfer as a finance officer reads it off the bank's own pages.</summary>
/// <param name="Memo">The memo, or the text it stands in.</param>
/// <param name="AmountVnd">Whole đồng, more than zero.</param>
/// <param name="BankReference">The bank's reference, 1 to 100 characters.</param>
/// <param name="BookedAt">When the bank booked it; not in the future, nor longer ago than <see cref="RecordTransfer.MaxAgeDays"/>.</param>
/// <param name="Reason">1 to 500 characters; kept in the history, so never personal data.</param>
public sealed record TransferEntry(
    string Memo, [property: JsonRequired] long AmountVnd, string BankReference, [property: JsonRequired] DateTimeOffset BookedAt, string Reason);

/// <summary>A finance officer records a transfer that no statement has brought yet. The officer's account stands in the payment's history.</summary>
public sealed class RecordTransfer(PaymentBook book, IRecordStore store, CreditTransfer transfers)
{
    /// <summary>Older transfers are slips of the pen: a fee lapses long before.</summary>
    public const int MaxAgeDays = 366;

    /// <returns>
    /// The payment; or <c>PS-004</c>, <c>PAY-023</c> no reason, <c>PAY-040</c> the entry cannot be, <c>PAY-041</c> recorded already,
    /// <c>PS-003</c> no attempt has that memo.
    /// </returns>
    public async ValueTask<Result<Payment>> HandleAsync(TransferEntry entry, Caller caller, Cause? cause, CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, entry.Reason) is { } refused) return refused;
        var reference = entry.BankReference?.Trim() ?? "";
        if (entry.AmountVnd <= 0
            || reference.Length is 0 or > CreditTransfer.MaxBankReferenceLength
            || entry.Memo is not { Length: <= CreditTransfer.MaxMemoLength }
            || entry.BookedAt > book.Now
            || entry.BookedAt < book.Now.AddDays(-MaxAgeDays))
            return PaymentProblems.TransferInvalid;
        if (await transfers.FindAsync(entry.Memo, cancellationToken) is not { } attempt) return KernelProblems.NotFound;

        var received = new TransferReceivedV1($"hand/{caller.Id}/{reference}", entry.Memo, Money.Vnd(entry.AmountVnd), reference, entry.BookedAt);
        return await new TransferPosting(book, store).PostAsync(attempt, received, isByHand: true, cause, caller, cancellationToken);
    }
}
