using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A Department defines its units from a sheet; the Ministry those of any.</summary>
/// <param name="DryRun">Say what would happen and change nothing.</param>
public sealed record FileUnits(Sheet Sheet, bool DryRun);

/// <summary>The report on one row.</summary>
/// <param name="Line">Line in the sheet.</param>
public sealed record UnitRowReport(int Line, RowOutcome Outcome, string Unit, string Name, Problem? Problem);

/// <summary>The report on a sheet of units, row by row.</summary>
public sealed record UnitsReport(bool DryRun, IReadOnlyList<UnitRowReport> Rows) : SheetReport(Rows.Select(row => row.Outcome));

/// <summary>Defines units row by row, each in a commit of its own: a sheet that is uploaded again changes nothing more.</summary>
public sealed class FileUnitsHandler(DefineUnitHandler define)
{
    public async ValueTask<Result<UnitsReport>> HandleAsync(FileUnits command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not (Role.Department or Role.Ministry)) return KernelProblems.Forbidden;
        if (!SheetColumns.Find(command.Sheet, UnitSheet.Columns).Succeeded(out var columns, out var badHeader)) return badHeader;

        // Every row stands for itself, so the request's own key is not needed and must not mark the first row only.
        var keyless = asked with { Cause = null };
        var lines = new Dictionary<string, int>();
        var claims = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rows = new List<UnitRowReport>(command.Sheet.Rows.Count);
        foreach (var sheetRow in command.Sheet.Rows)
        {
            var row = UnitSheet.Read(columns, sheetRow);
            rows.Add(await DefineAsync(row, lines, claims, command.DryRun, keyless, cancellationToken));
        }

        return new UnitsReport(command.DryRun, rows);
    }

    private async ValueTask<UnitRowReport> DefineAsync(
        UnitSheetRow row, Dictionary<string, int> lines, Dictionary<string, string> claims, bool dryRun, Asked asked, CancellationToken cancellationToken)
    {
        if (row.Faults.Count > 0) return Refused(row, ExamProblems.UnitNotValid(row.Faults));
        if (!lines.TryAdd(row.Unit.Code, row.Line)) return Refused(row, ExamProblems.UnitTwiceInSheet(lines[row.Unit.Code]));
        // A trial claims nothing, and must find what a later row would meet all the same.
        if (!claims.TryAdd(row.Unit.DossierUnit, row.Unit.Code)) return Refused(row, ExamProblems.DossierUnitTaken(claims[row.Unit.DossierUnit]));
        var result = await define.HandleAsync(new DefineUnit(row.Unit, dryRun), asked, cancellationToken);
        return result.Succeeded(out var defined, out var problem)
            ? new UnitRowReport(row.Line, defined.Outcome, row.Unit.Code, row.Unit.Name.Vi, null)
            : Refused(row, problem);
    }

    private static UnitRowReport Refused(UnitSheetRow row, Problem problem) =>
        new(row.Line, RowOutcome.Refused, row.Unit.Code, row.Unit.Name.Vi, problem);
}
