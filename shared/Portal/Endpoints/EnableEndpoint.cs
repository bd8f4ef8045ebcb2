using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>The <c>data</c> of <c>endpoint.verify</c>.</summary>
public sealed record EndpointChallenge(RecordId Endpoint);

/// <summary>Lets an endpoint go live, or live again: it must answer a signed test webhook with 2xx first.</summary>
public sealed class EnableEndpoint(EndpointBook book, Courier courier, EndpointGates gates, IdSource ids, TimeProvider clock)
{
    /// <summary>Type of the test webhook.</summary>
    public const string EventType = "endpoint.verify";

    /// <summary>For so long a process may not know yet that an endpoint went live, with what it takes to record an event.</summary>
    private static readonly TimeSpan NotKnownFor = EndpointDirectory.MaxAge * 5;

    /// <summary>
    /// When what waits is looked for after the endpoint went live: at once, and again when no process can still take it for disabled and
    /// the list of what waits has caught up.
    /// </summary>
    private static readonly TimeSpan[] Looks = [TimeSpan.Zero, NotKnownFor, TimeSpan.FromMinutes(2)];

    /// <summary>Tests and enables. What was kept while it was disabled is then told, in order.</summary>
    public async ValueTask<Result<Endpoint>> HandleAsync(
        RecordId id, Caller caller, string correlation, CancellationToken cancellationToken)
    {
        if (!(await book.FindAsync(caller, id, cancellationToken).ConfigureAwait(false)).Succeeded(out var endpoint, out var problem)) return problem;
        if (endpoint.Secret.Length == 0) return PortalProblems.SecretMissing;

        var asked = clock.GetUtcNow();
        var data = JsonSerializer.SerializeToElement(new EndpointChallenge(id), PortalJson.Default.EndpointChallenge);
        var answer = await courier.PostAsync(endpoint, new TrailEvent(ids.Next(), 1, EventType, asked, asked, data), cancellationToken)
            .ConfigureAwait(false);
        if (answer.Reason is { } reason) return PortalProblems.NotVerified(reason);

        gates.Of(id).Delivered();
        var now = clock.GetUtcNow();
        var looks = Looks.Select(pause => new Outgoing(
            PortalMessages.EndpointRecovered.Write(ids.Next(), id, now, correlation, new EndpointRecoveredV1(id, null)),
            pause == TimeSpan.Zero ? null : now + pause));
        // The first time, nothing of what others recorded without knowing of it waits under its name: all lists are looked through.
        if (endpoint.LiveFrom is null)
            looks = looks.Concat(Looks.Where(pause => pause > TimeSpan.Zero).Select(pause => new Outgoing(Missed(id, now, correlation), now + pause)));
        return await book.ChangeAsync(
            caller,
            "enable",
            id,
            cause: null,
            current => current with
            {
                Status = EndpointStatus.Live,
                LiveFrom = current.LiveFrom ?? now,
                DisabledReason = null,
                ThrottledUntil = null,
            },
            [.. looks],
            cancellationToken).ConfigureAwait(false);
    }

    private Message Missed(RecordId id, DateTimeOffset liveFrom, string correlation) => PortalMessages.ReplayRequested.Write(
        ids.Next(),
        id,
        liveFrom,
        correlation,
        new ReplayRequestedV1(id, ids.Next(), liveFrom, liveFrom.VietnamDate(), null, null) { MissedUntil = liveFrom + NotKnownFor });
}
