using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>The endpoints as every event needs them: read at most every other second.</summary>
public sealed class EndpointDirectory(IRecordStore store, PortalOptions options, TimeProvider clock)
{
    /// <summary>How old the list may be: how long a change takes to reach every process.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    /// <summary>Id of the endpoint that configuration sets up.</summary>
    public static readonly RecordId Configured = new("end-configured");

    private readonly Records<EndpointRegister> _records = new(store, () => PortalJson.Default.EndpointRegister);
    private Snapshot _snapshot = Snapshot.Forgotten();
    private volatile bool _configurationApplied;

    /// <summary>All endpoints, at most <see cref="MaxAge"/> old.</summary>
    public async ValueTask<IReadOnlyList<Endpoint>> ListAsync(CancellationToken cancellationToken) =>
        (await RegisterAsync(cancellationToken).ConfigureAwait(false)).Endpoints;

    /// <summary>The whole register, removed endpoints included, at most <see cref="MaxAge"/> old.</summary>
    public async ValueTask<EndpointRegister> RegisterAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var known = Volatile.Read(ref _snapshot);
        if (now - known.At < MaxAge && now >= known.At) return known.Register;
        if (!_configurationApplied)
        {
            await ApplyConfigurationAsync(now, cancellationToken).ConfigureAwait(false);
            _configurationApplied = true;
        }

        var loaded = await _records.LoadAsync(EndpointRegister.RecordId, cancellationToken).ConfigureAwait(false);
        var register = loaded.State ?? EndpointRegister.Empty;
        // What was forgotten while it was read is not known again: the change it was forgotten for may not be in it.
        Interlocked.CompareExchange(ref _snapshot, new Snapshot(now, register), known);
        return register;
    }

    /// <summary>One endpoint; null when there is none of that id.</summary>
    public async ValueTask<Endpoint?> FindAsync(RecordId id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(endpoint => endpoint.Id == id);

    /// <summary>Reads the list anew next time; called after a change made here.</summary>
    public void Forget() => Volatile.Write(ref _snapshot, Snapshot.Forgotten());

    private async ValueTask ApplyConfigurationAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options.Outbound is not { Url: { } url, Secret: { } secret }) return;
        await _records.ChangeAsync(
            EndpointRegister.RecordId,
            cause: null,
            loaded =>
            {
                var register = loaded.State ?? EndpointRegister.Empty;
                var current = register.Find(Configured);
                var procedures = options.Outbound.Procedures;
                if (current is null)
                {
                    var added = new Endpoint(Configured, "Cổng Dịch vụ công quốc gia", url, Caller.System.Id, EndpointStatus.Live, secret, now);
                    return new Change<EndpointRegister>(register.Add(added with { LiveFrom = now, Procedures = procedures }));
                }

                var wanted = current with { Url = url, Procedures = procedures };
                if (current.Secret.Length == 0)
                {
                    // Imported without its secret, which configuration has.
                    wanted = wanted with { Secret = secret };
                    if (current.DisabledReason == EndpointSecrets.LeftOut) wanted = wanted with { Status = EndpointStatus.Live, DisabledReason = null };
                }
                else if (current.Secret != secret)
                {
                    wanted = wanted with
                    {
                        Secret = secret,
                        PreviousSecret = current.Secret,
                        PreviousSecretUntil = now + RotateEndpointSecret.Overlap,
                    };
                }
                else if (current.Url == url && current.Procedures.SequenceEqual(procedures))
                {
                    return (Change<EndpointRegister>?)null;
                }

                return new Change<EndpointRegister>(register.With(wanted));
            },
            cancellationToken).ConfigureAwait(false);
    }

    private sealed record Snapshot(DateTimeOffset At, EndpointRegister Register)
    {
        /// <summary>Too old for anybody, and not the same as any other.</summary>
        public static Snapshot Forgotten() => new(DateTimeOffset.MinValue, EndpointRegister.Empty);
    }
}
