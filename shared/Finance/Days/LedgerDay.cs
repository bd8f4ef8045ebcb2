using System.Runtime.CompilerServices;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a day's journals add up to at one gateway, by the day the money moved.</summary>
/// <param name="Fees">Taken and credited to fees.</param>
/// <param name="Taken">Taken in all: fees, money owed back, money without a name.</param>
/// <param name="Refunded">Sent back, net of refunds that came back.</param>
/// <param name="Disputed">Withheld, net.</param>
public sealed record GatewayDay(string Gateway, string Currency, long Fees, long Taken, long Refunded, long Disputed);

/// <summary>What payments brought a service that has bills, and what its bills say came, by the day the money moved.</summary>
public sealed record AppliedDay(string Service, string Currency, long Brought, long Applied);

/// <summary>Reads a whole day of the ledger, shard by shard, and walks its chains on the way.</summary>
public sealed class LedgerDay(IRecordStore store)
{
    private const int DocumentsAtOnce = 500;
    private const int ShardsAtOnce = 16;

    private readonly Records<LedgerShard> _shards = new(store, () => LedgerJson.Default.LedgerShard);

    /// <summary>The states of a day's shards; those nothing was posted to are empty.</summary>
    public async ValueTask<LedgerShard[]> ShardsAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var shards = new LedgerShard[ShardKey.Shards];
        for (var from = 0; from < shards.Length; from += ShardsAtOnce)
        {
            var first = from;
            await Task.WhenAll(Enumerable.Range(first, Math.Min(ShardsAtOnce, shards.Length - first)).Select(async shard =>
                shards[shard] = (await _shards.LoadAsync(ShardKey.RecordOf(day, shard), cancellationToken)).State ?? LedgerShard.Empty(day)));
        }

        return shards;
    }

    /// <summary>Balances, and what was posted on the days after them.</summary>
    /// <param name="balances">At the end of the day before <paramref name="from"/>.</param>
    /// <param name="from">First day added.</param>
    /// <param name="to">Last day added; before <paramref name="from"/> for none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask<IReadOnlyList<GroupBalance>> AddAsync(
        IReadOnlyList<GroupBalance> balances, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        for (var day = from; day <= to; day = day.AddDays(1)) balances = DayBalances.Of(await ShardsAsync(day, cancellationToken), balances);
        return balances;
    }

    /// <summary>Seals a day's shards: nothing is posted there any more. Sealing again changes nothing.</summary>
    public async ValueTask SealAsync(DateOnly day, CancellationToken cancellationToken)
    {
        for (var from = 0; from < ShardKey.Shards; from += ShardsAtOnce)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(ShardsAtOnce, ShardKey.Shards - from)).Select(async shard =>
                await _shards.ChangeAsync(
                    ShardKey.RecordOf(day, shard),
                    cause: null,
                    loaded => loaded.State is { IsSealed: true }
                        ? (Result<Change<LedgerShard>?>)(Change<LedgerShard>?)null
                        : new Change<LedgerShard>((loaded.State ?? LedgerShard.Empty(day)) with { IsSealed = true }),
                    cancellationToken)));
        }
    }

    /// <summary>What a day's journals add up to, of money that moved on that day.</summary>
    public async ValueTask<DayWalk> WalkAsync(DateOnly day, LedgerShard[] shards, CancellationToken cancellationToken)
    {
        Dictionary<(string Of, string Currency), GatewayDay> gateways = [];
        Dictionary<(string Of, string Currency), AppliedDay> applied = [];
        Dictionary<string, long> banks = [];
        List<string> faults = [];
        List<Journal> late = [];
        for (var shard = 0; shard < shards.Length; shard++)
        {
            if (shards[shard].Count == 0) continue;
            var record = ShardKey.RecordOf(day, shard);
            var documents = await DocumentsAsync(record, cancellationToken);
            var found = LedgerWalk.Faults(shards[shard], documents).Select(fault => $"{record}: {fault}").ToList();
            faults.AddRange(found);
            if (found.Count > 0) continue;
            foreach (var document in documents)
            {
                var journal = JournalHash.Read(document.Body);
                Add(journal, day, gateways, applied, banks);
                if (journal.ValueDay != day) late.Add(journal);
            }
        }

        var ordered = gateways.Values.OrderBy(one => one.Gateway, StringComparer.Ordinal).ThenBy(one => one.Currency, StringComparer.Ordinal);
        return new DayWalk([.. ordered], [.. applied.Values.OrderBy(one => one.Service, StringComparer.Ordinal)], banks, faults, late);
    }

    /// <summary>A day's journals, shard by shard in the order they were posted.</summary>
    public async IAsyncEnumerable<Journal> JournalsAsync(DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < ShardKey.Shards; shard++)
        {
            foreach (var document in await DocumentsAsync(ShardKey.RecordOf(day, shard), cancellationToken)) yield return JournalHash.Read(document.Body);
        }
    }

    private async ValueTask<List<Document>> DocumentsAsync(RecordId record, CancellationToken cancellationToken)
    {
        List<Document> documents = [];
        IReadOnlyList<Document> page;
        do
        {
            page = await store.ListDocumentsAsync(
                record, Journals.Prefix, documents.Count > 0 ? documents[^1].Id : null, DocumentsAtOnce, cancellationToken);
            documents.AddRange(page);
        }
        while (page.Count == DocumentsAtOnce);

        return documents;
    }

    private static void Add(
        Journal journal,
        DateOnly day,
        Dictionary<(string Of, string Currency), GatewayDay> gateways,
        Dictionary<(string Of, string Currency), AppliedDay> applied,
        Dictionary<string, long> banks)
    {
        // What came late stands on this day and belongs to an earlier one, whose close has said so.
        if (journal.ValueDay != day) return;
        foreach (var line in journal.Lines)
        {
            if (line.Account.Class == "bank") banks[line.Account.Owner] = banks.GetValueOrDefault(line.Account.Owner) + line.Amount.MinorUnits;
            var key = (line.Account.Owner, line.Amount.Currency);
            if (line.Account.Class == "unapplied")
            {
                var met = applied.GetValueOrDefault(key) ?? new AppliedDay(line.Account.Owner, line.Amount.Currency, 0, 0);
                applied[key] = line.Movement is null
                    ? met with { Applied = met.Applied + line.Amount.MinorUnits }
                    : met with { Brought = met.Brought - line.Amount.MinorUnits };
            }

            if (line.Account.Class != "clearing" || line.Movement is not { } movement) continue;
            var known = gateways.GetValueOrDefault(key) ?? new GatewayDay(line.Account.Owner, line.Amount.Currency, 0, 0, 0, 0);
            var amount = line.Amount.MinorUnits;
            gateways[key] = Enum.Parse<MovementKind>(movement) switch
            {
                MovementKind.FeePaid => known with { Fees = known.Fees + amount, Taken = known.Taken + amount },
                MovementKind.OwedBack or MovementKind.Unclaimed => known with { Taken = known.Taken + amount },
                MovementKind.Refunded or MovementKind.RefundReturned => known with { Refunded = known.Refunded - amount },
                MovementKind.DisputeOpened or MovementKind.DisputeWon => known with { Disputed = known.Disputed - amount },
                _ => known,
            };
        }
    }
}

/// <summary>What was found walking a day.</summary>
/// <param name="Applied">By service.</param>
/// <param name="Banks">By account, what moved on the day.</param>
/// <param name="Faults">Of the chains; empty when they are whole.</param>
/// <param name="Late">Journals that stand on the day and belong to an earlier one.</param>
public sealed record DayWalk(
    IReadOnlyList<GatewayDay> Gateways,
    IReadOnlyList<AppliedDay> Applied,
    IReadOnlyDictionary<string, long> Banks,
    IReadOnlyList<string> Faults,
    IReadOnlyList<Journal> Late);
