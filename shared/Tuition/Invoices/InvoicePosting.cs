using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>An invoice that has no number yet.</summary>
internal sealed record InvoiceDraft(
    InvoiceKind Kind, RecordId Account, string Period, int Sequence, string BillCode, InvoiceBuyer Buyer, IReadOnlyList<InvoiceLine> Lines,
    string VatRule, InvoiceReference? Of = null, string? Reason = null);

/// <summary>Works out one change of a book: every invoice takes the next number of its series, and all of it becomes one commit.</summary>
internal sealed class InvoicePosting(InvoiceBook opened, InvoiceSettings settings, Asked asked, string stem)
{
    private readonly List<Document> _documents = [];

    public InvoiceBook Book { get; private set; } = opened;

    public List<Invoice> Issued { get; } = [];

    public void Issue(InvoiceDraft draft)
    {
        var today = asked.ArrivedAt.VietnamDate();
        var name = settings.SeriesOf(today.Year);
        var symbol = InvoiceKey.SymbolOf(settings.Form, name);
        var before = Book.Find(symbol) ?? new InvoiceSeries(symbol, 0, today);
        if (before.Last >= InvoiceSeries.MaxNumber) throw new EngineBusyException($"{symbol} of {Book.School} has no more numbers.", TimeSpan.FromHours(1));
        // A run that began yesterday must not put yesterday's day after today's numbers.
        var series = new InvoiceSeries(symbol, before.Last + 1, before.LastOn > today ? before.LastOn : today);
        Book = Book with { Series = [.. Book.Series.Where(other => other.Symbol != symbol), series] };

        var key = new InvoiceKey(Book.School, draft.Period, symbol, series.Last);
        var total = draft.Lines.Sum(line => line.AmountVnd);
        var invoice = new Invoice(
            key.ToString(), draft.Kind, settings.Form, name, series.Last, series.LastOn, asked.ArrivedAt, asked.Caller.Id, draft.Account, draft.Period,
            draft.Sequence, draft.BillCode, settings with { Series = name }, draft.Buyer, draft.Lines, total, AmountInWords.Of(total), Invoice.Transfer,
            draft.VatRule, draft.Of, draft.Reason);
        Issued.Add(invoice);
        _documents.Add(new Document(key.InvoiceId, JsonSerializer.SerializeToUtf8Bytes(invoice, TuitionJson.Default.Invoice)));
        _documents.Add(new Document(
            InvoiceBooks.LinkId(invoice.Bill, invoice.Sequence),
            JsonSerializer.SerializeToUtf8Bytes(new InvoiceLink(invoice.Key, invoice.Kind), TuitionJson.Default.InvoiceLink)));
    }

    /// <summary>Everything as one change; the answer to a repeat is the last invoice's key.</summary>
    /// <param name="action">What an officer did, for the history.</param>
    public Change<InvoiceBook> Close(string action, InvoiceRun? run = null)
    {
        var note = Issued.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{Issued[0].Key} +{Issued.Count - 1}");
        var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, action, null, null, 0, note);
        _documents.Add(new Document(Document.HistoryPrefix + stem, JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry)));
        return new Change<InvoiceBook>(run is null ? Book : Book with { Run = run })
        {
            Documents = _documents,
            Answer = Issued.Count == 0 ? default : JsonSerializer.SerializeToUtf8Bytes(Issued[^1], TuitionJson.Default.Invoice),
        };
    }
}
