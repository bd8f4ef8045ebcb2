using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>A replay that was begun.</summary>
/// <param name="Replay">Its id.</param>
/// <param name="From">Events recorded since then are told again.</param>
public sealed record ReplayBegun(string Replay, DateTimeOffset From);

/// <summary>Tells an endpoint again what was recorded since a time: everything, or one dossier.</summary>
public sealed class ReplayEndpoint(EndpointBook book, IMessageSender sender, IdSource ids, TimeProvider clock)
{
    /// <summary>How far back a replay may begin.</summary>
    public const int MaxDays = 90;

    /// <summary>Begins a replay; it goes on by message. Events keep their ids, each dossier's events their order.</summary>
    /// <param name="id">The endpoint.</param>
    /// <param name="dossierCode">Only this dossier; null for all.</param>
    /// <param name="from">Events recorded at or after this.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="correlation">Follows the replay.</param>
    /// <param name="cancellationToken">Stops before it is sent.</param>
    public async ValueTask<Result<ReplayBegun>> HandleAsync(
        RecordId id, string? dossierCode, DateTimeOffset from, Caller caller, string correlation, CancellationToken cancellationToken)
    {
        if (!(await book.FindAsync(caller, id, cancellationToken).ConfigureAwait(false)).Succeeded(out var endpoint, out var problem)) return problem;
        if (endpoint.Status != EndpointStatus.Live) return PortalProblems.NotLive;
        var now = clock.GetUtcNow();
        if (from > now || from < now.AddDays(-MaxDays)) return PortalProblems.ReplayTooFarBack;

        var replay = ids.Next();
        Message message;
        if (dossierCode is null)
        {
            message = PortalMessages.ReplayRequested.Write(
                ids.Next(), id, now, correlation, new ReplayRequestedV1(id, replay, from, from.VietnamDate(), null, null));
        }
        else if (DossierIds.TryMake(DossierIds.TrailKind, dossierCode, out var trail))
        {
            message = PortalMessages.TrailRewound.Write(ids.Next(), trail, now, correlation, new TrailRewoundV1(id, replay, from));
        }
        else
        {
            return KernelProblems.NotFound;
        }

        await sender.SendAsync([new Outgoing(message)], cancellationToken).ConfigureAwait(false);
        return new ReplayBegun(replay, from);
    }
}
