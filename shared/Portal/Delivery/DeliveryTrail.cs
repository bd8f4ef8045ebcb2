using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>One event as every endpoint is told it.</summary>
/// <param name="Id">The <c>webhook-id</c>; derived from the message that caused it, so a repeat keeps it.</param>
/// <param name="Sequence">1, 2, 3… within the trail: the order it is told in.</param>
/// <param name="Type">For example <c>dossier.status-changed</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="RecordedAt">When it came to this trail; replays count from it.</param>
/// <param name="Data">The webhook's <c>data</c>.</param>
public sealed record TrailEvent(string Id, int Sequence, string Type, DateTimeOffset At, DateTimeOffset RecordedAt, JsonElement Data);

/// <summary>How far one endpoint has heard a trail.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Next">Sequence of the first event it has not acknowledged.</param>
public sealed record TrailCursor(RecordId Endpoint, int Next)
{
    /// <summary>Failed attempts at <see cref="Next"/>.</summary>
    public int Attempts { get; init; }

    /// <summary>When <see cref="Next"/> is tried again; null when it is not scheduled.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Changes with every replay, so that what was in flight then does not move the cursor.</summary>
    public string? Replay { get; init; }
}

/// <summary>
/// What is told about one dossier: its events in order, and for each endpoint how far it has heard them. One record for all
/// endpoints, so that an event costs one commit however many listen.
/// </summary>
/// <param name="Subject">The dossier code; for a digest, its name.</param>
/// <param name="Procedure">Administrative procedure code; empty for a digest.</param>
/// <param name="About">The service's record; its version orders the moves.</param>
public sealed record DeliveryTrail(string Subject, string Procedure, RecordId About)
{
    /// <summary>Events kept; older ones that everybody acknowledged make room.</summary>
    public const int MaxEvents = 200;

    /// <summary>Version of <see cref="About"/> the last move was based on.</summary>
    public long AboutVersion { get; init; }

    /// <summary>The last state told, or about to be.</summary>
    public PortalState State { get; init; }

    /// <summary>Sequence of the last event; 0 for none.</summary>
    public int Sequence { get; init; }

    /// <summary>In order.</summary>
    public IReadOnlyList<TrailEvent> Events { get; init; } = [];

    /// <summary>One for each endpoint that was to hear something.</summary>
    public IReadOnlyList<TrailCursor> Cursors { get; init; } = [];

    /// <summary>The only endpoint this concerns; null for every one that wants the procedure.</summary>
    public RecordId? Only { get; init; }

    /// <summary>True when an endpoint hears this trail.</summary>
    public bool Concerns(Endpoint endpoint) =>
        Only is { } only ? only == endpoint.Id : endpoint.Wants(Procedure);

    /// <summary>How far an endpoint has heard; one that was never told anything starts with what was recorded since it went live.</summary>
    public TrailCursor CursorOf(Endpoint endpoint) =>
        Cursors.FirstOrDefault(cursor => cursor.Endpoint == endpoint.Id)
        ?? new TrailCursor(endpoint.Id, FirstSince(endpoint.LiveFrom ?? DateTimeOffset.MaxValue));

    /// <summary>Sequence of the first event recorded at or after a time; one past the last when there is none.</summary>
    public int FirstSince(DateTimeOffset time) => Events.FirstOrDefault(e => e.RecordedAt >= time)?.Sequence ?? Sequence + 1;

    /// <summary>What an endpoint has not acknowledged yet, in order.</summary>
    public IEnumerable<TrailEvent> PendingOf(TrailCursor cursor) => Events.Where(e => e.Sequence >= cursor.Next);

    /// <summary>The trail with one cursor replaced.</summary>
    public DeliveryTrail With(TrailCursor cursor) =>
        this with { Cursors = [.. Cursors.Where(other => other.Endpoint != cursor.Endpoint), cursor] };

    /// <summary>The trail without the cursors of endpoints that were removed: nobody is behind there any more.</summary>
    public DeliveryTrail Without(IReadOnlyList<Endpoint>? archived) =>
        archived is { Count: > 0 } && Cursors.Any(cursor => archived.Any(endpoint => endpoint.Id == cursor.Endpoint))
            ? this with { Cursors = [.. Cursors.Where(cursor => archived.All(endpoint => endpoint.Id != cursor.Endpoint))] }
            : this;

    /// <summary>The trail with one more event.</summary>
    /// <exception cref="PermanentFailureException"><see cref="MaxEvents"/> are waiting for an endpoint: <c>trail-full</c>.</exception>
    public DeliveryTrail Add(string id, string type, DateTimeOffset at, DateTimeOffset now, JsonElement data)
    {
        var sequence = Sequence + 1;
        var kept = Events;
        if (kept.Count >= MaxEvents)
        {
            var oldestNeeded = Cursors.Select(cursor => cursor.Next).DefaultIfEmpty(sequence).Min();
            if (kept[0].Sequence >= oldestNeeded) throw new PermanentFailureException("trail-full", $"{Subject} has {MaxEvents} events waiting.");
            kept = [.. kept.Skip(1)];
        }

        return this with { Sequence = sequence, Events = [.. kept, new TrailEvent(id, sequence, type, at, now, data)] };
    }
}
