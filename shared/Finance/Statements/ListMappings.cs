using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A source's columns.</summary>
/// <param name="IsSaved">False for those that are known of a gateway where nobody saved others.</param>
public sealed record ListedMapping(ColumnMapping Mapping, bool IsSaved);

/// <summary>The columns of every source that has any, by source.</summary>
public sealed record MappingList(IReadOnlyList<ListedMapping> Mappings);

/// <summary>Reads which columns are saved.</summary>
public sealed class ListMappings(IRecordStore store)
{
    private readonly Records<MappedSources> _sources = new(store, () => FinanceJson.Default.MappedSources);
    private readonly Records<ColumnMapping> _mappings = new(store, () => FinanceJson.Default.ColumnMapping);

    /// <returns>All of them; or <c>PS-004</c>.</returns>
    public async ValueTask<Result<MappingList>> HandleAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        var saved = (await _sources.LoadAsync(MappedSources.Id, cancellationToken)).State?.Sources ?? [];
        List<ListedMapping> found = [];
        foreach (var source in saved.Concat(KnownTables.Sources).Distinct().OrderBy(source => source.Value, StringComparer.Ordinal))
        {
            if (await FindAsync(source, cancellationToken) is { } mapping) found.Add(mapping);
        }

        return new MappingList(found);
    }

    /// <returns>A source's columns, null when there are none; or <c>PS-004</c>, <c>FIN-002</c>.</returns>
    public async ValueTask<Result<ListedMapping?>> OneAsync(string source, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        return StatementSource.TryParse(source, out var of) ? await FindAsync(of, cancellationToken) : FinanceProblems.UnknownSource;
    }

    private async ValueTask<ListedMapping?> FindAsync(StatementSource source, CancellationToken cancellationToken)
    {
        if ((await _mappings.LoadAsync(SaveMapping.IdOf(source), cancellationToken)).State is { } saved) return new ListedMapping(saved, true);
        return KnownTables.Of(source) is { } known ? new ListedMapping(known, false) : null;
    }
}
