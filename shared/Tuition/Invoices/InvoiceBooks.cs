using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Loads schools' books of invoices, has an operation decide, and commits.</summary>
public sealed class InvoiceBooks(IRecordStore store, IdSource ids)
{
    private const int AtOnce = 500;
    private const int MaxAttempts = 16;
    private readonly Records<InvoiceBook> _records = new(store, () => TuitionJson.Default.InvoiceBook);

    public ValueTask<Loaded<InvoiceBook>> LoadAsync(string school, CancellationToken cancellationToken) =>
        _records.LoadAsync(TuitionIds.InvoiceBook(school), cancellationToken);

    /// <summary>An invoice; null when there is none.</summary>
    public async ValueTask<Invoice?> FindAsync(InvoiceKey key, CancellationToken cancellationToken) =>
        await store.ReadDocumentAsync(TuitionIds.InvoiceBook(key.School), key.InvoiceId, cancellationToken) is { } document ? Read(document) : null;

    /// <summary>The number an invoice was given outside; null while it has none.</summary>
    public async ValueTask<InvoiceNumber?> NumberOfAsync(InvoiceKey key, CancellationToken cancellationToken) =>
        await store.ReadDocumentAsync(TuitionIds.InvoiceBook(key.School), key.NumberId, cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, TuitionJson.Default.InvoiceNumber)
            : null;

    /// <summary>The invoices of a bill, oldest first, by name.</summary>
    public async ValueTask<IReadOnlyList<InvoiceLink>> LinksAsync(string school, BillId bill, CancellationToken cancellationToken) =>
        [.. (await store.ListDocumentsAsync(TuitionIds.InvoiceBook(school), LinkPrefix(bill), null, InvoiceChain.MaxInvoices, cancellationToken))
            .Select(document => JsonSerializer.Deserialize(document.Body.Span, TuitionJson.Default.InvoiceLink)!)];

    /// <summary>The invoices of a bill, oldest first.</summary>
    public async ValueTask<IReadOnlyList<Invoice>> ChainAsync(string school, BillId bill, CancellationToken cancellationToken)
    {
        var invoices = new List<Invoice>();
        foreach (var link in await LinksAsync(school, bill, cancellationToken))
        {
            if (!InvoiceKey.TryParse(link.Key, out var key) || await FindAsync(key, cancellationToken) is not { } invoice)
                throw new InvalidDataException($"{link.Key} is listed but not there.");
            invoices.Add(invoice);
        }

        return invoices;
    }

    /// <summary>A page of a period's invoices by their numbers.</summary>
    /// <param name="after">Document of the last one seen; null for the first page.</param>
    internal async ValueTask<IReadOnlyList<(string Id, Invoice Invoice)>> OfPeriodAsync(
        string school, string period, string? after, int take, CancellationToken cancellationToken)
    {
        var documents = await store.ListDocumentsAsync(
            TuitionIds.InvoiceBook(school), $"{InvoiceBook.InvoicePrefix}{period}/", after, take, cancellationToken);
        return [.. documents.Select(document => (document.Id, Read(document)))];
    }

    /// <summary>The numbers a period's invoices were given outside, by our keys.</summary>
    internal async ValueTask<IReadOnlyDictionary<string, InvoiceNumber>> NumbersOfAsync(string school, string period, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, InvoiceNumber>();
        IReadOnlyList<Document> page = [];
        do
        {
            page = await store.ListDocumentsAsync(
                TuitionIds.InvoiceBook(school), $"{InvoiceBook.NumberPrefix}{period}/", page.Count > 0 ? page[^1].Id : null, AtOnce, cancellationToken);
            foreach (var document in page)
            {
                var number = JsonSerializer.Deserialize(document.Body.Span, TuitionJson.Default.InvoiceNumber)!;
                numbers[number.Key] = number;
            }
        }
        while (page.Count == AtOnce);

        return numbers;
    }

    /// <summary>
    /// Decides and commits. The decision may read documents of the book: they change with its version, so what was read is true for as long as
    /// the version is.
    /// </summary>
    /// <param name="decide">Gets the book and the stem of ids; null when nothing needs to change. Taken again when the book changed meanwhile.</param>
    internal async ValueTask<Result<Changed<InvoiceBook>>> ChangeAsync(
        string school, Cause? cause, Func<Loaded<InvoiceBook>, string, ValueTask<Result<Change<InvoiceBook>?>>> decide, CancellationToken cancellationToken)
    {
        var stem = ids.Next();
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var seen = await LoadAsync(school, cancellationToken);
            var decided = await decide(seen, stem);
            var isStale = false;
            var result = await _records.ChangeAsync(
                seen.Id,
                cause,
                loaded =>
                {
                    isStale = loaded.Version != seen.Version;
                    return isStale ? (Change<InvoiceBook>?)null : decided;
                },
                cancellationToken);
            if (!isStale) return result;
        }

        throw new EngineBusyException($"The invoices of {school} kept changing under {MaxAttempts} attempts.", TimeSpan.FromSeconds(1));
    }

    /// <summary>Adds documents beside the book, each once.</summary>
    internal ValueTask<CommitResult> AddAsync(string school, IReadOnlyList<Document> documents, CancellationToken cancellationToken) =>
        _records.CommitAsync(
            new Loaded<InvoiceBook>(TuitionIds.InvoiceBook(school), 0, null), new Change<InvoiceBook>(State: null) { Documents = documents }, null, cancellationToken);

    /// <summary>Writes down what an officer read or took away.</summary>
    internal async ValueTask NoteAsync(string school, string action, string note, Asked asked, CancellationToken cancellationToken)
    {
        var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, action, null, null, 0, note);
        await AddAsync(
            school, [new Document(Document.HistoryPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))], cancellationToken);
    }

    internal static string LinkId(BillId bill, int sequence) => string.Create(CultureInfo.InvariantCulture, $"{LinkPrefix(bill)}{sequence:D3}");

    internal static Invoice Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, TuitionJson.Default.Invoice)!;

    private static string LinkPrefix(BillId bill) => $"{InvoiceBook.ChainPrefix}{bill}/";
}
