namespace PublicServices.Kernel;

/// <summary>Rows people read as lists, kept by message consumers from what records say.</summary>
public interface IViewStore
{
    /// <summary>One range of one partition: the only query shape.</summary>
    ValueTask<ViewPage> RangeAsync(ViewRange range, CancellationToken cancellationToken);

    /// <summary>
    /// Applies changes, each unless its row is already at that version or a newer one, so that late and repeated messages do no harm.
    /// </summary>
    ValueTask ApplyAsync(IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken);
}

/// <summary>Names one row.</summary>
/// <param name="View">The view's name, for example <c>registrations-by-unit</c>.</param>
/// <param name="Partition">What one reader reads: a unit, an account, a day. Never personal data in the clear.</param>
/// <param name="Sort">Ordinal order within the partition; unique there.</param>
public readonly record struct ViewKey(string View, string Partition, string Sort);

/// <summary>What to do to one row.</summary>
/// <param name="Key">The row.</param>
/// <param name="Version">The record's version this reflects.</param>
/// <param name="Body">UTF-8 JSON; null removes the row (and keeps older versions from bringing it back).</param>
public readonly record struct ViewChange(ViewKey Key, long Version, ReadOnlyMemory<byte>? Body);

/// <summary>A row as it is read.</summary>
public readonly record struct ViewRow(string Sort, long Version, ReadOnlyMemory<byte> Body);

/// <summary>What to read.</summary>
/// <param name="View">The view.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Take">1 to 1,000 rows.</param>
/// <param name="From">First sort key, included; null for the beginning.</param>
/// <param name="To">Last sort key, excluded; null for the end.</param>
/// <param name="Continuation">From the page before; null for the first page.</param>
/// <param name="Descending">Last row first.</param>
public sealed record ViewRange(
    string View,
    string Partition,
    int Take = 100,
    string? From = null,
    string? To = null,
    string? Continuation = null,
    bool Descending = false);

/// <summary>A page of rows.</summary>
/// <param name="Rows">In sort order, or reversed when asked for.</param>
/// <param name="Continuation">Hand it back for the next page; null at the end.</param>
public sealed record ViewPage(IReadOnlyList<ViewRow> Rows, string? Continuation);
