using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Changes a trail, tells the endpoints, and commits both at once.</summary>
/// <remarks>
/// The webhook is posted before the commit: the message that caused it is durable, so a crash between the two posts it again
/// under the same <c>webhook-id</c>, and in the happy path an event costs one load and one commit. On a conflict the decision
/// is taken again; nothing is posted again.
/// </remarks>
public sealed class Deliverer(IRecordStore store, EndpointDirectory directory, Courier courier, IdSource ids, TimeProvider clock)
{
    private readonly Records<DeliveryTrail> _trails = new(store, () => PortalJson.Default.DeliveryTrail);

    /// <summary>Delivers what is due of one trail.</summary>
    /// <param name="id">The trail.</param>
    /// <param name="context">The message being handled.</param>
    /// <param name="prepare">Given the trail and the time, the trail with what is new in it; null when there is nothing to do.</param>
    /// <param name="isDue">Whether an endpoint is told now; only asked for those that are behind.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public async ValueTask DeliverAsync(
        RecordId id,
        MessageContext context,
        Func<DeliveryTrail?, DateTimeOffset, DeliveryTrail?> prepare,
        Func<Endpoint, TrailCursor, bool> isDue,
        CancellationToken cancellationToken)
    {
        var register = await directory.RegisterAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DeliveryRun>? runs = null;
        for (var attempt = 0; attempt < Records<DeliveryTrail>.MaxConflicts; attempt++)
        {
            var loaded = await _trails.LoadAsync(id, cancellationToken).ConfigureAwait(false);
            if (prepare(loaded.State, clock.GetUtcNow()) is not { } trail) return;

            IReadOnlyList<Endpoint> concerned = [.. register.Endpoints.Where(trail.Concerns)];
            runs ??= await TellAsync(trail, concerned, isDue, cancellationToken).ConfigureAwait(false);
            var change = new Settlement(id, trail.Subject, loaded.State, loaded.Version + 1, clock.GetUtcNow())
                .Settle(trail.Without(register.Archived), concerned, runs, context.Message.Correlation, ids);
            if (change is null) return;
            var result = await _trails.CommitAsync(loaded, change, context.Cause, cancellationToken).ConfigureAwait(false);
            if (result.Outcome != CommitOutcome.Conflict) return;
        }

        throw new EngineBusyException($"{id} kept changing.", TimeSpan.FromSeconds(1));
    }

    private async ValueTask<IReadOnlyList<DeliveryRun>> TellAsync(
        DeliveryTrail trail, IReadOnlyList<Endpoint> endpoints, Func<Endpoint, TrailCursor, bool> isDue, CancellationToken cancellationToken)
    {
        var runs = new List<Task<DeliveryRun>>(endpoints.Count);
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Status != EndpointStatus.Live) continue;
            var cursor = trail.CursorOf(endpoint);
            if (cursor.Next <= trail.Sequence && isDue(endpoint, cursor)) runs.Add(courier.TellAsync(trail, endpoint, cursor, cancellationToken));
        }

        return runs.Count == 0 ? [] : await Task.WhenAll(runs).ConfigureAwait(false);
    }
}
