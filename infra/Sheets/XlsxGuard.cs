using System.IO.Compression;
using System.Xml;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sheets;

/// <summary>
/// Reads a whole archive once and keeps nothing, before a library that trusts it does: sizes that an archive states about
/// itself may be lies, and one cell at the far corner of a sheet is seventeen thousand million empty ones before it.
/// </summary>
internal static class XlsxGuard
{
    /// <summary>Files in the archive; a workbook of many sheets and pictures has some dozens.</summary>
    private const int MaxEntries = 1_000;

    /// <summary>What all of them may expand to: every cell of the largest sheet, full of markup, is a third of it.</summary>
    private const long MaxInflatedBytes = 64 * 1024 * 1024;

    /// <summary>Last row that may hold anything, empty rows between the others included.</summary>
    private const int MaxRowNumber = 4 * Sheet.MaxRows;

    /// <summary>Last column that may be mentioned; formatting reaches further right than text does.</summary>
    private const int MaxColumnNumber = 4 * Sheet.MaxColumns;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxInflatedBytes,
    };

    /// <returns>Null, or why the file is refused.</returns>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    /// <exception cref="XmlException">A part is not XML, or has a document type.</exception>
    public static Problem? Inspect(byte[] bytes, CancellationToken cancellationToken)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        if (archive.Entries.Count > MaxEntries) return SheetProblems.Damaged;
        if (archive.GetEntry("xl/workbook.xml") is null) return SheetProblems.NotASheet;

        var left = MaxInflatedBytes;
        var buffer = new byte[64 * 1024];
        foreach (var entry in archive.Entries)
        {
            using (var stream = entry.Open())
            {
                int read;
                while ((read = stream.Read(buffer)) > 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if ((left -= read) < 0) return SheetProblems.TooLarge;
                }
            }

            if (InspectXml(entry) is { } refused) return refused;
        }

        return null;
    }

    /// <summary>Every part, because a workbook may keep its sheet under any name; pictures stop at their first byte.</summary>
    private static Problem? InspectXml(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var xml = XmlReader.Create(stream, Strict);
        try
        {
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                var reference = xml.LocalName switch
                {
                    "row" or "c" => xml.GetAttribute("r"),
                    "dimension" => xml.GetAttribute("ref")?.Split(':')[^1],
                    _ => null,
                };
                if (reference is not null && IsTooFar(reference, out var row, out var column)) return SheetProblems.Shape(row, column);
            }
        }
        catch (XmlException) when (!MustBeXml(entry.FullName))
        {
        }

        return null;
    }

    private static bool MustBeXml(string name) =>
        name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>B7</c>, or a row's bare number; the corners stop counting where numbers stop making sense.</summary>
    private static bool IsTooFar(string reference, out int row, out int column)
    {
        (row, column) = (0, 0);
        foreach (var c in reference)
        {
            if (char.IsAsciiLetter(c)) column = Math.Min(ushort.MaxValue, (column * 26) + (char.ToUpperInvariant(c) - 'A' + 1));
            else if (char.IsAsciiDigit(c)) row = Math.Min(int.MaxValue / 100, (row * 10) + (c - '0'));
        }

        (row, column) = (Math.Max(row, 1), Math.Max(column, 1));
        return row > MaxRowNumber || column > MaxColumnNumber;
    }
}
