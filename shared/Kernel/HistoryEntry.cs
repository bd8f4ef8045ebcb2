namespace PublicServices.Kernel;

/// <summary>One line of a record's append-only history: who saw or changed what.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Action">Stable word such as <c>submit</c>, <c>read</c>, <c>request-correction</c>.</param>
/// <param name="From">State before; null for the first line and for reads.</param>
/// <param name="To">State after; null for reads.</param>
/// <param name="Version">The record's version after the change; for a read, the version that was seen.</param>
/// <param name="Note">Reasons, names of changed fields; null when there are none. Never a document number.</param>
public sealed record HistoryEntry(
    DateTimeOffset At,
    Caller By,
    string Action,
    string? From,
    string? To,
    long Version,
    string? Note = null);
