using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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
            () => LedgerJson.Default.LedgerShard,
            (id, _, shard) => LedgerViews.DaysOf(id, shard.Count, shard.Day, shard.Totals),
            shard => shard.Faults());
        triggers.Documents(
            LedgerShard.Kind,
            Journals.Prefix,
            (record, documents) => Read(record, LedgerJson.Default.LedgerShard) is { } shard ? LedgerWalk.Faults(shard, documents) : [],
            document => LedgerViews.LinesOf(JournalHash.Read(document.Body)));
        triggers.Kind(CloseChain.Kind, () => CloseJson.Default.CloseChain);
        triggers.Documents(
            CloseChain.Kind,
            CloseChain.Prefix,
            (record, documents) => Read(record, CloseJson.Default.CloseChain) is { } chain ? CloseWalk.Faults(chain, documents) : []);
        triggers.Kind(
            BookedLine.RecordKind,
            () => FinanceJson.Default.BookedLine,
            (id, version, line) => LineViews.Project(new LineChangedV1(id, version, line, [])),
            line => line.Faults());
        triggers.Kind(
            Expectation.Kind,
            () => FinanceJson.Default.Expectation,
            (id, version, expectation) => LineViews.Project(new ExpectationChangedV1(id, version, expectation)),
            expectation => expectation.Faults());
        triggers.Kind(
            StatementFile.Kind,
            () => FinanceJson.Default.StatementFile,
            (id, _, file) => StatementViews.Project(new StatementTakenV1(id, file)).Concat(StatementViews.BankDaysOf(new StatementTakenV1(id, file))));
        triggers.Kind(
            Settlement.Kind,
            () => FinanceJson.Default.Settlement,
            (id, version, settlement) => StatementViews.Project(new SettlementChangedV1(id, version, settlement, null)));
        triggers.Kind(SaveMapping.Kind, () => FinanceJson.Default.ColumnMapping);
        triggers.Kind(MappedSources.Kind, () => FinanceJson.Default.MappedSources);
        triggers.Kind(WriteOffDay.Kind, () => FinanceJson.Default.WriteOffDay);
        triggers.Kind(
            Proposal.Kind,
            () => FinanceJson.Default.Proposal,
            (id, version, proposal) => ProposalViews.Project(new ProposalChangedV1(id, version, proposal)));
    }

    /// <returns>Null when the state cannot be read, which is a fault of its own.</returns>
    private static TState? Read<TState>(StoredRecord record, JsonTypeInfo<TState> json)
        where TState : class
    {
        try
        {
            return JsonSerializer.Deserialize(record.State.Span, json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
