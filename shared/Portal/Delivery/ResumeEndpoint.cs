using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>An endpoint answers again: everything that waits for it is tried now rather than when its schedule says.</summary>
public sealed class ResumeEndpoint(
    IRecordStore store, IViewStore views, EndpointDirectory directory, EndpointGates gates, IdSource ids, TimeProvider clock)
{
    /// <summary>Trails a message resumes; the next message takes the next page.</summary>
    public const int PageSize = Commit.MaxMessages - 4;

    public async ValueTask HandleAsync(EndpointRecoveredV1 recovered, MessageContext context, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var endpoint = await directory.FindAsync(recovered.Endpoint, cancellationToken).ConfigureAwait(false);
        // Down again: the next recovery begins anew, and the schedules go on meanwhile.
        if (endpoint is not { Status: EndpointStatus.Live } || gates.Of(recovered.Endpoint).IsResting(now)) return;

        var page = await views.RangeAsync(
            new ViewRange(PortalViews.Behind, recovered.Endpoint.Value, PageSize, Continuation: recovered.Continuation), cancellationToken)
            .ConfigureAwait(false);
        if (page.Rows.Count == 0) return;

        var correlation = context.Message.Correlation;
        var messages = page.Rows
            .Select(row => PortalMessages.DeliveryDue.Write(
                ids.Next(), new RecordId(row.Sort), now, correlation, new DeliveryDueV1(recovered.Endpoint, ScheduledAt: null)))
            .ToList();
        if (page.Continuation is { } next)
        {
            messages.Add(PortalMessages.EndpointRecovered.Write(
                ids.Next(), recovered.Endpoint, now, correlation, recovered with { Continuation = next }));
        }

        await store.CommitAsync(
            new Commit { Record = recovered.Endpoint, Messages = [.. messages.Select(message => new Outgoing(message))], Cause = context.Cause },
            cancellationToken).ConfigureAwait(false);
    }
}
