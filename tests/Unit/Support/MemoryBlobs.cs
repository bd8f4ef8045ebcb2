using System.Security.Cryptography;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Support;

/// <summary>Blobs in memory.</summary>
internal sealed class MemoryBlobs : IBlobStore
{
    /// <summary>Everything that is kept, by owner and name.</summary>
    public Dictionary<(RecordId Owner, string Name), byte[]> Kept { get; } = [];

    public ValueTask<string> PutAsync(RecordId owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        Kept[(owner, name)] = content.ToArray();
        return ValueTask.FromResult(name);
    }

    public ValueTask<Stream?> OpenAsync(RecordId owner, string sha256, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream?>(Kept.TryGetValue((owner, sha256), out var content) ? new MemoryStream(content) : null);

    public ValueTask EraseAsync(RecordId owner, CancellationToken cancellationToken)
    {
        foreach (var blob in Kept.Keys.Where(blob => blob.Owner == owner).ToList()) Kept.Remove(blob);
        return default;
    }
}
