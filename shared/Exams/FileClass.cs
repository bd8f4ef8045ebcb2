using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A school files a class from a sheet.</summary>
/// <param name="DryRun">Say what would happen and change nothing.</param>
public sealed record FileClass(string Session, Sheet Sheet, bool DryRun);

/// <summary>What became, or would become, of a row.</summary>
[JsonConverter(typeof(NamedEnumConverter<RowOutcome>))]
public enum RowOutcome
{
    Filed,
    Updated,

    /// <summary>The registration already says what the row says.</summary>
    Unchanged,
    Refused,
}

/// <summary>The report on one row.</summary>
/// <param name="Line">Line in the sheet.</param>
/// <param name="Registration">Null when it was refused, or not filed yet.</param>
public sealed record RowReport(
    int Line, RowOutcome Outcome, string CandidateName, RecordId? Registration, string? DossierCode, Problem? Problem);

/// <summary>The report on a class sheet, row by row.</summary>
public sealed record ClassReport(bool DryRun, IReadOnlyList<RowReport> Rows) : SheetReport(Rows.Select(row => row.Outcome));

/// <summary>How many rows of a sheet came to what.</summary>
public abstract record SheetReport
{
    private protected SheetReport(IEnumerable<RowOutcome> outcomes)
    {
        var counts = outcomes.CountBy(outcome => outcome).ToDictionary();
        (Filed, Updated) = (counts.GetValueOrDefault(RowOutcome.Filed), counts.GetValueOrDefault(RowOutcome.Updated));
        (Unchanged, Refused) = (counts.GetValueOrDefault(RowOutcome.Unchanged), counts.GetValueOrDefault(RowOutcome.Refused));
    }

    public int Filed { get; }

    public int Updated { get; }

    public int Unchanged { get; }

    public int Refused { get; }
}

/// <summary>
/// Files a class row by row: each row is a commit of its own and says itself what it changes, so a sheet that is uploaded
/// again, whole or after an interruption, changes nothing more. What a school files it has checked.
/// </summary>
public sealed class FileClassHandler(Registrations registrations, Filing filing, ExamRuleBook book)
{
    public async ValueTask<Result<ClassReport>> HandleAsync(FileClass command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller is not { Role: Role.School, Unit: { } unit }) return KernelProblems.Forbidden;
        if (!SheetColumns.Find(command.Sheet, ClassSheet.Columns).Succeeded(out var columns, out var badHeader)) return badHeader;

        // Every row stands for itself, so the request's own key is not needed and must not mark the first row only.
        var keyless = asked with { Cause = null };
        var rules = book.On(asked.ArrivedAt.VietnamDate());
        var lines = new Dictionary<string, int>();
        var rows = new List<RowReport>(command.Sheet.Rows.Count);
        foreach (var sheetRow in command.Sheet.Rows)
        {
            var row = ClassSheet.Read(columns, sheetRow, unit, rules);
            var identity = row.Form.PersonalNumber ?? "";
            rows.Add(identity.Length > 0 && !lines.TryAdd(identity, row.Line)
                ? Refused(row, ExamProblems.TwiceInSheet(lines[identity]))
                : await FileAsync(row, command, rules, keyless, cancellationToken));
        }

        return new ClassReport(command.DryRun, rows);
    }

    private async ValueTask<RowReport> FileAsync(
        ClassRow row, FileClass command, ExamRules rules, Asked asked, CancellationToken cancellationToken)
    {
        if (row.Faults.Count > 0) return Refused(row, ExamProblems.FormNotValid(row.Faults));
        var consent = new ConsentGiven(rules.Consent?.Version, Relationship.School, row.HasConsent);
        var prepared = await filing.PrepareAsync(command.Session, row.Form, consent, asked, cancellationToken);
        if (!prepared.Succeeded(out var filed, out var refusal)) return Refused(row, refusal);

        var seen = await registrations.LoadAsync(filed.Id, cancellationToken);
        if (Obstacle(seen.State, asked.Caller) is { } obstacle) return Refused(row, obstacle);
        if (seen.State?.FormHash == filed.FormHash) return Report(row, RowOutcome.Unchanged, filed.Id, seen.State.DossierCode);
        var outcome = seen.State is null ? RowOutcome.Filed : RowOutcome.Updated;
        if (command.DryRun) return Report(row, outcome, seen.State is null ? null : filed.Id, seen.State?.DossierCode);

        var code = seen.State?.DossierCode;
        if (code is null && !(await filing.NumberAsync(filed, asked, cancellationToken)).Succeeded(out code, out var noNumber))
            return Refused(row, noNumber);
        var result = await registrations.ChangeAsync(
            filed.Id, asked, (loaded, stem) => Decide(loaded, filed, code!, asked, stem), cancellationToken);
        return result.Succeeded(out var answer, out var lost)
            ? Report(row, outcome, answer.Registration, answer.DossierCode)
            : Refused(row, lost);
    }

    private static Result<Decision?> Decide(Loaded<Registration> loaded, Filed filed, string code, Asked asked, string stem)
    {
        if (Obstacle(loaded.State, asked.Caller) is { } obstacle) return obstacle;
        if (loaded.State is not { } before)
        {
            var created = Filing.Apply(filed, code, loaded, RegistrationState.SchoolChecked, asked) with { BySchool = true };
            return new Decision(created, RegistrationAction.FileBySchool, null, FeeMessages.Request(loaded.Id, created, asked, stem));
        }

        var priced = FeeChange.Apply(loaded, filed.Fee, filed.PayUntil, asked, stem, out var messages);
        if (!Moves.Next(before.State, RegistrationAction.FileBySchool, priced.FeeSettled, before.NeedsCheck)
            .Succeeded(out var next, out var refusal)) return refusal;
        var after = priced with
        {
            Form = filed.Form,
            State = next,
            FormHash = filed.FormHash,
            FiledAt = asked.ArrivedAt,
            FiledVersion = loaded.Version + 1,
            Correction = null,
        };
        return new Decision(after, RegistrationAction.FileBySchool, string.Join(", ", FormFields.Changed(before.Form, filed.Form)), messages);
    }

    /// <summary>Why the school may not file over what is there; a registration of another school is not described.</summary>
    private static Problem? Obstacle(Registration? existing, Caller school) => existing switch
    {
        null => null,
        { SubmittedAt: null } => ExamProblems.FiledElsewhere,
        _ when !Permissions.IsOfficerOf(school, existing.Form.Unit) => ExamProblems.FiledElsewhere,
        { BySchool: false } => ExamProblems.FiledByFamily,
        _ => null,
    };

    private static RowReport Refused(ClassRow row, Problem problem) =>
        new(row.Line, RowOutcome.Refused, row.Form.Name ?? "", null, null, problem);

    private static RowReport Report(ClassRow row, RowOutcome outcome, RecordId? registration, string? dossierCode) =>
        new(row.Line, outcome, row.Form.Name ?? "", registration, dossierCode, null);
}
