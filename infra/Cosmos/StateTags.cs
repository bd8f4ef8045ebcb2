using System.Collections.Concurrent;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>
/// ETags of states this process read or wrote last, so that a commit on what was just loaded need not read it again. An old one does no
/// harm: the service refuses it, and that is a conflict.
/// </summary>
internal sealed class StateTags
{
    /// <summary>Records remembered; beyond it everything is forgotten, which costs a read each.</summary>
    public const int MaxRecords = 50_000;

    private readonly ConcurrentDictionary<string, (long Version, string ETag)> _tags = new(StringComparer.Ordinal);

    public void Put(RecordId record, long version, string eTag)
    {
        if (_tags.Count >= MaxRecords) _tags.Clear();
        _tags[record.Value] = (version, eTag);
    }

    /// <summary>The ETag of a record's version; null when it is not known.</summary>
    public string? Find(RecordId record, long version) =>
        _tags.TryGetValue(record.Value, out var tag) && tag.Version == version ? tag.ETag : null;

    public void Forget(RecordId record) => _tags.TryRemove(record.Value, out _);
}
