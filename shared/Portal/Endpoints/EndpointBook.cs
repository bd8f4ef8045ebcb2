using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Changes one endpoint in the register, with a line of history.</summary>
public sealed class EndpointBook(IRecordStore store, EndpointDirectory directory, IdSource ids, TimeProvider clock)
{
    private readonly Records<EndpointRegister> _records = new(store, () => PortalJson.Default.EndpointRegister);

    /// <summary>An endpoint the caller may see.</summary>
    public async ValueTask<Result<Endpoint>> FindAsync(
        Caller caller, RecordId id, CancellationToken cancellationToken, bool includeArchived = false)
    {
        if (!EndpointAccess.MayUse(caller)) return KernelProblems.Forbidden;
        var register = (await _records.LoadAsync(EndpointRegister.RecordId, cancellationToken).ConfigureAwait(false)).State;
        var found = register?.Find(id) ?? (includeArchived ? register?.FindArchived(id) : null);
        return found is { } endpoint && EndpointAccess.May(caller, endpoint) ? endpoint : KernelProblems.NotFound;
    }

    /// <summary>Adds an endpoint.</summary>
    public ValueTask<Result<Endpoint>> AddAsync(Caller by, Endpoint added, CancellationToken cancellationToken) => ChangeAsync(
        by,
        "add",
        added.Id,
        cause: null,
        register =>
        {
            if (register.Endpoints.Count >= EndpointRegister.MaxEndpoints) return PortalProblems.RegisterFull;
            if (register.Endpoints.Any(other => other.Url == added.Url)) return PortalProblems.AlreadyAdded;
            return register.Add(added);
        },
        [],
        cancellationToken);

    /// <summary>Removes an endpoint the caller may change, unless it is live.</summary>
    public ValueTask<Result<Endpoint>> ArchiveAsync(Caller by, RecordId id, DateTimeOffset now, CancellationToken cancellationToken) => ChangeAsync(
        by,
        "archive",
        id,
        cause: null,
        register => register.Find(id) switch
        {
            { } endpoint when !EndpointAccess.May(by, endpoint) => KernelProblems.NotFound,
            { Status: EndpointStatus.Live } => PortalProblems.DisableFirst,
            { } endpoint => register.Archive(endpoint, now),
            null => KernelProblems.NotFound,
        },
        [],
        cancellationToken);

    /// <summary>Changes an endpoint the caller may change.</summary>
    /// <param name="by">Who.</param>
    /// <param name="action">Stable word for the history.</param>
    /// <param name="id">The endpoint.</param>
    /// <param name="cause">What caused it; null for a request that may safely come again.</param>
    /// <param name="change">The endpoint as it is to be.</param>
    /// <param name="messages">Sent with the change.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public ValueTask<Result<Endpoint>> ChangeAsync(
        Caller by,
        string action,
        RecordId id,
        Cause? cause,
        Func<Endpoint, Endpoint> change,
        IReadOnlyList<Outgoing> messages,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            by,
            action,
            id,
            cause,
            register => register.Find(id) is { } endpoint && (by.Role == Role.System || EndpointAccess.May(by, endpoint))
                ? register.With(change(endpoint))
                : KernelProblems.NotFound,
            messages,
            cancellationToken);

    private async ValueTask<Result<Endpoint>> ChangeAsync(
        Caller by,
        string action,
        RecordId id,
        Cause? cause,
        Func<EndpointRegister, Result<EndpointRegister>> change,
        IReadOnlyList<Outgoing> messages,
        CancellationToken cancellationToken)
    {
        var historyId = Document.HistoryPrefix + ids.Next();
        var now = clock.GetUtcNow();
        var result = await _records.ChangeAsync(
            EndpointRegister.RecordId,
            cause,
            loaded =>
            {
                var before = loaded.State ?? EndpointRegister.Empty;
                if (!change(before).Succeeded(out var after, out var problem)) return problem;
                var entry = new HistoryEntry(
                    now, by, action, before.Find(id)?.Status.ToString(), (after.Find(id) ?? after.FindArchived(id))?.Status.ToString(), loaded.Version + 1, id.Value);
                return new Change<EndpointRegister>(after)
                {
                    Documents = [new(historyId, JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
                    Messages = messages,
                };
            },
            cancellationToken).ConfigureAwait(false);
        directory.Forget();
        if (!result.Succeeded(out var changed, out var refusal)) return refusal;
        return (changed.State?.Find(id) ?? changed.State?.FindArchived(id)) is { } endpoint ? endpoint : KernelProblems.NotFound;
    }
}
