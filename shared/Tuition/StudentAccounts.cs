using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What a caller is told about an account after a change.</summary>
public sealed record AccountAnswer(RecordId Account, long Version, long OwedVnd, long CreditVnd);

/// <summary>Loads accounts, has an operation decide, and commits.</summary>
public sealed class StudentAccounts(IRecordStore store, IdSource ids)
{
    private readonly Records<StudentAccount> _records = new(store, () => TuitionJson.Default.StudentAccount);

    public ValueTask<Loaded<StudentAccount>> LoadAsync(RecordId id, CancellationToken cancellationToken) => _records.LoadAsync(id, cancellationToken);

    /// <summary>True when the account has a document of that id.</summary>
    internal async ValueTask<bool> HasAsync(RecordId id, string document, CancellationToken cancellationToken) =>
        await store.ReadDocumentAsync(id, document, cancellationToken) is not null;

    /// <param name="decide">Pure. Gets the account and the stem of the ids of its messages; null when nothing needs to change.</param>
    internal ValueTask<Result<Changed<StudentAccount>>> ChangeAsync(
        RecordId id, Cause? cause, Func<Loaded<StudentAccount>, string, Result<Change<StudentAccount>?>> decide, CancellationToken cancellationToken)
    {
        var stem = ids.Next();
        return _records.ChangeAsync(id, cause, loaded => decide(loaded, stem), cancellationToken);
    }

    /// <summary>Changes an account the caller may see; whoever may not is told that there is none.</summary>
    internal async ValueTask<Result<AccountAnswer>> ChangeSeenAsync(
        RecordId id, Asked asked, Func<Loaded<StudentAccount>, string, Result<Change<StudentAccount>?>> decide, CancellationToken cancellationToken)
    {
        var result = await ChangeAsync(
            id,
            asked.Cause,
            (loaded, stem) => TuitionPermissions.Refuses(asked.Caller, loaded.State) is { } refusal ? refusal : decide(loaded, stem),
            cancellationToken);
        if (!result.Succeeded(out var changed, out var problem)) return problem;
        return new AccountAnswer(id, changed.Version, changed.State!.OwedVnd, changed.State.CreditVnd);
    }

    /// <summary>Writes down that an officer looked.</summary>
    internal async ValueTask NoteReadAsync(Loaded<StudentAccount> seen, Asked asked, CancellationToken cancellationToken)
    {
        var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, "read", null, null, seen.Version);
        var document = new Document(Document.HistoryPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry));
        await _records.CommitAsync(seen, new Change<StudentAccount>(State: null) { Documents = [document] }, null, cancellationToken);
    }
}
