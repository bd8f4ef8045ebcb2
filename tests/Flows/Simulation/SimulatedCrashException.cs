namespace PublicServices.Tests.Flows.Simulation;

/// <summary>The process dies here: nothing after this line runs, and only what was durable remains.</summary>
internal sealed class SimulatedCrashException(string where) : Exception($"Crashed {where}.");
