using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A registration as the people it concerns read it.</summary>
/// <param name="Next">Who acts next.</param>
/// <param name="MissingDocuments">Kinds of attachments that are still to come, with their names.</param>
public sealed record RegistrationView(
    RecordId Id,
    long Version,
    NextActor Next,
    Registration Registration,
    IReadOnlyList<CodeRule> MissingDocuments);

/// <summary>Shows a registration. An officer's look at it is itself recorded, once for each version they saw.</summary>
public sealed class ReadRegistration(IRecordStore store, Registrations registrations, ExamRuleBook book, KeyedHash hash)
{
    /// <summary>Prefix of the documents that record who looked.</summary>
    public const string ReadPrefix = "r/";

    public async ValueTask<Result<RegistrationView>> HandleAsync(RecordId id, Asked asked, CancellationToken cancellationToken)
    {
        var loaded = await registrations.LoadAsync(id, cancellationToken);
        if (Permissions.Refuses(asked.Caller, loaded.State) is { } refusal) return refusal;
        var registration = loaded.State!;
        if (asked.Caller.Role is Role.School or Role.Department) await RecordAsync(loaded, asked, cancellationToken);
        var rules = book.On(asked.ArrivedAt.VietnamDate());
        return new RegistrationView(
            id, loaded.Version, registration.Next, registration with { Invitation = null }, RequiredDocuments.Missing(registration, rules));
    }

    private async ValueTask RecordAsync(Loaded<Registration> loaded, Asked asked, CancellationToken cancellationToken)
    {
        var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, "read", null, null, loaded.Version);
        await store.CommitAsync(
            new Commit
            {
                Record = loaded.Id,
                Documents =
                [
                    new Document(
                        $"{ReadPrefix}{loaded.Version:D10}/{hash.Of("reader", asked.Caller.Id)}",
                        JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry)),
                ],
            },
            cancellationToken);
    }
}
