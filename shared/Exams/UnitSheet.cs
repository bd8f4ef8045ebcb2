using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A row of a sheet of units.</summary>
/// <param name="Faults">Cells that could not be read.</param>
public sealed record UnitSheetRow(int Line, RegistrationUnit Unit, IReadOnlyList<FieldProblem> Faults);

/// <summary>The sheet a Department defines its units with: its columns, and what their cells mean.</summary>
public static class UnitSheet
{
    private static readonly SheetColumn Code = new("unit", new("Mã đơn vị", "Unit code"), true, "Mã trường");
    private static readonly SheetColumn Name = new("name", new("Tên đơn vị", "Name"), true, "Tên trường");
    private static readonly SheetColumn NameEn = new("nameEn", new("Tên tiếng Anh", "English name"), false);
    private static readonly SheetColumn DossierUnit = new("dossierUnit", new("Mã đơn vị trong mã hồ sơ", "Code in dossiers"), true, "Mã định danh");
    private static readonly SheetColumn Takes = new("takes", new("Đối tượng", "Candidate types"));
    private static readonly SheetColumn Checks = new("checksFirst", new("Kiểm tra trước", "Checks first"), false);
    private static readonly SheetColumn From = new("checksFrom", new("Áp dụng từ", "From"), false);
    private static readonly SheetColumn Instrument = new("instrument", new("Văn bản", "Instrument"), false);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<SheetColumn> Columns = [Code, Name, NameEn, DossierUnit, Takes, Checks, From, Instrument];

    /// <summary>Reads one row. Without a word about checking, the unit checks first, as units without a rule do.</summary>
    public static UnitSheetRow Read(SheetColumns columns, SheetRow row)
    {
        var faults = new List<FieldProblem>();
        var name = columns.Cell(row, Name).Trim();
        var english = columns.Cell(row, NameEn).Trim();
        var unit = new RegistrationUnit(
            columns.Cell(row, Code).Trim(),
            new LocalText(name, english.Length > 0 ? english : name),
            columns.Cell(row, DossierUnit).Trim().ToUpperInvariant(),
            Types(),
            Periods());
        return new UnitSheetRow(row.LineNumber, unit, faults);

        List<CandidateType> Types()
        {
            var types = new List<CandidateType>();
            foreach (var word in columns.Cell(row, Takes).Split([',', ';', '+', ' ', '/'], StringSplitOptions.RemoveEmptyEntries))
            {
                // By its letter only: a number would be read as one as well.
                if (word.Length == 1 && char.IsAsciiLetter(word[0]) && Enum.TryParse<CandidateType>(word, ignoreCase: true, out var type)) types.Add(type);
                else if (faults.Count == 0) faults.Add(FieldProblems.Takes);
            }

            return types;
        }

        List<Dated<bool>> Periods()
        {
            if (columns.Cell(row, Checks).Trim() is not { Length: > 0 } text) return [];
            var checks = SheetCell.YesOrNo(text);
            if (checks is null) faults.Add(FieldProblems.NotACode(Checks.Key));
            if (!SheetCell.TryDate(columns.Cell(row, From).Trim(), out var from)) faults.Add(FieldProblems.NotADay(From.Key));
            return [new Dated<bool>(from, columns.Cell(row, Instrument).Trim(), checks ?? true)];
        }
    }
}
