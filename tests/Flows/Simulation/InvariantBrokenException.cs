namespace PublicServices.Tests.Flows.Simulation;

/// <summary>Something is true that must never be.</summary>
internal sealed class InvariantBrokenException(string what) : Exception(what);
