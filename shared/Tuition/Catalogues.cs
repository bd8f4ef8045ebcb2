using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A school publishes what it charges.</summary>
/// <param name="Reason">Why a price is beyond the rules; empty when none is.</param>
public sealed record PublishCatalogue(
    string School,
    LocalText Name,
    string Province,
    bool IsPublic,
    IReadOnlyList<FeeItem> Items,
    IReadOnlyList<InstalmentPart> Instalments,
    string Reason);

/// <summary>What schools charge: published by their officers, read by everybody.</summary>
public sealed class Catalogues(IRecordStore store, TuitionRuleBook book)
{
    private readonly Records<FeeCatalogue> _records = new(store, () => TuitionJson.Default.FeeCatalogue);

    /// <summary>The school's catalogue; null when it published none.</summary>
    public async ValueTask<FeeCatalogue?> FindAsync(string school, CancellationToken cancellationToken) =>
        TuitionIds.IsSchool(school) ? (await _records.LoadAsync(TuitionIds.Catalogue(school), cancellationToken)).State : null;

    /// <summary>Publishes a catalogue whole. What was in force already stays as it was; see <see cref="CatalogueCheck"/>.</summary>
    public async ValueTask<Result<FeeCatalogue>> PublishAsync(PublishCatalogue command, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.RunsBillsOf(asked.Caller, command.School)) return KernelProblems.Forbidden;
        var result = await _records.ChangeAsync(
            TuitionIds.Catalogue(command.School),
            asked.Cause,
            loaded => Check(command, loaded.State, asked).Succeeded(out var catalogue, out var refusal) ? new Change<FeeCatalogue>(catalogue) : refusal,
            cancellationToken);
        return result.Succeeded(out var changed, out var problem) ? changed.State! : problem;
    }

    /// <summary>What publishing would publish, or why not; nothing is changed.</summary>
    public async ValueTask<Result<FeeCatalogue>> TryAsync(PublishCatalogue command, Asked asked, CancellationToken cancellationToken) =>
        TuitionPermissions.RunsBillsOf(asked.Caller, command.School)
            ? Check(command, await FindAsync(command.School, cancellationToken), asked)
            : KernelProblems.Forbidden;

    private Result<FeeCatalogue> Check(PublishCatalogue command, FeeCatalogue? before, Asked asked)
    {
        var faults = CatalogueCheck.Faults(command, before, asked.ArrivedAt.VietnamDate());
        if (faults.Count > 0) return TuitionProblems.NotValid(faults);
        var warnings = CatalogueCheck.Warnings(command, before, book);
        if (warnings.Any(warning => warning.Reason.Length == 0))
            return TuitionProblems.ReasonNeeded([.. warnings.Select(warning => TuitionProblems.BeyondRule(warning.Item, warning.Text))]);
        return new FeeCatalogue(
            command.School, command.Name, command.Province, command.IsPublic, command.Items, command.Instalments, warnings, asked.ArrivedAt, asked.Caller.Id);
    }
}
