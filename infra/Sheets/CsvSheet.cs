using CsvHelper;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sheets;

/// <summary>Reads a CSV file.</summary>
/// <remarks>Source: RFC 4180, and what Excel makes of it.</remarks>
internal static class CsvSheet
{
    /// <summary>
    /// The longest row that could still be good: every cell full, every character a quotation mark doubled. A row without
    /// end (an open quotation mark, a million separators) stops here, before all of it is in memory a second time.
    /// </summary>
    private const int MaxRowBytes = Sheet.MaxColumns * ((4 * Sheet.MaxCellChars) + 3);

    private const int BufferBytes = 16 * 1024;

    public static Result<Sheet> Read(ReadOnlySpan<byte> bytes, CancellationToken cancellationToken)
    {
        if (!CsvText.Decode(bytes).Succeeded(out var text, out var problem)) return problem;

        var options = new CsvReaderOptions
        {
            Separator = CsvText.Separator(text, out var skippedLines),
            HasHeader = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = MaxRowBytes,
            BufferSize = BufferBytes,
        };
        using var reader = CsvReader.Create(new StringReader(text), options);
        var builder = new SheetBuilder();
        try
        {
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var line = (int)reader.LineNumber;
                if (line <= skippedLines) continue;
                if (builder.Add(line, Cells(reader)) is { } refused) return refused;
            }
        }
        catch (CsvFormatException e)
        {
            return SheetProblems.Quotes((int)e.LineNumber);
        }

        return builder.Build();
    }

    private static string[] Cells(CsvReader reader)
    {
        var cells = new string[reader.FieldCount];
        for (var i = 0; i < cells.Length; i++) cells[i] = reader.GetString(i);
        return cells;
    }
}
