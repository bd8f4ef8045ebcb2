using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PublicServices.Kernel;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>Reads the records of one kind; what has not changed since is not read again.</summary>
internal sealed class Shelf<TState>(World world, string kind, JsonTypeInfo<TState> json)
    where TState : class
{
    private readonly Dictionary<RecordId, Loaded<TState>> _read = [];

    /// <summary>All of them as they are now, in the order of their ids.</summary>
    public List<Loaded<TState>> All() => [.. world.Store.All(kind).Select(Read)];

    /// <summary>The states alone.</summary>
    public List<TState> States() => [.. All().Select(loaded => loaded.State!)];

    private Loaded<TState> Read(StoredRecord record)
    {
        if (_read.TryGetValue(record.Id, out var known) && known.Version == record.Version) return known;
        return _read[record.Id] = new Loaded<TState>(record.Id, record.Version, JsonSerializer.Deserialize(record.State.Span, json)!);
    }
}
