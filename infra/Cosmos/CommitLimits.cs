using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>The limits of <see cref="Commit"/>, and the batch's own.</summary>
internal static class CommitLimits
{
    /// <summary>Cosmos DB takes 2 MB a batch; the rest is for envelopes, property names and the escapes of text.</summary>
    public const int MaxBatchBytes = 1_700_000;

    /// <exception cref="ArgumentException">A limit is broken; a fault of the program.</exception>
    public static void Check(Commit commit)
    {
        if (commit.State is null != commit.ExpectedVersion is null)
            throw new ArgumentException("State and expected version go together.", nameof(commit));
        if (commit.State is { Length: > Commit.MaxStateBytes })
            throw new ArgumentException($"{commit.Record}: state over {Commit.MaxStateBytes} bytes.", nameof(commit));
        if (commit.Documents.Count > Commit.MaxDocuments || commit.Messages.Count > Commit.MaxMessages)
            throw new ArgumentException($"{commit.Record}: too many documents or messages in one commit.", nameof(commit));
        if (commit.Messages.Any(outgoing => outgoing.Message.Data.Length > Message.MaxDataBytes))
            throw new ArgumentException($"{commit.Record}: message over {Message.MaxDataBytes} bytes.", nameof(commit));

        var bytes = (commit.State?.Length ?? 0) + commit.Answer.Length
            + commit.Documents.Sum(document => document.Body.Length) + commit.Messages.Sum(outgoing => outgoing.Message.Data.Length);
        if (bytes > MaxBatchBytes) throw new ArgumentException($"{commit.Record}: over {MaxBatchBytes} bytes in one commit.", nameof(commit));
    }
}
