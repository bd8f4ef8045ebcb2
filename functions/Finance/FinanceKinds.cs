using System.Text.Json;
using PublicServices.Finance;
using PublicServices.Functions.Hosting;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance;

/// <summary>Declares the feature's kinds of records, for export, verification and the rebuilding of lists.</summary>
internal static class FinanceKinds
{
    public static void Declare(Triggers triggers)
    {
        triggers.Kind(
            LedgerShard.Kind,
            LedgerJson.Default.LedgerShard,
            (id, _, shard) => LedgerViews.DaysOf(id, shard.Count, shard.Day, shard.Totals),
            shard => shard.Faults());
        triggers.Documents(
            LedgerShard.Kind,
            Journals.Prefix,
            (record, documents) => Read(record) is { } shard ? LedgerWalk.Faults(shard, documents) : [],
            document => LedgerViews.LinesOf(JournalHash.Read(document.Body)));
    }

    /// <returns>Null when the state cannot be read, which is a fault of its own.</returns>
    private static LedgerShard? Read(StoredRecord record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.State.Span, LedgerJson.Default.LedgerShard);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
