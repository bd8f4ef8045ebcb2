using System.Security.Cryptography;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Closes a business day: compares the books, seals the day, signs what was found and chains it to the day before.</summary>
/// <remarks>
/// Closes are documents of one record, written with its state in one commit, so the chain has no gaps and no forks. A day whose sealing was
/// begun and not finished is closed by asking again. What comes for a closed day afterwards stands on the next open one.
/// </remarks>
public sealed class CloseDay(IRecordStore store, DayReport report, LedgerDay ledger, IReceiptSigner signer, TimeProvider clock)
{
    private readonly Records<CloseChain> _chain = new(store, () => CloseJson.Default.CloseChain);

    /// <summary>Closes a day on which nothing differs; or, with two people, one on which something does.</summary>
    /// <param name="day">The day after the last closed one.</param>
    /// <param name="maker">Who closes it, or proposed to.</param>
    /// <param name="checker">Who agreed to close it with its differences; null for one person.</param>
    /// <param name="correlation">For the messages that follow.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The close, also when it was closed before; or <c>PS-004</c>, <c>FIN-020</c> not the next day, <c>FIN-021</c> differences.</returns>
    public async ValueTask<Result<SignedClose>> HandleAsync(
        DateOnly day, Caller maker, Caller? checker, string correlation, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(maker, day) is { } refused) return refused;
        if (checker?.Id == maker.Id) return FinanceProblems.SecondPerson;
        var loaded = await _chain.LoadAsync(CloseChain.Id, cancellationToken);
        if (loaded.State is { } chain && day >= chain.First && day <= chain.Last) return (await ReadAsync(day, cancellationToken))!;
        if (await RefuseAsync(loaded.State, day, cancellationToken) is { } notNow) return notNow;

        var before = loaded.State is { } last ? (await ReadAsync(last.Last, cancellationToken))!.Close.Balances : [];
        var picture = await report.OfAsync(day, before, cancellationToken);
        if (picture.Differences.Count > 0 && checker is null) return FinanceProblems.Differences(picture.Differences.Count);

        await ledger.SealAsync(day, cancellationToken);
        // Something may have been posted until the last shard was sealed.
        picture = await report.OfAsync(day, before, cancellationToken);
        if (picture.Differences.Count > 0 && checker is null) return FinanceProblems.Differences(picture.Differences.Count);

        var signed = Sign(picture, maker, checker, loaded.State);
        return await CommitAsync(loaded, signed, maker, correlation, cancellationToken);
    }

    /// <summary>The close of a day; null when it is not closed.</summary>
    public async ValueTask<SignedClose?> ReadAsync(DateOnly day, CancellationToken cancellationToken) =>
        await store.ReadDocumentAsync(CloseChain.Id, CloseChain.DocumentOf(day), cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, CloseJson.Default.SignedClose)
            : null;

    /// <summary>The chain; null before the first close.</summary>
    public async ValueTask<CloseChain?> ChainAsync(CancellationToken cancellationToken) => (await _chain.LoadAsync(CloseChain.Id, cancellationToken)).State;

    /// <summary>The first day anything was posted on, which is the first to be closed; null before.</summary>
    internal async ValueTask<DateOnly?> FirstDayAsync(CancellationToken cancellationToken)
    {
        DateOnly? first = null;
        await foreach (var stored in store.ScanAsync(LedgerShard.Kind, cancellationToken))
        {
            var shard = JsonSerializer.Deserialize(stored.State.Span, LedgerJson.Default.LedgerShard)!;
            if (shard.Count > 0 && (first is null || shard.Day < first)) first = shard.Day;
        }

        return first;
    }

    /// <summary>The hash of a close, over its one spelling.</summary>
    public static byte[] HashOf(DayClose close) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(close, CloseJson.Default.DayClose));

    private async ValueTask<Problem?> RefuseAsync(CloseChain? chain, DateOnly day, CancellationToken cancellationToken)
    {
        if (day >= clock.GetUtcNow().VietnamDate()) return FinanceProblems.NotTheNextDay(null);
        var next = chain is null ? await FirstDayAsync(cancellationToken) : chain.Last.AddDays(1);
        return next == day ? null : FinanceProblems.NotTheNextDay(next);
    }

    private SignedClose Sign(DayPicture picture, Caller maker, Caller? checker, CloseChain? chain)
    {
        var now = clock.GetUtcNow();
        var close = new DayClose(
            picture.Day,
            now,
            maker.Id,
            checker?.Id,
            picture.Heads,
            picture.Balances,
            picture.Totals,
            picture.Ages,
            [.. picture.Differences.Take(DayClose.MaxDifferences)],
            picture.Differences.Count,
            chain?.Head ?? Journals.NoHash);
        var hash = HashOf(close);
        var receipt = Receipt.For(CloseChain.CodeOf(picture.Day), (chain?.Count ?? 0) + 1, now, hash);
        return new SignedClose(close, Convert.ToHexStringLower(hash), signer.Sign(receipt));
    }

    private async ValueTask<Result<SignedClose>> CommitAsync(
        Loaded<CloseChain> loaded, SignedClose signed, Caller by, string correlation, CancellationToken cancellationToken)
    {
        var (day, chain) = (signed.Close.Day, loaded.State);
        var after = new CloseChain(chain?.First ?? day, day, (chain?.Count ?? 0) + 1, signed.Hash);
        var change = new Change<CloseChain>(after)
        {
            Documents =
            [
                new Document(CloseChain.DocumentOf(day), JsonSerializer.SerializeToUtf8Bytes(signed, CloseJson.Default.SignedClose)),
                new Document(
                    $"{Document.HistoryPrefix}{LedgerViews.DayOf(day)}",
                    JsonSerializer.SerializeToUtf8Bytes(new HistoryEntry(signed.Close.ClosedAt, by, "close", null, null, after.Count), KernelJson.Default.HistoryEntry)),
            ],
            Messages =
            [
                new(FinanceMessages.DayClosed.WriteNamed(
                    CloseChain.CodeOf(day), CloseChain.Id, signed.Close.ClosedAt, correlation, new DayClosedV1(day, signed.Hash, signed.Close.DifferenceCount))),
            ],
        };
        var result = await _chain.CommitAsync(loaded, change, cause: null, cancellationToken);
        // Somebody else closed it in the meantime; what they signed counts.
        if (result.Outcome != CommitOutcome.Done)
            return await ReadAsync(day, cancellationToken) is { } theirs ? theirs : KernelProblems.Stale;
        return signed;
    }
}

/// <summary>A day was closed.</summary>
public sealed record DayClosedV1(DateOnly Day, string Hash, int Differences);
