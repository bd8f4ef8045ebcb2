using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What an operation decided about one registration.</summary>
/// <param name="After">The new state.</param>
/// <param name="Action">What was done.</param>
/// <param name="Note">Reasons or changed fields, for the history; never a document number.</param>
/// <param name="Messages">What else follows, beside what every change tells the others.</param>
public sealed record Decision(Registration After, RegistrationAction Action, string? Note = null, params IReadOnlyList<Message> Messages);

/// <summary>Loads a registration, has an operation decide, and commits state, history and every message at once.</summary>
public sealed class Registrations(IRecordStore store, IdSource ids, TimeProvider clock)
{
    private readonly Records<Registration> _records = new(store, () => ExamsJson.Default.Registration);

    public ValueTask<Loaded<Registration>> LoadAsync(RecordId id, CancellationToken cancellationToken) =>
        _records.LoadAsync(id, cancellationToken);

    /// <summary>Changes a registration that may not exist yet.</summary>
    /// <param name="decide">
    /// Pure. Gets the registration and the stem of the ids of its messages; null when nothing needs to change.
    /// </param>
    public ValueTask<Result<RegistrationAnswer>> ChangeAsync(
        RecordId id,
        Asked asked,
        Func<Loaded<Registration>, string, Result<Decision?>> decide,
        CancellationToken cancellationToken) => ChangeAsync(id, asked, isLikelyNew: false, decide, cancellationToken);

    /// <summary>Files a registration that hardly ever exists: it is looked for only when it does, or when the filing is refused.</summary>
    /// <param name="decide"><inheritdoc cref="ChangeAsync(RecordId, Asked, Func{Loaded{Registration}, string, Result{Decision?}}, CancellationToken)" path="/param[@name='decide']"/></param>
    public ValueTask<Result<RegistrationAnswer>> FileAsync(
        RecordId id,
        Asked asked,
        Func<Loaded<Registration>, string, Result<Decision?>> decide,
        CancellationToken cancellationToken) => ChangeAsync(id, asked, isLikelyNew: true, decide, cancellationToken);

    private async ValueTask<Result<RegistrationAnswer>> ChangeAsync(
        RecordId id,
        Asked asked,
        bool isLikelyNew,
        Func<Loaded<Registration>, string, Result<Decision?>> decide,
        CancellationToken cancellationToken)
    {
        var stem = ids.Next();
        var result = isLikelyNew
            ? await _records.ChangeLikelyNewAsync(id, asked.Cause, Decide, cancellationToken)
            : await _records.ChangeAsync(id, asked.Cause, Decide, cancellationToken);
        if (!result.Succeeded(out var changed, out var refusal)) return refusal;
        return changed is { Outcome: CommitOutcome.AlreadyDone, Answer.IsEmpty: false }
            ? JsonSerializer.Deserialize(changed.Answer.Span, ExamsJson.Default.RegistrationAnswer)!
            : RegistrationAnswer.Of(id, changed.Version, changed.State!);

        Result<Change<Registration>?> Decide(Loaded<Registration> loaded)
        {
            if (!decide(loaded, stem).Succeeded(out var decision, out var problem)) return problem;
            return decision is null ? (Change<Registration>?)null : Consequences.Of(loaded, decision, asked, stem, clock.GetUtcNow());
        }
    }

    /// <summary>The refusal, unless the same request was accepted before: then its answer.</summary>
    public ValueTask<Result<RegistrationAnswer>> RefuseAsync(
        RecordId id, Asked asked, Problem refusal, CancellationToken cancellationToken) =>
        asked.Cause is { IsRequest: true }
            ? ChangeAsync(id, asked, (_, _) => refusal, cancellationToken)
            : ValueTask.FromResult<Result<RegistrationAnswer>>(refusal);

    /// <summary>
    /// Changes a registration that the caller saw, at the version they saw. Whoever may not see it is told that there is none.
    /// </summary>
    /// <param name="expectedVersion">The version the caller's decision was based on; null for messages and first steps.</param>
    public ValueTask<Result<RegistrationAnswer>> ChangeSeenAsync(
        RecordId id,
        Asked asked,
        long? expectedVersion,
        Func<Loaded<Registration>, string, Result<Decision?>> decide,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            asked,
            (loaded, stem) =>
            {
                if (Permissions.Refuses(asked.Caller, loaded.State) is { } refusal) return refusal;
                return expectedVersion is { } expected && expected != loaded.Version
                    ? KernelProblems.Stale
                    : decide(loaded, stem);
            },
            cancellationToken);

    /// <summary>Adds a line to the history, and messages, without touching the registration.</summary>
    public async ValueTask NoteAsync(
        RecordId id,
        Asked asked,
        string action,
        string? note,
        Func<Loaded<Registration>, string, IReadOnlyList<Message>> messages,
        CancellationToken cancellationToken)
    {
        var stem = ids.Next();
        await _records.ChangeAsync(
            id,
            asked.Cause,
            loaded =>
            {
                var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, action, null, null, loaded.Version, note);
                return new Change<Registration>(State: null)
                {
                    Documents = [new Document(Document.HistoryPrefix + stem, JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
                    Messages = [.. messages(loaded, stem).Select(message => new Outgoing(message))],
                };
            },
            cancellationToken);
    }
}
