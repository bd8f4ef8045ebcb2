using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Saves which column of a source's tables is which.</summary>
public sealed class SaveMapping(IRecordStore store, IdSource ids, TimeProvider clock)
{
    /// <summary>What mappings' record ids start with.</summary>
    public const string Kind = "map";

    private const int MaxHeader = 100;
    private const int MaxName = 100;

    private readonly Records<ColumnMapping> _mappings = new(store, FinanceJson.Default.ColumnMapping);

    /// <summary>The saved mapping of a source, or the one that is known of it; null when there is neither.</summary>
    public async ValueTask<ColumnMapping?> FindAsync(StatementSource source, CancellationToken cancellationToken) =>
        (await _mappings.LoadAsync(IdOf(source), cancellationToken)).State ?? KnownTables.Of(source);

    /// <returns>The mapping; or <c>PS-004</c>, <c>FIN-030</c> unusable.</returns>
    public async ValueTask<Result<ColumnMapping>> HandleAsync(ColumnMapping mapping, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if (!IsUsable(mapping)) return FinanceProblems.MappingInvalid;
        var changed = await _mappings.ChangeAsync(
            IdOf(mapping.Source),
            cause: null,
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

    private static RecordId IdOf(StatementSource source) => new($"{Kind}-{source.Value}");

    private static bool IsUsable(ColumnMapping mapping)
    {
        if (mapping.Header is null || mapping.Day is null || !StatementSource.TryParse(mapping.Source.Value, out _)) return false;
        if (mapping.Header.Count is 0 or > MaxHeader || mapping.Header.Any(name => name is null || name.Length > MaxName)) return false;
        if (mapping.RowsAbove is < 0 or > 50 || mapping.Scale is < 1 or > 1_000_000 || mapping.PayoutDays is < 0 or > 30) return false;
        if (mapping.Currency is not { Length: 3 } || mapping.DecimalSign is not (',' or '.')) return false;
        if (mapping.DayFormat is not { Length: >= 6 and <= 20 }) return false;
        if (mapping.Source.IsBank && mapping.Currency != Money.Dong) return false;
        if (mapping.Amount is null && (mapping.Credit is null || mapping.Debit is null)) return false;
        if (mapping.Kind is not null && mapping.Kinds is not { Count: > 0 }) return false;
        string?[] named =
        [
            mapping.Day, mapping.Amount, mapping.Credit, mapping.Debit, mapping.Balance, mapping.Fee, mapping.CurrencyColumn, mapping.Reference,
            mapping.Order, mapping.Memo, mapping.Kind,
        ];
        return named.All(name => name is null || mapping.Header.Count(column => column == name) == 1);
    }
}
