using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What must be true of every stored book and its invoices.</summary>
public static class InvoiceSoundness
{
    public static IEnumerable<string> Faults(InvoiceBook book)
    {
        if (book.Series.Select(series => series.Symbol).Distinct().Count() != book.Series.Count) yield return "a series is there twice";
        foreach (var series in book.Series.Where(series => series.Last < 1)) yield return $"{series.Symbol} has given no number";
    }

    /// <summary>Numbers run from 1 to the last without gaps, days never go back, and every invoice adds up.</summary>
    public static IEnumerable<string> Faults(StoredRecord record, IReadOnlyList<Document> documents)
    {
        if (JsonSerializer.Deserialize(record.State.Span, TuitionJson.Default.InvoiceBook) is not { } book) yield break;
        var invoices = documents.Select(InvoiceBooks.Read).ToList();
        foreach (var series in book.Series)
        {
            var given = invoices.Where(invoice => invoice.Symbol == series.Symbol).OrderBy(invoice => invoice.Number).ToList();
            if (!given.Select(invoice => invoice.Number).SequenceEqual(Enumerable.Range(1, series.Last))) yield return $"the numbers of {series.Symbol} have gaps";
            if (given.Zip(given.Skip(1)).Any(pair => pair.First.IssuedOn > pair.Second.IssuedOn)) yield return $"the days of {series.Symbol} go back";
        }

        foreach (var stray in invoices.Where(invoice => book.Find(invoice.Symbol) is null)) yield return $"{stray.Key} is of no series";
        foreach (var invoice in invoices)
        {
            if (invoice.Lines.Sum(line => line.AmountVnd) != invoice.TotalVnd) yield return $"{invoice.Key} does not add up";
            if (invoice.Lines.Any(line => line is { Quantity: { } quantity, UnitVnd: { } unit } && quantity * unit - line.DiscountVnd != line.AmountVnd))
                yield return $"{invoice.Key} has a line that does not come out";
            if (invoice.TotalInWords != AmountInWords.Of(invoice.TotalVnd)) yield return $"{invoice.Key} says another amount in words";
            if ((invoice.Of is null) != (invoice.Kind is InvoiceKind.Original)) yield return $"{invoice.Key} names no invoice, or one it should not";
        }
    }
}
