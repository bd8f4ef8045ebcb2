using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>Puts an exported record back as it was, version and all. A record that is there already is left alone.</summary>
internal sealed class RestoreOperation(StoredRecord record, IReadOnlyList<Document> documents) : WriteOperation<bool>
{
    public override void Execute(WriterTables tables) => Result = tables.Restore(record, documents);
}
