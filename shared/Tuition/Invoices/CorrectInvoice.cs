using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A school corrects an invoice after its bill changed, or its buyer.</summary>
/// <param name="Reason">Why; kept, and sent with the invoice.</param>
public sealed record CorrectInvoice(InvoiceKey Invoice, string Reason);

/// <summary>Adjusts invoices by differences, or puts others in their place. What counts is what was collected for the bill as it stands now.</summary>
public sealed class CorrectInvoiceHandler(InvoiceBooks books, InvoiceDrafts drafts)
{
    private const int MaxReasonLength = 255;

    /// <summary>An invoice over what has to be added or taken off; over nothing when only the buyer differs.</summary>
    /// <returns>The adjusting invoice, or the refusal of <see cref="InvoiceChain.Refusal"/>; <c>INVOICE-008</c> when nothing differs.</returns>
    public ValueTask<Result<Invoice>> AdjustAsync(CorrectInvoice command, Asked asked, CancellationToken cancellationToken) =>
        CorrectAsync(command, InvoiceKind.Adjusting, asked, Adjust, cancellationToken);

    /// <summary>An invoice that states everything anew.</summary>
    /// <returns>The replacing invoice, or the refusal of <see cref="InvoiceChain.Refusal"/>; <c>INVOICE-009</c> when nothing is left to state.</returns>
    public ValueTask<Result<Invoice>> ReplaceAsync(CorrectInvoice command, Asked asked, CancellationToken cancellationToken) =>
        CorrectAsync(command, InvoiceKind.Replacing, asked, Replace, cancellationToken);

    private static Result<InvoiceLine[]> Adjust(IReadOnlyList<Invoice> inForce, InvoiceContent content)
    {
        var said = InvoiceLines.Sum(inForce);
        var difference = InvoiceLines.Difference(said, content.Lines);
        if (difference.Count > 0) return difference.ToArray();
        return inForce[^1].Buyer == content.Buyer ? InvoiceProblems.NothingDiffers : InvoiceLines.Emptied(said).ToArray();
    }

    private static Result<InvoiceLine[]> Replace(IReadOnlyList<Invoice> inForce, InvoiceContent content)
    {
        if (content.Lines.Count > 0) return content.Lines.ToArray();
        // What was replaced once can only be replaced: then the last one states that nothing is left.
        return inForce[0].Kind is InvoiceKind.Replacing ? InvoiceLines.Emptied(inForce[0].Lines).ToArray() : InvoiceProblems.NothingLeft;
    }

    private async ValueTask<Result<Invoice>> CorrectAsync(
        CorrectInvoice command,
        InvoiceKind kind,
        Asked asked,
        Func<IReadOnlyList<Invoice>, InvoiceContent, Result<InvoiceLine[]>> linesOf,
        CancellationToken cancellationToken)
    {
        var school = command.Invoice.School;
        if (!TuitionPermissions.RunsBillsOf(asked.Caller, school)) return KernelProblems.Forbidden;
        var reason = command.Reason.Trim();
        if (reason.Length is 0 or > MaxReasonLength) return TuitionProblems.NotValid([TuitionProblems.Required("reason")]);
        if (await books.FindAsync(command.Invoice, cancellationToken) is not { } target) return KernelProblems.NotFound;
        Invoice? made = null;
        var result = await books.ChangeAsync(
            school,
            asked.Cause,
            async (loaded, stem) =>
            {
                if (loaded.State is not { Settings: { } settings } book) return InvoiceProblems.NoSettings;
                var chain = await books.ChainAsync(school, target.Bill, cancellationToken);
                if (Refusal(chain, target, kind) is { } refusal) return refusal;
                // Without a bill in the account's state its period was closed and archived.
                if (await drafts.OfAsync(target.Bill, cancellationToken) is not { } content) return TuitionProblems.PeriodClosed;
                if (!linesOf(InvoiceChain.InForce(chain), content).Succeeded(out var lines, out var problem)) return problem;
                var posting = new InvoicePosting(book, settings, asked, stem);
                posting.Issue(new InvoiceDraft(
                    kind, target.Account, target.Period, chain.Count + 1, content.BillCode, content.Buyer, lines, content.VatRule,
                    new InvoiceReference(target.Key, target.Form, target.Series, target.Number, target.IssuedOn), reason));
                made = posting.Issued[0];
                return posting.Close(kind is InvoiceKind.Adjusting ? "adjust-invoice" : "replace-invoice");
            },
            cancellationToken);
        if (!result.Succeeded(out var changed, out var refused)) return refused;
        return changed.Answer.Length > 0 ? InvoiceBooks.Read(new Document("", changed.Answer)) : made!;
    }

    private static Problem? Refusal(IReadOnlyList<Invoice> chain, Invoice target, InvoiceKind by)
    {
        var standings = InvoiceChain.Standings([.. chain.Select(invoice => invoice.Kind)]);
        if (InvoiceChain.Refusal(target.Kind, standings[target.Sequence - 1], by) is { } refusal) return refusal;
        return chain.Count >= InvoiceChain.MaxInvoices ? TuitionProblems.TooMany : null;
    }
}
