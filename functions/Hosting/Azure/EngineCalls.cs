using System.Text.Json;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>What the engine does when the host says that it is time; a plain process does the same on its own.</summary>
/// <param name="RelayAsync">Hands the outbox documents among changed ones, a JSON array, to the broker.</param>
/// <param name="SweepAsync">Relays what was left behind.</param>
/// <param name="CollectDeadLettersAsync">Moves what the broker gave up to the parked messages.</param>
internal sealed record EngineCalls(
    Func<JsonElement, CancellationToken, ValueTask> RelayAsync,
    Func<CancellationToken, ValueTask> SweepAsync,
    Func<CancellationToken, ValueTask> CollectDeadLettersAsync);
