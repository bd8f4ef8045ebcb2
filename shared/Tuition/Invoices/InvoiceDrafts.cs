namespace PublicServices.Tuition;

/// <summary>What a bill's invoice says now: the lines of what was collected, and who bought.</summary>
/// <param name="BillCode">The bill as it stands, or stood last.</param>
/// <param name="IsPaid">True when a bill stands, something was collected for it, and nothing is owed on it any more.</param>
internal sealed record InvoiceContent(string BillCode, bool IsPaid, InvoiceBuyer Buyer, IReadOnlyList<InvoiceLine> Lines, string VatRule);

/// <summary>Reads off an account what its invoices should say.</summary>
public sealed class InvoiceDrafts(StudentAccounts accounts, Catalogues catalogues, TuitionRuleBook book)
{
    /// <returns>Null when the account has no bill of the period in its state: none, or closed long ago.</returns>
    internal async ValueTask<InvoiceContent?> OfAsync(BillId id, CancellationToken cancellationToken)
    {
        if ((await accounts.LoadAsync(id.Account, cancellationToken)).State is not { } account || account.Latest(id.Period) is not { } bill) return null;
        if (!BillingPeriod.TryParse(id.Period, out var period)) return null;
        var vat = book.Vat.InForce(period.FirstDay) ?? throw new InvalidDataException($"No rate of value added tax is in force on {period.FirstDay:o}.");
        var catalogue = await catalogues.FindAsync(account.School, cancellationToken);
        return new InvoiceContent(
            bill.Code,
            bill is { Stands: true, OwedVnd: 0 } && bill.PaidVnd + bill.CreditVnd > 0,
            BuyerOf(account),
            bill.Stands ? InvoiceLines.Of(bill, catalogue, period, vat.Value.Rate) : [],
            vat.Instrument);
    }

    private static InvoiceBuyer BuyerOf(StudentAccount account) => new(
        account.Buyer?.Name ?? account.Name,
        account.Buyer?.TaxCode,
        account.Buyer?.PersonalNumber,
        account.Buyer?.Address,
        account.Buyer?.Email ?? account.Email,
        account.Student,
        account.Name,
        account.Class);
}
