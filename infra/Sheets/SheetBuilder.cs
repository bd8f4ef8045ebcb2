using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sheets;

/// <summary>Takes rows as a file has them and makes the sheet people meant, within its limits.</summary>
internal sealed class SheetBuilder
{
    private readonly List<SheetRow> _rows = [];
    private string[]? _header;

    /// <summary>Takes the next row.</summary>
    /// <returns>Null, or why the file is refused.</returns>
    public Problem? Add(int line, IReadOnlyList<string> raw)
    {
        var cells = new string[raw.Count];
        var width = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            if (!IsText(raw[i])) return SheetProblems.Cell(line, i + 1);
            // Typed on a Mac, Vietnamese letters come in pieces; the same name must be the same text everywhere.
            cells[i] = raw[i].Trim().Normalize(NormalizationForm.FormC);
            if (cells[i].Length > Sheet.MaxCellChars) return SheetProblems.Cell(line, i + 1);
            if (cells[i].Length > 0) width = i + 1;
        }

        if (width == 0) return null;
        if (width > Sheet.MaxColumns) return SheetProblems.Shape(line, Sheet.MaxColumns + 1);
        if (_header is null)
        {
            _header = cells[..width];
            return null;
        }

        if (width > _header.Length) return SheetProblems.Shape(line, width);
        if (_rows.Count == Sheet.MaxRows) return SheetProblems.Shape(line, 1);
        var fitted = new string[_header.Length];
        Array.Fill(fitted, "");
        cells.AsSpan(0, width).CopyTo(fitted);
        _rows.Add(new SheetRow(line, fitted));
        return null;
    }

    public Result<Sheet> Build() => _header is null ? SheetProblems.Empty : new Sheet(_header, _rows);

    private static bool IsText(string cell)
    {
        for (var i = 0; i < cell.Length; i++)
        {
            var c = cell[i];
            if (char.IsHighSurrogate(c) && i + 1 < cell.Length && char.IsLowSurrogate(cell[i + 1])) i++;
            else if (char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF' || (char.IsControl(c) && c is not ('\t' or '\r' or '\n'))) return false;
        }

        return true;
    }
}
