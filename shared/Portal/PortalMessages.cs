using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>An endpoint is to be told what it has not acknowledged of a trail. Session: the trail.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="ScheduledAt">The scheduled attempt this stands for: harmless once another schedule has overtaken it. Null tries at once.</param>
public sealed record DeliveryDueV1(RecordId Endpoint, DateTimeOffset? ScheduledAt);

/// <summary>What became of an event at an endpoint.</summary>
public enum DeliveryOutcome
{
    /// <summary>No endpoint listens; kept for a replay to one that will.</summary>
    Unheard,

    /// <summary>Not tried: an earlier event of the dossier is waiting, or the endpoint is disabled or resting.</summary>
    Queued,

    /// <summary>Tried in vain; tried again when the schedule says so.</summary>
    Failed,

    /// <summary>Acknowledged with 2xx.</summary>
    Delivered,
}

/// <summary>One event at one endpoint, as the delivery log shows it.</summary>
/// <param name="Endpoint">The endpoint; <see cref="Nobody"/> when none listens.</param>
/// <param name="Trail">The dossier's trail.</param>
/// <param name="Subject">Dossier code.</param>
/// <param name="EventId">The <c>webhook-id</c>.</param>
/// <param name="Type">Event type.</param>
/// <param name="Sequence">Its place in the trail.</param>
/// <param name="RecordedAt">When it came to the trail; decides the day it is listed under.</param>
/// <param name="Outcome">What became of it so far.</param>
/// <param name="At">When that was.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="Status">HTTP status of the last attempt; null when there was no answer or no attempt.</param>
/// <param name="Reason">Why it is not delivered; null when it is.</param>
/// <param name="NextAttemptAt">When it is tried again; null when nothing is scheduled.</param>
public sealed record DeliveryLine(
    string Endpoint,
    RecordId Trail,
    string Subject,
    string EventId,
    string Type,
    int Sequence,
    DateTimeOffset RecordedAt,
    DeliveryOutcome Outcome,
    DateTimeOffset At,
    int Attempts,
    int? Status,
    string? Reason,
    DateTimeOffset? NextAttemptAt)
{
    /// <summary>Stands for an endpoint where there is none.</summary>
    public const string Nobody = "none";
}

/// <summary>An endpoint fell behind on a trail, or caught up.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Subject">Dossier code.</param>
/// <param name="Behind">False once it has caught up.</param>
/// <param name="Events">Events it has not acknowledged.</param>
/// <param name="Attempts">Failed attempts at the first of them.</param>
/// <param name="NextAttemptAt">When that one is tried again; null when only a recovery or a person moves it on.</param>
public sealed record TrailBehind(
    RecordId Endpoint, string Subject, bool Behind, int Events, int Attempts, DateTimeOffset? NextAttemptAt);

/// <summary>Deliveries of one trail changed; what the lists of deliveries need to show it. Session: the trail.</summary>
/// <param name="Trail">The trail.</param>
/// <param name="Version">Its version after the change.</param>
/// <param name="Lines">Events whose outcome changed.</param>
/// <param name="Behind">Endpoints that fell behind, are still behind or caught up; empty in the happy path.</param>
public sealed record DeliveriesRecordedV1(
    RecordId Trail, long Version, IReadOnlyList<DeliveryLine> Lines, IReadOnlyList<TrailBehind> Behind);

/// <summary>What an endpoint said about itself while it was being told something. Session: the endpoint.</summary>
/// <param name="Gone">It answered 410.</param>
/// <param name="RestUntil">It asked to be left alone until then.</param>
public sealed record EndpointReportedV1(RecordId Endpoint, bool Gone, DateTimeOffset? RestUntil);

/// <summary>An endpoint answers again: everything that waits for it is tried, page by page. Session: the endpoint.</summary>
/// <param name="Continuation">Where the page before ended; null for the first.</param>
public sealed record EndpointRecoveredV1(RecordId Endpoint, string? Continuation);

/// <summary>Tell an endpoint everything again that was recorded since a time, page by page. Session: the endpoint.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Replay">Id of the replay; a trail is rewound once for each.</param>
/// <param name="From">Events recorded at or after this.</param>
/// <param name="Day">Vietnamese day whose list is being read.</param>
/// <param name="Source">Whose list of that day is being read: an endpoint's id or <see cref="DeliveryLine.Nobody"/>; null before the first.</param>
/// <param name="Continuation">Where the page before ended.</param>
public sealed record ReplayRequestedV1(
    RecordId Endpoint, string Replay, DateTimeOffset From, DateOnly Day, string? Source, string? Continuation)
{
    /// <summary>
    /// Null for a replay. Otherwise nothing is told again: only what was recorded before this and the endpoint was not told, because
    /// whoever recorded it did not know of the endpoint yet.
    /// </summary>
    public DateTimeOffset? MissedUntil { get; init; }
}

/// <summary>Tell an endpoint one trail again. Session: the trail.</summary>
public sealed record TrailRewoundV1(RecordId Endpoint, string Replay, DateTimeOffset From);

/// <summary>Messages the portal feature sends itself.</summary>
public static class PortalMessages
{
    public static readonly Contract<DeliveryDueV1> DeliveryDue = new("ps.portal.delivery-due.v1", () => PortalJson.Default.DeliveryDueV1);
    public static readonly Contract<DeliveriesRecordedV1> DeliveriesRecorded = new("ps.portal.deliveries-recorded.v1", () => PortalJson.Default.DeliveriesRecordedV1);
    public static readonly Contract<EndpointReportedV1> EndpointReported = new("ps.portal.endpoint-reported.v1", () => PortalJson.Default.EndpointReportedV1);
    public static readonly Contract<EndpointRecoveredV1> EndpointRecovered = new("ps.portal.endpoint-recovered.v1", () => PortalJson.Default.EndpointRecoveredV1);
    public static readonly Contract<ReplayRequestedV1> ReplayRequested = new("ps.portal.replay-requested.v1", () => PortalJson.Default.ReplayRequestedV1);
    public static readonly Contract<TrailRewoundV1> TrailRewound = new("ps.portal.trail-rewound.v1", () => PortalJson.Default.TrailRewoundV1);
}
