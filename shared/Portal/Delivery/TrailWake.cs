using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>The attempts a trail waits for, for a store that has its records and not the messages that were under way.</summary>
public static class TrailWake
{
    public static IEnumerable<Outgoing> Of(Loaded<DeliveryTrail> loaded, DateTimeOffset now)
    {
        var trail = loaded.State!;
        foreach (var cursor in trail.Cursors.Where(cursor => cursor.Next <= trail.Sequence))
            yield return Due(cursor.Endpoint, cursor.NextAttemptAt);
        // A digest that was never tried has no cursor yet.
        if (trail is { Only: { } only, Cursors.Count: 0, Sequence: > 0 }) yield return Due(only, null);

        Outgoing Due(RecordId endpoint, DateTimeOffset? at) => new(
            PortalMessages.DeliveryDue.WriteNamed($"{loaded.Id}.v{loaded.Version}.{endpoint}", loaded.Id, now, "wake", new DeliveryDueV1(endpoint, at)), at);
    }
}
