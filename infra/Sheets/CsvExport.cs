using CsvHelper;

namespace PublicServices.Infra.Sheets;

/// <summary>Writes tables that Excel opens as they are: UTF-8 with a mark, commas, and no cell that runs as a formula.</summary>
/// <remarks>
/// A cell that begins with <c>= + - @</c>, a tab or a carriage return gets an apostrophe before it, negative numbers too:
/// a name field is enough to run a command on an officer's computer. Source: OWASP, CSV injection.
/// </remarks>
public sealed class CsvExport : IAsyncDisposable
{
    private static readonly CsvWriterOptions Options = new()
    {
        WriteByteOrderMark = true,
        Injection = CsvInjection.Escape,
    };

    private readonly CsvWriter _csv;

    /// <param name="stream">Where to; stays open.</param>
    public CsvExport(Stream stream) => _csv = CsvWriter.Create(stream, Options, leaveOpen: true);

    /// <summary>Writes one row; the first is the header, and the others are as wide.</summary>
    /// <exception cref="InvalidOperationException">A row is wider or narrower than the first; a fault of the program.</exception>
    public ValueTask RowAsync(string[] cells, CancellationToken cancellationToken) =>
        _csv.WriteRecordAsync(cells, cancellationToken);

    public ValueTask DisposeAsync() => _csv.DisposeAsync();
}
