using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>Reads all documents of a record that begin with a prefix.</summary>
internal static class DocumentPages
{
    private const int AtOnce = 500;

    public static async Task<IReadOnlyList<Document>> AllAsync(
        this IRecordStore records, RecordId id, string prefix, CancellationToken cancellationToken)
    {
        var documents = new List<Document>();
        IReadOnlyList<Document> page;
        do
        {
            page = await records.ListDocumentsAsync(id, prefix, documents.Count > 0 ? documents[^1].Id : null, AtOnce, cancellationToken);
            documents.AddRange(page);
        }
        while (page.Count == AtOnce);

        return documents;
    }
}
