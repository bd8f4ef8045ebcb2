namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>What is asked of one item, alone or in a batch. The numbers are the protocol's.</summary>
internal enum ItemVerb
{
    Create = 0,
    Read = 2,
    Delete = 4,
    Replace = 5,
    Upsert = 20,
}

/// <summary>One operation on one item.</summary>
/// <param name="Id">Null for creations and upserts, whose body says it.</param>
internal sealed record ItemOperation(
    ItemVerb Verb, string? Id, ReadOnlyMemory<byte> Body, string? IfMatch, string? IfNoneMatch, bool IsMinimal)
{
    /// <summary>Does it to a partition of a container.</summary>
    /// <exception cref="GatewayRefusalException">With the status the service answers.</exception>
    public ItemResult Execute(FakeContainer container, string key, DateTimeOffset now) => Verb switch
    {
        ItemVerb.Create => Create(container, key, now),
        ItemVerb.Read => Read(container, key, now),
        ItemVerb.Delete => Delete(container, key, now),
        ItemVerb.Replace => Replace(container, Existing(container, key, now), key, now),
        ItemVerb.Upsert when container.Find(key, container.Make(Body, key, null, now).Id, now) is { } old => Replace(container, old, key, now),
        ItemVerb.Upsert => Create(container, key, now),
        _ => throw GatewayRefusalException.BadRequest($"Operation {Verb} is not known here."),
    };

    private ItemResult Create(FakeContainer container, string key, DateTimeOffset now)
    {
        var item = container.Make(Body, key, null, now);
        if (container.Find(key, item.Id, now) is not null)
            throw new GatewayRefusalException(409, "Conflict", $"{item.Id} exists.", charge: Charges.Refused);
        return Put(container, item, 201, Charges.Create(item.Bytes));
    }

    private ItemResult Read(FakeContainer container, string key, DateTimeOffset now)
    {
        var found = Existing(container, key, now);
        return IfNoneMatch == found.ETag
            ? new ItemResult(304, null, Charges.Read(found.Bytes), found.ETag)
            : new ItemResult(200, found, Charges.Read(found.Bytes), found.ETag);
    }

    private ItemResult Replace(FakeContainer container, StoredItem old, string key, DateTimeOffset now)
    {
        CheckMatch(old);
        var item = container.Make(Body, key, old, now);
        if (item.Id != old.Id) throw GatewayRefusalException.BadRequest("A replacement keeps its id.");
        return Put(container, item, 200, Charges.Replace(old.Bytes, item.Bytes));
    }

    private ItemResult Delete(FakeContainer container, string key, DateTimeOffset now)
    {
        var old = Existing(container, key, now);
        CheckMatch(old);
        container.Remove(old);
        return new ItemResult(204, null, Charges.Delete(old.Bytes), null);
    }

    private ItemResult Put(FakeContainer container, StoredItem item, int status, double charge)
    {
        container.Put(item);
        return new ItemResult(status, IsMinimal ? null : item, charge, item.ETag);
    }

    private StoredItem Existing(FakeContainer container, string key, DateTimeOffset now) =>
        container.Find(key, Id ?? throw GatewayRefusalException.BadRequest("The operation names no item."), now)
        ?? throw new GatewayRefusalException(404, "NotFound", $"{Id} does not exist.", charge: Charges.Missed);

    private void CheckMatch(StoredItem old)
    {
        if (IfMatch is not null && IfMatch != "*" && IfMatch != old.ETag)
            throw new GatewayRefusalException(412, "PreconditionFailed", $"{old.Id} has another ETag.", charge: Charges.Refused);
    }
}

/// <summary>What became of one operation.</summary>
internal sealed record ItemResult(int Status, StoredItem? Item, double Charge, string? ETag);
