using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PublicServices.Kernel;

/// <summary>A record's state with the version a decision about it is based on.</summary>
/// <param name="Version">0 when the record never existed.</param>
/// <param name="State">Null when the record does not exist, or was erased.</param>
public readonly record struct Loaded<TState>(RecordId Id, long Version, TState? State)
    where TState : class;

/// <summary>What a decision changes: new state, and what follows from it.</summary>
/// <param name="State">The new state; null leaves it as it is and only adds documents and messages, unless it is an erasure.</param>
public sealed record Change<TState>(TState? State)
    where TState : class
{
    /// <summary>The state goes for good. Documents beside it stay until <see cref="IRecordStore.EraseDocumentsAsync"/>.</summary>
    public bool IsErasure { get; init; }

    /// <inheritdoc cref="Commit.Documents"/>
    public IReadOnlyList<Document> Documents { get; init; } = [];

    /// <inheritdoc cref="Commit.Messages"/>
    public IReadOnlyList<Outgoing> Messages { get; init; } = [];

    /// <inheritdoc cref="Commit.Answer"/>
    public ReadOnlyMemory<byte> Answer { get; init; }
}

/// <summary>What became of a decision.</summary>
/// <param name="Outcome"><see cref="CommitOutcome.Done"/>, or <see cref="CommitOutcome.AlreadyDone"/> with the first answer.</param>
/// <param name="Version">The record's version now.</param>
/// <param name="State">The record's state now, when this call knows it.</param>
/// <param name="Answer">What was answered when the same request came first.</param>
public readonly record struct Changed<TState>(CommitOutcome Outcome, long Version, TState? State, ReadOnlyMemory<byte> Answer = default)
    where TState : class;

/// <summary>Loads records of one kind, decides, commits once, and decides again when somebody else was faster.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="json">Source-generated JSON of the state; asked for when the first state is read or written: a start makes many of these and uses none.</param>
public sealed class Records<TState>(IRecordStore store, Func<JsonTypeInfo<TState>> json)
    where TState : class
{
    /// <summary>How often a decision is taken again before the caller is told to come back.</summary>
    public const int MaxConflicts = 16;

    private readonly Lazy<JsonTypeInfo<TState>> _json = new(json);

    /// <summary>The store underneath, for documents and scans.</summary>
    public IRecordStore Store => store;

    /// <summary>The record as it is now.</summary>
    public async ValueTask<Loaded<TState>> LoadAsync(RecordId id, CancellationToken cancellationToken)
    {
        var stored = await store.LoadAsync(id, cancellationToken).ConfigureAwait(false);
        if (stored is null) return new(id, 0, null);
        return new(id, stored.Version, stored.IsErased ? null : stored.Known as TState ?? Read(stored.State));
    }

    /// <summary>Reads a state document.</summary>
    public TState Read(ReadOnlyMemory<byte> state) =>
        JsonSerializer.Deserialize(state.Span, _json.Value) ?? throw new InvalidDataException("A stored state is null.");

    /// <summary>Decides and commits. The decision is pure: on a conflict it is taken again with the newer state.</summary>
    /// <param name="id">The record.</param>
    /// <param name="cause">What caused it; see <see cref="Cause"/>.</param>
    /// <param name="decide">
    /// Given the record, the refusal, or the change, or null when nothing needs to change (the caller's cause is then not recorded).
    /// </param>
    /// <param name="cancellationToken">Stops before the commit; a commit under way is finished.</param>
    /// <exception cref="EngineBusyException">Too many conflicts in a row, or the engine is at its limit; nothing changed.</exception>
    public ValueTask<Result<Changed<TState>>> ChangeAsync(
        RecordId id,
        Cause? cause,
        Func<Loaded<TState>, Result<Change<TState>?>> decide,
        CancellationToken cancellationToken) => ChangeAsync(id, cause, isLikelyNew: false, decide, cancellationToken);

    /// <summary>
    /// The same for a record that hardly ever exists: the first decision is taken for one that does not, without looking. Only a
    /// change that creates the record is committed so; a refusal is never given, nor nothing done, for what was not looked at.
    /// </summary>
    /// <inheritdoc cref="ChangeAsync(RecordId, Cause?, Func{Loaded{TState}, Result{Change{TState}?}}, CancellationToken)"/>
    public ValueTask<Result<Changed<TState>>> ChangeLikelyNewAsync(
        RecordId id,
        Cause? cause,
        Func<Loaded<TState>, Result<Change<TState>?>> decide,
        CancellationToken cancellationToken) => ChangeAsync(id, cause, isLikelyNew: true, decide, cancellationToken);

    private async ValueTask<Result<Changed<TState>>> ChangeAsync(
        RecordId id,
        Cause? cause,
        bool isLikelyNew,
        Func<Loaded<TState>, Result<Change<TState>?>> decide,
        CancellationToken cancellationToken)
    {
        if (isLikelyNew)
        {
            var nothing = new Loaded<TState>(id, 0, null);
            if (decide(nothing).Succeeded(out var first, out _) && first is { State: not null })
            {
                var created = await CommitAsync(nothing, first, cause, cancellationToken).ConfigureAwait(false);
                if (created.Outcome == CommitOutcome.Done) return new Changed<TState>(CommitOutcome.Done, created.Version, first.State);
            }
        }

        for (var attempt = 0; attempt < MaxConflicts; attempt++)
        {
            var loaded = await LoadAsync(id, cancellationToken).ConfigureAwait(false);
            if (!decide(loaded).Succeeded(out var change, out var problem))
                return await AnsweredBeforeAsync(loaded, cause, cancellationToken).ConfigureAwait(false) ?? problem;
            if (change is null) return new Changed<TState>(CommitOutcome.Done, loaded.Version, loaded.State);

            var result = await CommitAsync(loaded, change, cause, cancellationToken).ConfigureAwait(false);
            switch (result.Outcome)
            {
                case CommitOutcome.Done:
                    if (change.IsErasure) return new Changed<TState>(CommitOutcome.Done, result.Version, null);
                    return new Changed<TState>(
                        CommitOutcome.Done, change.State is null ? loaded.Version : result.Version, change.State ?? loaded.State);
                case CommitOutcome.AlreadyDone when IsAnotherRequest(cause, result):
                    return KernelProblems.IdempotencyKeyReused;
                case CommitOutcome.AlreadyDone:
                    return new Changed<TState>(CommitOutcome.AlreadyDone, loaded.Version, loaded.State, result.Answer);
            }
        }

        throw new EngineBusyException($"{id} kept changing under {MaxConflicts} attempts.", TimeSpan.FromSeconds(1));
    }

    /// <summary>
    /// A request that comes again is refused by the very change it made ("exists already"), so before a refusal the store
    /// is asked for the first answer.
    /// </summary>
    private async ValueTask<Result<Changed<TState>>?> AnsweredBeforeAsync(
        Loaded<TState> loaded, Cause? cause, CancellationToken cancellationToken)
    {
        if (cause is not { IsRequest: true }) return null;
        if (await store.FindAnswerAsync(cause, cancellationToken).ConfigureAwait(false) is not { } result) return null;
        if (IsAnotherRequest(cause, result)) return KernelProblems.IdempotencyKeyReused;
        return new Changed<TState>(CommitOutcome.AlreadyDone, loaded.Version, loaded.State, result.Answer);
    }

    /// <summary>Commits a decision taken outside, for a record that was just loaded or is known not to exist.</summary>
    public ValueTask<CommitResult> CommitAsync(
        Loaded<TState> loaded, Change<TState> change, Cause? cause, CancellationToken cancellationToken)
    {
        var state = StateOf(change);
        return store.CommitAsync(
            new Commit
            {
                Record = loaded.Id,
                ExpectedVersion = state is null ? null : loaded.Version,
                State = state,
                Documents = change.Documents,
                Messages = change.Messages,
                Cause = cause,
                Answer = change.Answer,
                Written = change.State,
            },
            cancellationToken);
    }

    private ReadOnlyMemory<byte>? StateOf(Change<TState> change)
    {
        if (change.IsErasure) return StoredRecord.Erased.ToArray();
        // Not by one expression: a null byte array would turn into memory that is empty but there, and take the state away.
        if (change.State is null) return null;
        return JsonSerializer.SerializeToUtf8Bytes(change.State, _json.Value);
    }

    private static bool IsAnotherRequest(Cause? cause, CommitResult result) =>
        cause?.Fingerprint is { } mine && result.Fingerprint is { } first && mine != first;
}
