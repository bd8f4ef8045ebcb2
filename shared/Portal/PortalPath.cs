using System.Collections.Frozen;
using PublicServices.Contracts;

namespace PublicServices.Portal;

/// <summary>How to bring the portal from the state it was last told to another one.</summary>
/// <param name="Steps">States to tell it, in order; empty when it is already there.</param>
/// <param name="Forced">No way leads there along the portal's own edges: the one step is told all the same, and says so.</param>
public readonly record struct PortalRoute(IReadOnlyList<PortalState> Steps, bool Forced);

/// <summary>The ways between the portal's states.</summary>
/// <remarks>
/// The portal counts ten states and moves between them along these edges only; services move in bigger steps, so the
/// states between are filled in here. Edges derived from public synchronisation clients of the portal.
/// </remarks>
public static class PortalPath
{
    private static readonly FrozenDictionary<PortalState, PortalState[]> Edges = new Dictionary<PortalState, PortalState[]>
    {
        [PortalState.None] = [PortalState.NewlyRegistered],
        [PortalState.NewlyRegistered] = [PortalState.Accepted, PortalState.NotAccepted, PortalState.CitizenWithdraws],
        [PortalState.Accepted] =
        [
            PortalState.Processing, PortalState.SupplementRequested,
            PortalState.FinancialObligationRequested, PortalState.CitizenWithdraws,
        ],
        [PortalState.Processing] =
        [
            PortalState.SupplementRequested, PortalState.FinancialObligationRequested,
            PortalState.CitizenWithdraws, PortalState.Stopped, PortalState.Processed,
        ],
        [PortalState.SupplementRequested] = [PortalState.Processing, PortalState.Stopped],
        [PortalState.FinancialObligationRequested] = [PortalState.Processing, PortalState.Stopped],
        [PortalState.Processed] = [PortalState.ResultReturned],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<(PortalState From, PortalState To), PortalRoute> Routes = (
        from start in Enum.GetValues<PortalState>()
        from target in Enum.GetValues<PortalState>()
        select (Key: (start, target), Route: Search(start, target))).ToFrozenDictionary(pair => pair.Key, pair => pair.Route);

    /// <summary>True when the portal moves from one state straight to another.</summary>
    public static bool IsEdge(PortalState from, PortalState to) => Edges.TryGetValue(from, out var next) && next.Contains(to);

    /// <summary>The shortest way.</summary>
    /// <param name="from">What the portal was told last; <see cref="PortalState.None"/> when it knows nothing yet.</param>
    /// <param name="target">Where the dossier is now, 1 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target is not one of the ten states.</exception>
    public static PortalRoute Find(PortalState from, PortalState target) =>
        target != PortalState.None && Routes.TryGetValue((from, target), out var route)
            ? route
            : throw new ArgumentOutOfRangeException(nameof(target), target, "Not a state of the portal.");

    private static PortalRoute Search(PortalState from, PortalState target)
    {
        if (from == target) return new([], Forced: false);
        var cameFrom = new Dictionary<PortalState, PortalState> { [from] = from };
        var queue = new Queue<PortalState>([from]);
        while (queue.TryDequeue(out var state))
        {
            foreach (var next in Edges.GetValueOrDefault(state, []))
            {
                if (!cameFrom.TryAdd(next, state)) continue;
                if (next == target) return new(WayBack(cameFrom, from, target), Forced: false);
                queue.Enqueue(next);
            }
        }

        return new([target], Forced: true);
    }

    private static PortalState[] WayBack(Dictionary<PortalState, PortalState> cameFrom, PortalState from, PortalState target)
    {
        var steps = new Stack<PortalState>();
        for (var state = target; state != from; state = cameFrom[state]) steps.Push(state);
        return [.. steps];
    }
}
