using System.Collections.Concurrent;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>
/// Keeps this process from hammering an endpoint that is down: after failures it rests, then one attempt probes, and only
/// when that one arrives do the others follow.
/// </summary>
/// <remarks>In memory on purpose: what must survive a restart is in the register and in each dossier's trail.</remarks>
public sealed class EndpointGate
{
    /// <summary>Failures in a row that are taken for an outage.</summary>
    public const int FailuresToRest = 5;

    /// <summary>First rest after an outage is noticed; doubles with every failed probe.</summary>
    public static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(5);

    /// <summary>Longest rest we choose; a recovered endpoint hears from us within this time.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    /// <summary>Longest rest an endpoint may ask for.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>How long the others wait for a probe.</summary>
    public static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;
    private TimeSpan _rest = FirstRest;
    private int _failures;
    private bool _probing;
    private bool _doubtful = true;

    /// <summary>Asks to send now.</summary>
    /// <returns>Null to go ahead; otherwise when to ask again.</returns>
    public DateTimeOffset? Enter(DateTimeOffset now, DateTimeOffset? throttledUntil)
    {
        lock (_lock)
        {
            if (throttledUntil > now && throttledUntil > _restsUntil) (_restsUntil, _failures, _probing) = (throttledUntil.Value, FailuresToRest, false);
            if (now < _restsUntil) return _restsUntil;
            if (_failures >= FailuresToRest) (_probing, _restsUntil) = (true, now + ProbePatience);
            return null;
        }
    }

    /// <summary>True while nobody may send.</summary>
    public bool IsResting(DateTimeOffset now)
    {
        lock (_lock) return now < _restsUntil;
    }

    /// <summary>An attempt arrived.</summary>
    /// <returns>True when that is news: the first success after it was unreachable or rested, or since this process began.</returns>
    public bool Delivered()
    {
        lock (_lock)
        {
            var recovered = _doubtful;
            Reopen();
            (_doubtful, _rest) = (false, FirstRest);
            return recovered;
        }
    }

    /// <summary>An attempt failed.</summary>
    /// <returns>True when that is news about the endpoint as a whole: it has just asked for a pause, or to be left alone for good.</returns>
    public bool Failed(WebhookAnswer answer, DateTimeOffset now)
    {
        lock (_lock)
        {
            var asksForPause = answer.IsThrottling || answer.IsGone;
            if (!asksForPause && !answer.IsOutage)
            {
                // It answers, and dislikes this one event.
                Reopen();
                return false;
            }

            _doubtful |= answer.IsUnreachable;
            _failures = asksForPause ? FailuresToRest : _failures + 1;
            var resting = now < _restsUntil && !_probing;
            if (_failures < FailuresToRest || resting) return false;
            Rest(now, answer.RetryAfter);
            return asksForPause;
        }
    }

    private void Reopen() => (_failures, _probing, _restsUntil) = (0, false, DateTimeOffset.MinValue);

    private void Rest(DateTimeOffset now, TimeSpan? asked)
    {
        var rest = asked > _rest ? asked.Value : _rest;
        _restsUntil = now + (rest < LongestRetryAfter ? rest : LongestRetryAfter);
        _rest = _rest * 2 < LongestRest ? _rest * 2 : LongestRest;
        (_probing, _doubtful) = (false, true);
    }
}

/// <summary>One gate for each endpoint of this process.</summary>
public sealed class EndpointGates
{
    private readonly ConcurrentDictionary<RecordId, EndpointGate> _gates = new();

    /// <summary>The gate of an endpoint. There are no more gates than <see cref="EndpointRegister.MaxEndpoints"/> and what was removed since the start.</summary>
    public EndpointGate Of(RecordId endpoint) => _gates.GetOrAdd(endpoint, static _ => new EndpointGate());
}
