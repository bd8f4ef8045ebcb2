using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Saves which column of a source's tables is which.</summary>
public sealed class SaveMapping(IRecordStore store, IdSource ids, TimeProvider clock)
{
    /// <summary>What mappings' record ids start with.</summary>
    public const string Kind = "map";

    /// <summary>Sources with columns of their own: far more than there are banks and gateways.</summary>
    public const int MaxSources = 500;

    private readonly Records<MappedSources> _sources = new(store, () => FinanceJson.Default.MappedSources);
    private readonly Records<ColumnMapping> _mappings = new(store, () => FinanceJson.Default.ColumnMapping);

    /// <summary>The saved mapping of a source, or the one that is known of it; null when there is neither.</summary>
    public async ValueTask<ColumnMapping?> FindAsync(StatementSource source, CancellationToken cancellationToken) =>
        (await _mappings.LoadAsync(IdOf(source), cancellationToken)).State ?? KnownTables.Of(source);

    /// <returns>The mapping; or <c>PS-004</c>, <c>FIN-030</c> unusable, <c>FIN-041</c> too many sources.</returns>
    public async ValueTask<Result<ColumnMapping>> HandleAsync(ColumnMapping mapping, Caller caller, Cause? cause, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if (MappingCheck.Refuse(mapping) is { } unusable) return unusable;
        if (await ListAsync(mapping.Source, cancellationToken) is { } full) return full;
        var changed = await _mappings.ChangeAsync(
            IdOf(mapping.Source),
            cause,
            loaded =>
            {
                var entry = new HistoryEntry(clock.GetUtcNow(), caller, "save-columns", null, null, loaded.Version + 1);
                return new Change<ColumnMapping>(mapping)
                {
                    Documents = [new Document(Document.HistoryPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
                };
            },
            cancellationToken);
        return changed.Succeeded(out _, out var problem) ? mapping : problem;
    }

    internal static RecordId IdOf(StatementSource source) => new($"{Kind}-{source.Value}");

    /// <summary>Listed before it is saved: a name too many is passed over by whoever reads the list, one too few is never seen.</summary>
    private async ValueTask<Problem?> ListAsync(StatementSource source, CancellationToken cancellationToken)
    {
        var listed = await _sources.ChangeAsync(
            MappedSources.Id,
            cause: null,
            loaded =>
            {
                var known = loaded.State?.Sources ?? [];
                if (known.Contains(source)) return (Change<MappedSources>?)null;
                return known.Count < MaxSources ? new Change<MappedSources>(new MappedSources([.. known, source])) : FinanceProblems.TooManyMappings(MaxSources);
            },
            cancellationToken);
        return listed.Problem;
    }
}
