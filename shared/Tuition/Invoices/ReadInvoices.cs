using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>An invoice as lists show it.</summary>
/// <param name="Given">The number it was given outside; null while it has none.</param>
/// <param name="Differs">True when the bill now says something else than the invoices that count.</param>
public sealed record InvoiceRow(
    string Key, InvoiceKind Kind, InvoiceStanding Standing, int Form, string Series, int Number, DateOnly IssuedOn, string Bill, string BillCode,
    string Buyer, string Class, long TotalVnd, InvoiceNumber? Given, bool Differs);

/// <summary>A page of a period's invoices, with the way to the next and the last run.</summary>
public sealed record InvoiceList(IReadOnlyList<InvoiceRow> Rows, InvoiceRun? Run, string? Continuation);

/// <summary>An invoice with what became of it.</summary>
/// <param name="OfGiven">The number the invoice it corrects was given outside.</param>
public sealed record IssuedInvoice(Invoice Invoice, InvoiceStanding Standing, InvoiceNumber? Given, InvoiceNumber? OfGiven, bool Differs);

/// <summary>The invoices of one bill, oldest first.</summary>
public sealed record BillInvoices(IReadOnlyList<IssuedInvoice> Invoices);

/// <summary>A period's invoices, whole.</summary>
public sealed record InvoiceExport(string School, string Period, IReadOnlyList<IssuedInvoice> Invoices);

/// <summary>Reads invoices.</summary>
public sealed class ReadInvoices(InvoiceBooks books, InvoiceDrafts drafts, StudentAccounts accounts)
{
    /// <summary>The most invoices of one page.</summary>
    public const int MaxTake = 100;

    /// <summary>The most invoices of one file; beyond it the file is refused, because a part would look like the whole.</summary>
    public const int MaxExport = 20_000;

    private const int Step = 500;

    /// <returns>The page; <c>PS-004</c> for those who see no money of the school, <c>TUITION-004</c> no period.</returns>
    public async ValueTask<Result<InvoiceList>> ListAsync(string school, string period, int take, string? continuation, Asked asked, CancellationToken cancellationToken)
    {
        if (Refusal(school, period, asked) is { } refusal) return refusal;
        var wanted = Math.Clamp(take, 1, MaxTake);
        var after = InvoiceKey.TryParse(continuation, out var last) ? last.InvoiceId : null;
        var found = await books.OfPeriodAsync(school, period, after, wanted + 1, cancellationToken);
        var rows = new List<InvoiceRow>(wanted);
        foreach (var (_, invoice) in found.Take(wanted)) rows.Add(await RowOfAsync(school, invoice, cancellationToken));
        var run = (await books.LoadAsync(school, cancellationToken)).State?.Run;
        if (rows.Count > 0) await books.NoteAsync(school, "read-invoices", period, asked, cancellationToken);
        return new InvoiceList(rows, run?.Period == period ? run : null, found.Count > wanted ? rows[^1].Key : null);
    }

    /// <returns>The invoice; <c>PS-003</c> for those who see neither the school's money nor the pupil's account.</returns>
    public async ValueTask<Result<IssuedInvoice>> OneAsync(InvoiceKey key, Asked asked, CancellationToken cancellationToken)
    {
        if (await books.FindAsync(key, cancellationToken) is not { } invoice) return KernelProblems.NotFound;
        return (await OfBillAsync(invoice.Bill, asked, cancellationToken)).Succeeded(out var all, out var problem)
            ? all.Invoices[invoice.Sequence - 1]
            : problem;
    }

    /// <returns>The bill's invoices, perhaps none; <c>PS-003</c> for those who do not see the pupil's account.</returns>
    public async ValueTask<Result<BillInvoices>> OfBillAsync(BillId bill, Asked asked, CancellationToken cancellationToken)
    {
        var loaded = await accounts.LoadAsync(bill.Account, cancellationToken);
        if (TuitionPermissions.Refuses(asked.Caller, loaded.State) is { } refusal) return refusal;
        var school = loaded.State!.School;
        if (asked.Caller.Role is not Role.Family) await accounts.NoteReadAsync(loaded, asked, cancellationToken);
        var chain = await books.ChainAsync(school, bill, cancellationToken);
        var numbers = await books.NumbersOfAsync(school, bill.Period, cancellationToken);
        var differs = chain.Count > 0 && await drafts.OfAsync(bill, cancellationToken) is { } content && IssueInvoices.Differs(chain, content);
        return new BillInvoices(Describe(chain, numbers, differs));
    }

    /// <summary>Everything of a period for a file, adjusting and replacing invoices too, by their numbers.</summary>
    /// <param name="openOnly">Only invoices that were given no number yet.</param>
    /// <returns>The invoices; <c>PS-004</c> for strangers, <c>TUITION-004</c> no period, <c>TUITION-018</c> too many.</returns>
    public async ValueTask<Result<InvoiceExport>> ExportAsync(string school, string period, bool openOnly, Asked asked, CancellationToken cancellationToken)
    {
        if (Refusal(school, period, asked) is { } refusal) return refusal;
        var all = new List<Invoice>();
        string? after = null;
        IReadOnlyList<(string Id, Invoice Invoice)> page;
        do
        {
            page = await books.OfPeriodAsync(school, period, after, Step, cancellationToken);
            all.AddRange(page.Select(found => found.Invoice));
            if (all.Count > MaxExport) return TuitionProblems.TooMany;
            after = page.Count > 0 ? page[^1].Id : null;
        }
        while (page.Count == Step);

        var numbers = await books.NumbersOfAsync(school, period, cancellationToken);
        var described = all.GroupBy(invoice => invoice.Bill)
            .SelectMany(bill => Describe([.. bill.OrderBy(invoice => invoice.Sequence)], numbers, differs: false))
            .ToDictionary(issued => issued.Invoice.Key);
        if (all.Count > 0) await books.NoteAsync(school, "export-invoices", $"{period}: {all.Count}", asked, cancellationToken);
        return new InvoiceExport(
            school, period, [.. all.Select(invoice => described[invoice.Key]).Where(issued => !openOnly || issued.Given is null)]);
    }

    private static Problem? Refusal(string school, string period, Asked asked)
    {
        if (!TuitionPermissions.SeesMoneyOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (!TuitionIds.IsSchool(school)) return KernelProblems.NotFound;
        return BillingPeriod.TryParse(period, out _) ? null : TuitionProblems.NotAPeriod;
    }

    private async ValueTask<InvoiceRow> RowOfAsync(string school, Invoice invoice, CancellationToken cancellationToken)
    {
        var chain = await books.ChainAsync(school, invoice.Bill, cancellationToken);
        var standing = InvoiceChain.Standings([.. chain.Select(other => other.Kind)])[invoice.Sequence - 1];
        var given = InvoiceKey.TryParse(invoice.Key, out var key) ? await books.NumberOfAsync(key, cancellationToken) : null;
        var differs = standing is InvoiceStanding.InForce or InvoiceStanding.Adjusted
            && await drafts.OfAsync(invoice.Bill, cancellationToken) is { } content && IssueInvoices.Differs(chain, content);
        return new InvoiceRow(
            invoice.Key, invoice.Kind, standing, invoice.Form, invoice.Series, invoice.Number, invoice.IssuedOn, invoice.Bill.ToString(), invoice.BillCode,
            invoice.Buyer.Name, invoice.Buyer.Class, invoice.TotalVnd, given, differs);
    }

    private static List<IssuedInvoice> Describe(IReadOnlyList<Invoice> chain, IReadOnlyDictionary<string, InvoiceNumber> numbers, bool differs)
    {
        var standings = InvoiceChain.Standings([.. chain.Select(invoice => invoice.Kind)]);
        return
        [
            .. chain.Select((invoice, i) => new IssuedInvoice(
                invoice,
                standings[i],
                numbers.GetValueOrDefault(invoice.Key),
                invoice.Of is { } of ? numbers.GetValueOrDefault(of.Key) : null,
                differs && standings[i] is InvoiceStanding.InForce or InvoiceStanding.Adjusted)),
        ];
    }
}
