using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>One kind of record; see <see cref="Triggers.Kind"/>.</summary>
/// <param name="Kind">What its ids start with, before the dash.</param>
public sealed record RecordKind(string Kind)
{
    /// <summary>The rows of views a record accounts for; null when it accounts for none.</summary>
    public Func<StoredRecord, IEnumerable<ViewChange>>? Rows { get; init; }

    /// <summary>What is wrong with a record; null when nothing is checked.</summary>
    public Func<StoredRecord, IEnumerable<string>>? Faults { get; init; }

    /// <summary>Documents that are checked and shown; null when they are history only.</summary>
    public RecordDocuments? Documents { get; init; }

    /// <summary>The messages that keep a record moving; null when it never waits for anything.</summary>
    public Func<StoredRecord, DateTimeOffset, IEnumerable<Outgoing>>? Wake { get; init; }

    /// <summary>The record without its secrets, fit to be imported elsewhere; null when it holds none.</summary>
    public Func<StoredRecord, StoredRecord>? LeaveOutSecrets { get; init; }

    /// <summary>What a record lacks because its secrets were left out, in one line each.</summary>
    public Func<StoredRecord, IEnumerable<string>>? MissingSecrets { get; init; }
}

/// <summary>Secrets inside a kind of record.</summary>
/// <param name="LeaveOut">The state without them, in a form that does no harm where it is imported.</param>
/// <param name="Missing">What somebody has to do about those that were left out, in one line each.</param>
public sealed record KindSecrets<TState>(Func<TState, TState> LeaveOut, Func<TState, IEnumerable<string>> Missing);

/// <summary>Documents of one kind of record; see <see cref="Triggers.Documents"/>.</summary>
public sealed record RecordDocuments(
    string Prefix,
    Func<StoredRecord, IReadOnlyList<Document>, IEnumerable<string>> Faults,
    Func<Document, IEnumerable<ViewChange>>? Rows);
