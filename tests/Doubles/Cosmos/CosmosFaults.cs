namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>What goes wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>429 with a pause; nothing happens.</summary>
    Throttle,

    /// <summary>503; nothing happens.</summary>
    Unavailable,

    /// <summary>408 before anything happened.</summary>
    TimeOutBefore,

    /// <summary>408 although it was done.</summary>
    TimeOutAfter,

    /// <summary>The connection breaks before anything happened.</summary>
    CutBefore,

    /// <summary>The connection breaks although it was done.</summary>
    CutAfter,

    /// <summary>No answer ever, and nothing happens.</summary>
    SilentBefore,

    /// <summary>No answer ever, although it was done.</summary>
    SilentAfter,

    /// <summary>Done, after a pause.</summary>
    Slow,
}

/// <summary>Which requests a fault hits, and how often.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Operation">A name from <see cref="GatewayOperation"/>, for example <c>batch</c>; null for any.</param>
/// <param name="Container">The container's id, or how it ends; null for any.</param>
/// <param name="Times">How many requests it hits.</param>
/// <param name="Skip">How many it lets pass first.</param>
/// <param name="PauseMilliseconds">The retry-after of a 429, or the time a slow answer takes.</param>
public sealed record CosmosFault(
    FaultKind Kind, string? Operation = null, string? Container = null, int Times = 1, int Skip = 0, int PauseMilliseconds = 100);

/// <summary>The script of what goes wrong. Safe to change while requests run.</summary>
public sealed class CosmosFaults
{
    private readonly Lock _gate = new();
    private readonly List<Armed> _armed = [];
    private int _hits;

    /// <summary>Requests that were hit.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>Arms a fault; the first one that fits a request hits it.</summary>
    public void Add(CosmosFault fault)
    {
        lock (_gate) _armed.Add(new Armed(fault));
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Clear()
    {
        lock (_gate) _armed.Clear();
    }

    internal CosmosFault? Take(string operation, string? container)
    {
        lock (_gate)
        {
            foreach (var armed in _armed)
            {
                if (!armed.Fits(operation, container)) continue;
                if (armed.Skip > 0)
                {
                    armed.Skip--;
                    return null;
                }

                if (--armed.Times == 0) _armed.Remove(armed);
                _hits++;
                return armed.Fault;
            }
        }

        return null;
    }

    private sealed class Armed(CosmosFault fault)
    {
        public CosmosFault Fault => fault;

        public int Skip { get; set; } = fault.Skip;

        public int Times { get; set; } = fault.Times;

        public bool Fits(string operation, string? container) =>
            (fault.Operation is null || fault.Operation == operation)
            && (fault.Container is null || container?.EndsWith(fault.Container, StringComparison.Ordinal) == true);
    }
}
