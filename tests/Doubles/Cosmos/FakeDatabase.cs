using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>A database's containers. Whoever touches it holds the account's lock.</summary>
internal sealed class FakeDatabase(string id, int number)
{
    private readonly Dictionary<string, FakeContainer> _containers = new(StringComparer.Ordinal);
    private int _lastContainer;

    public string Id => id;

    public string Rid { get; } = ResourceIds.Database(number);

    public FakeContainer Container(string idOrRid) =>
        _containers.GetValueOrDefault(idOrRid)
        ?? _containers.Values.FirstOrDefault(container => container.Rid == idOrRid)
        ?? throw GatewayRefusalException.OwnerMissing($"Container {idOrRid}");

    public GatewayResponse CreateContainer(ReadOnlyMemory<byte> body)
    {
        using var sent = JsonDocument.Parse(body);
        var root = sent.RootElement;
        var name = root.GetProperty("id").GetString()!;
        if (_containers.ContainsKey(name)) throw new GatewayRefusalException(409, "Conflict", $"{name} exists.");
        var key = root.GetProperty("partitionKey");
        if (key.GetProperty("paths").GetArrayLength() != 1 || !key.TryGetProperty("version", out var version) || version.GetInt32() != 2)
            throw GatewayRefusalException.BadRequest("Only keys of one path, in version 2, are known here.");
        int? ttl = root.TryGetProperty("defaultTtl", out var given) ? given.GetInt32() : null;
        _containers.Add(name, new FakeContainer(name, number, ++_lastContainer, key.GetProperty("paths")[0].GetString()!, ttl, root.Clone()));
        return new GatewayResponse(201, Json(name));
    }

    public void RemoveContainer(string idOrRid) => _containers.Remove(Container(idOrRid).Id);

    public byte[] Json() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["id"] = id,
        ["_rid"] = Rid,
        ["_self"] = $"dbs/{Rid}/",
        ["_etag"] = "\"database\"",
        ["_colls"] = "colls/",
        ["_users"] = "users/",
        ["_ts"] = 0,
    });

    public byte[] Json(string containerIdOrRid)
    {
        var container = Container(containerIdOrRid);
        var answer = container.Definition.EnumerateObject().ToDictionary(property => property.Name, property => (object)property.Value);
        answer["_rid"] = container.Rid;
        answer["_self"] = $"dbs/{Rid}/colls/{container.Rid}/";
        answer["_etag"] = "\"container\"";
        answer["_docs"] = "docs/";
        answer["_sprocs"] = "sprocs/";
        answer["_triggers"] = "triggers/";
        answer["_udfs"] = "udfs/";
        answer["_conflicts"] = "conflicts/";
        answer["_ts"] = 0;
        return JsonSerializer.SerializeToUtf8Bytes(answer);
    }
}
