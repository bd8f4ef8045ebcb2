using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

internal sealed class SqliteViewStore(Writer writer, Readers readers, Names names) : IViewStore
{
    /// <summary>Sorts after every sort key.</summary>
    private const string AfterAll = "\U0010ffff";

    public ValueTask<ViewPage> RangeAsync(ViewRange range, CancellationToken cancellationToken)
    {
        var take = Math.Clamp(range.Take, 1, 1_000);
        using var reader = readers.Rent();
        var query = (range.Descending ? reader.Descending : reader.Ascending)
            .Bind(1, names.Find(range.View))
            .Bind(2, range.Partition)
            .Bind(3, range.Continuation ?? (range.Descending ? AfterAll : ""))
            .Bind(4, range.From ?? "")
            .Bind(5, range.To ?? AfterAll)
            .Bind(6, take + 1);
        var rows = new List<ViewRow>();
        while (query.Step()) rows.Add(new ViewRow(query.Text(0), query.Long(1), query.Bytes(2)));
        query.Reset();
        if (rows.Count <= take) return ValueTask.FromResult(new ViewPage(rows, null));

        rows.RemoveAt(take);
        return ValueTask.FromResult(new ViewPage(rows, rows[^1].Sort));
    }

    public async ValueTask ApplyAsync(IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (changes.Count > 0) await writer.RunAsync(new ApplyViewsOperation(changes, [], null));
    }
}
