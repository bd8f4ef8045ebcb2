using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>The Ministry defines an exam session, or changes one.</summary>
/// <param name="Code">For example <c>thpt-2027</c>; it is in every address and never changes.</param>
/// <param name="ExpectedVersion">Of the session that this replaces; null for a new one.</param>
public sealed record DefineSession(string Code, SessionDefinition Definition, long? ExpectedVersion = null);

/// <summary>A session as it is defined, with the version a change is based on.</summary>
public sealed record DefinedSession(string Session, long Version, ExamSession Definition);

/// <summary>
/// Defines sessions. Until registration opens all of one may change; from then on its window only by extensions, which say why, and
/// of its fees only those that have not begun.
/// </summary>
public sealed class DefineSessionHandler(IRecordStore store, ExamRuleBook book, IdSource ids)
{
    private readonly Records<ExamSession> _sessions = new(store, () => ExamsJson.Default.ExamSession);

    /// <summary>The session as it is stored, its extensions with who gave them included: for the Ministry and Departments.</summary>
    public async ValueTask<Result<DefinedSession>> ReadAsync(string? code, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not (Role.Ministry or Role.Department)) return KernelProblems.Forbidden;
        if (!ExamIds.IsSession(code)) return ExamProblems.NoSuchSession;
        var loaded = await _sessions.LoadAsync(ExamIds.Session(code!), cancellationToken);
        return loaded.State is { } session ? new DefinedSession(session.Code, loaded.Version, session) : ExamProblems.NoSuchSession;
    }

    /// <summary>Who defined, changed and extended a session, oldest first; of a change the note is what the session was until then, as JSON.</summary>
    public async ValueTask<Result<IReadOnlyList<HistoryEntry>>> ReadHistoryAsync(string? code, Asked asked, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(code, asked, cancellationToken)).Problem is { } refusal) return refusal;
        var documents = await store.ListDocumentsAsync(ExamIds.Session(code!), Document.HistoryPrefix, null, ReadHistory.MaxLines, cancellationToken);
        return documents.Select(document => JsonSerializer.Deserialize(document.Body.Span, KernelJson.Default.HistoryEntry)!).ToList();
    }

    /// <returns>
    /// The session; or <c>PS-004</c>, <c>EXAM-039</c> for its code, <c>EXAM-040</c> when it exists and no version was named,
    /// <c>PS-002</c> for another version, <c>EXAM-038</c> with every field that is wrong or can no longer change.
    /// </returns>
    public async ValueTask<Result<DefinedSession>> HandleAsync(DefineSession command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Ministry) return KernelProblems.Forbidden;
        if (!SessionCheck.IsFree(command.Code)) return ExamProblems.SessionCode;
        if (SessionCheck.Faults(command.Definition, book) is { Count: > 0 } faults) return ExamProblems.SessionNotValid(faults);

        var stem = ids.Next();
        var result = await _sessions.ChangeAsync(
            ExamIds.Session(command.Code), asked.Cause, loaded => Decide(loaded, command, asked, stem), cancellationToken);
        if (!result.Succeeded(out var changed, out var refusal)) return refusal;
        return changed.Answer.IsEmpty
            ? new DefinedSession(command.Code, changed.Version, changed.State!)
            : JsonSerializer.Deserialize(changed.Answer.Span, ExamsJson.Default.DefinedSession)!;
    }

    private static Result<Change<ExamSession>?> Decide(Loaded<ExamSession> loaded, DefineSession command, Asked asked, string stem)
    {
        if (loaded.State is not null && command.ExpectedVersion is null) return ExamProblems.SessionExists;
        if (command.ExpectedVersion is { } expected && expected != loaded.Version) return KernelProblems.Stale;
        if (loaded.State is { } before && SessionCheck.FixedFaults(before, command.Definition, asked.ArrivedAt) is { Count: > 0 } faults)
            return ExamProblems.SessionNotValid(faults);

        var after = command.Definition.Under(command.Code, loaded.State?.Extensions ?? []);
        var version = loaded.Version + 1;
        // What it was is in the history: a fee or a time that was changed must be found again.
        var note = loaded.State is { } former ? JsonSerializer.Serialize(SessionDefinition.Of(former), ExamsJson.Default.SessionDefinition) : null;
        var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, loaded.State is null ? "define" : "redefine", null, null, version, note);
        return new Change<ExamSession>(after)
        {
            Documents = [new Document(Document.HistoryPrefix + stem, JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
            Messages = [new Outgoing(ExamDirectory.Changed(after, version, asked.ArrivedAt, asked.Correlation, $"{stem}-s"))],
            Answer = JsonSerializer.SerializeToUtf8Bytes(new DefinedSession(command.Code, version, after), ExamsJson.Default.DefinedSession),
        };
    }
}
