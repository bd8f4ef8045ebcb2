namespace PublicServices.Kernel;

/// <summary>A column an import knows.</summary>
/// <param name="Key">Name in code and in field problems, for example <c>dateOfBirth</c>.</param>
/// <param name="Title">Its name in the template, in both languages; both are understood.</param>
/// <param name="IsRequired">The sheet is refused without it; a cell may still be empty.</param>
/// <param name="OtherNames">Further names people give it.</param>
public sealed record SheetColumn(string Key, LocalText Title, bool IsRequired = true, params IReadOnlyList<string> OtherNames);

/// <summary>Which column of a sheet is which, found by name: order, case, accents and spacing do not matter.</summary>
public sealed class SheetColumns
{
    private readonly Dictionary<string, int> _positions;

    private SheetColumns(Dictionary<string, int> positions) => _positions = positions;

    /// <summary>Finds the columns an import knows in a sheet's header; columns it does not know are left alone.</summary>
    /// <returns>Where they are, or <c>SHEET-009</c> with every column that is missing or there twice.</returns>
    public static Result<SheetColumns> Find(Sheet sheet, IReadOnlyList<SheetColumn> columns)
    {
        var header = sheet.Header.Select(VietnameseText.Plain).ToList();
        var positions = new Dictionary<string, int>();
        var faults = new List<FieldProblem>();
        foreach (var column in columns)
        {
            var names = column.OtherNames.Append(column.Key).Append(column.Title.Vi).Append(column.Title.En).Select(VietnameseText.Plain).ToHashSet();
            var found = Enumerable.Range(0, header.Count).Where(i => header[i].Length > 0 && names.Contains(header[i])).Take(2).ToList();
            if (found.Count == 1) positions[column.Key] = found[0];
            if (found.Count == 2) faults.Add(SheetProblems.ColumnTwice(column));
            if (found.Count == 0 && column.IsRequired) faults.Add(SheetProblems.ColumnMissing(column));
        }

        return faults.Count > 0 ? SheetProblems.Columns(faults) : new SheetColumns(positions);
    }

    /// <summary>A row's cell in a column; empty when nothing is written there or the sheet has no such column.</summary>
    public string Cell(SheetRow row, SheetColumn column) =>
        _positions.TryGetValue(column.Key, out var position) ? row.Cells[position] : "";
}
