using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A Department defines one of its registration units, or changes it; the Ministry any.</summary>
/// <param name="DryRun">Say what would happen and change nothing.</param>
public sealed record DefineUnit(RegistrationUnit Unit, bool DryRun = false);

/// <summary>What became, or would become, of a unit.</summary>
public sealed record DefinedUnit(RegistrationUnit Unit, RowOutcome Outcome);

/// <summary>The unit that has a code inside dossier codes: it is in the record's id, so that a second one meets the first.</summary>
public sealed record DossierUnitClaim(string Unit)
{
    /// <summary>What record ids start with.</summary>
    public const string Kind = "dun";

    public static RecordId Id(string dossierUnit) => new($"{Kind}-{dossierUnit.ToLowerInvariant()}");
}

/// <summary>
/// Defines registration units. The same definition twice changes nothing. A unit keeps every code it ever had in dossier codes: numbers
/// were given under it.
/// </summary>
public sealed class DefineUnitHandler(IRecordStore store, IdSource ids)
{
    /// <summary>Most periods of <see cref="RegistrationUnit.PriorCheck"/>.</summary>
    public const int MaxPeriods = 20;

    private readonly Records<RegistrationUnit> _units = new(store, () => ExamsJson.Default.RegistrationUnit);
    private readonly Records<DossierUnitClaim> _claims = new(store, () => ExamsJson.Default.DossierUnitClaim);

    /// <returns>
    /// The unit; or <c>PS-004</c>, <c>EXAM-041</c> with every field that is wrong, <c>EXAM-042</c> when another unit has its code in dossiers.
    /// </returns>
    public async ValueTask<Result<DefinedUnit>> HandleAsync(DefineUnit command, Asked asked, CancellationToken cancellationToken)
    {
        var unit = command.Unit;
        if (!MayDefine(asked.Caller, unit.Code)) return KernelProblems.Forbidden;
        if (Faults(unit).ToList() is { Count: > 0 } faults) return ExamProblems.UnitNotValid(faults);

        var known = (await _units.LoadAsync(ExamIds.Unit(unit.Code), cancellationToken)).State;
        var claim = await _claims.LoadAsync(DossierUnitClaim.Id(unit.DossierUnit), cancellationToken);
        if (claim.State is { } taken && taken.Unit != unit.Code) return ExamProblems.DossierUnitTaken(taken.Unit);
        if (known is not null && IsSame(known, unit)) return new DefinedUnit(known, RowOutcome.Unchanged);
        var outcome = known is null ? RowOutcome.Filed : RowOutcome.Updated;
        if (command.DryRun) return new DefinedUnit(unit, outcome);

        // The claim first: a crash in between leaves a code that is this unit's all the same.
        var claimed = await _claims.ChangeAsync(
            claim.Id,
            cause: null,
            loaded => loaded.State switch
            {
                null => new Change<DossierUnitClaim>(new DossierUnitClaim(unit.Code)),
                { } other when other.Unit != unit.Code => ExamProblems.DossierUnitTaken(other.Unit),
                _ => (Change<DossierUnitClaim>?)null,
            },
            cancellationToken);
        if (claimed.Problem is { } refused) return refused;

        var stem = ids.Next();
        var result = await _units.ChangeAsync(
            ExamIds.Unit(unit.Code), asked.Cause, loaded => Decide(loaded, unit, asked, stem), cancellationToken);
        return result.Succeeded(out _, out var problem) ? new DefinedUnit(unit, outcome) : problem;
    }

    /// <summary>True when a caller may define a unit of that code.</summary>
    public static bool MayDefine(Caller caller, string unit) => caller.Role is Role.Ministry
        || (caller.Role is Role.Department && Permissions.IsOfficerOf(caller, unit));

    private static Change<RegistrationUnit>? Decide(Loaded<RegistrationUnit> loaded, RegistrationUnit unit, Asked asked, string stem)
    {
        if (loaded.State is { } same && IsSame(same, unit)) return null;
        var note = loaded.State is { } former ? JsonSerializer.Serialize(former, ExamsJson.Default.RegistrationUnit) : null;
        var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, loaded.State is null ? "define" : "redefine", null, null, loaded.Version + 1, note);
        return new Change<RegistrationUnit>(unit)
        {
            Documents = [new Document(Document.HistoryPrefix + stem, JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
            Messages = [new Outgoing(ExamDirectory.Changed(unit, loaded.Version + 1, asked.ArrivedAt, asked.Correlation, $"{stem}-u"))],
        };
    }

    private static IEnumerable<FieldProblem> Faults(RegistrationUnit unit)
    {
        if (!RegistrationUnit.IsCode(unit.Code)) yield return FieldProblems.UnitCode;
        if (!SessionCheck.IsText(unit.Name.Vi)) yield return FieldProblems.Text("name.vi", SessionCheck.MaxText);
        if (!SessionCheck.IsText(unit.Name.En)) yield return FieldProblems.Text("name.en", SessionCheck.MaxText);
        if (!DossierCode.IsUnit(unit.DossierUnit)) yield return FieldProblems.DossierUnit;
        if (unit.Takes.Count == 0 || unit.Takes.Distinct().Count() < unit.Takes.Count || unit.Takes.Any(type => !Enum.IsDefined(type)))
            yield return FieldProblems.Takes;
        if (unit.PriorCheck.Count > MaxPeriods || unit.PriorCheck.Any(period => !SessionCheck.IsText(period.Instrument)) || !DatedRules<bool>.AreSound(unit.PriorCheck))
            yield return FieldProblems.PriorCheck;
    }

    /// <summary>As they are written, because lists compare by reference.</summary>
    private static bool IsSame(RegistrationUnit one, RegistrationUnit other) =>
        JsonSerializer.SerializeToUtf8Bytes(one, ExamsJson.Default.RegistrationUnit).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, ExamsJson.Default.RegistrationUnit));
}
