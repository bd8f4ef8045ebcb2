using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Filing stays open longer: for everybody, a Department's units, one unit or one person.</summary>
/// <param name="Target">Department code, unit code, or the person's registration id or personal number; empty for everybody.</param>
/// <param name="Until">New closing time, before the first exam day.</param>
/// <param name="Reason">5 to 500 characters; kept with who extended and when.</param>
public sealed record ExtendWindow(string Session, ExtensionScope Scope, string Target, DateTimeOffset Until, string Reason);

/// <summary>Extends a window, with reason and audit. The Ministry may for all; a Department within its own units.</summary>
public sealed class ExtendWindowHandler(
    IRecordStore store, Registrations registrations, ExamReference reference, KeyedHash hash, IdSource ids)
{
    private const int MinReason = 5;
    private const int MaxReason = 500;

    private readonly Records<ExamSession> _sessions = new(store, () => ExamsJson.Default.ExamSession);
    private readonly Records<PersonExtension> _persons = new(store, () => ExamsJson.Default.PersonExtension);

    public async ValueTask<Result<WindowExtension>> HandleAsync(ExtendWindow command, Asked asked, CancellationToken cancellationToken)
    {
        if (!MayExtend(asked.Caller, command)) return KernelProblems.Forbidden;
        if (await reference.SessionAsync(command.Session, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;
        if (!IsGood(command, session, asked)) return ExamProblems.ExtensionNotValid;
        if (command.Scope is ExtensionScope.Unit && await reference.UnitAsync(command.Target, cancellationToken) is null)
            return ExamProblems.NoSuchUnit;

        var target = command.Scope is ExtensionScope.Person ? PersonOf(command).Value : command.Target;
        var extension = new WindowExtension(command.Scope, target, command.Until, command.Reason.Trim(), asked.Caller.Name, asked.ArrivedAt);
        return command.Scope is ExtensionScope.Person
            ? await ForPersonAsync(new RecordId(target), session, extension, asked, cancellationToken)
            : await ForManyAsync(session, extension, asked, cancellationToken);
    }

    private async ValueTask<Result<WindowExtension>> ForManyAsync(
        ExamSession session, WindowExtension extension, Asked asked, CancellationToken cancellationToken)
    {
        var stem = ids.Next();
        var result = await _sessions.ChangeAsync(
            ExamIds.Session(session.Code),
            asked.Cause,
            loaded =>
            {
                var now = loaded.State!;
                if (now.Extensions.Count >= ExamSession.MaxExtensions) return ExamProblems.ExtensionsFull;
                var after = now with { Extensions = [.. now.Extensions, extension] };
                return new Change<ExamSession>(after)
                {
                    Documents = [History(extension, loaded.Version + 1, asked, stem)],
                    Messages =
                    [
                        new Outgoing(ExamDirectory.Changed(after, loaded.Version + 1, asked.ArrivedAt, asked.Correlation, $"{stem}-s")),
                    ],
                    Answer = JsonSerializer.SerializeToUtf8Bytes(extension, ExamsJson.Default.WindowExtension),
                };
            },
            cancellationToken);
        return result.Succeeded(out var changed, out var refusal) ? First(changed.Answer, extension) : refusal;
    }

    private async ValueTask<Result<WindowExtension>> ForPersonAsync(
        RecordId registration, ExamSession session, WindowExtension extension, Asked asked, CancellationToken cancellationToken)
    {
        // Who has registered already belongs to a unit; who has not may be helped by any Department that knows the number.
        var seen = await registrations.LoadAsync(registration, cancellationToken);
        if (seen.State is { } known && asked.Caller.Role is Role.Department && !Permissions.IsOfficerOf(asked.Caller, known.Form.Unit))
            return KernelProblems.NotFound;

        var stem = ids.Next();
        var result = await _persons.ChangeAsync(
            FilingWindow.PersonRecord(registration),
            asked.Cause,
            loaded => new Change<PersonExtension>(new PersonExtension(session.Code, extension))
            {
                Documents = [History(extension, loaded.Version + 1, asked, stem)],
                Messages = RegistrationNotices.Extended(registration, seen.State, extension, asked, $"{stem}-n") is { } notice
                    ? [new Outgoing(notice)]
                    : [],
                Answer = JsonSerializer.SerializeToUtf8Bytes(extension, ExamsJson.Default.WindowExtension),
            },
            cancellationToken);
        return result.Succeeded(out var changed, out var refusal) ? First(changed.Answer, extension) : refusal;
    }

    private RecordId PersonOf(ExtendWindow command) => RecordId.TryParse(command.Target, ExamIds.RegistrationKind, out var id)
        ? id
        : ExamIds.Registration(hash, command.Session, command.Target.Trim().ToUpperInvariant());

    private static bool MayExtend(Caller caller, ExtendWindow command) => caller.Role switch
    {
        Role.Ministry => true,
        Role.Department => command.Scope switch
        {
            ExtensionScope.Province => command.Target == caller.Unit,
            ExtensionScope.Unit => Permissions.IsOfficerOf(caller, command.Target),
            ExtensionScope.Person => true,
            _ => false,
        },
        _ => false,
    };

    private static bool IsGood(ExtendWindow command, ExamSession session, Asked asked) =>
        command.Reason.Trim().Length is >= MinReason and <= MaxReason
        && command.Until > asked.ArrivedAt
        && command.Until < VietnamTime.StartOf(session.FirstExamDay)
        && command.Scope switch
        {
            ExtensionScope.All => command.Target.Length == 0,
            ExtensionScope.Province => command.Target.Length == 2,
            ExtensionScope.Unit => RegistrationUnit.IsCode(command.Target),
            _ => command.Target.Length is > 0 and <= RecordId.MaxLength,
        };

    private static WindowExtension First(ReadOnlyMemory<byte> answer, WindowExtension now) => answer.IsEmpty
        ? now
        : JsonSerializer.Deserialize(answer.Span, ExamsJson.Default.WindowExtension)!;

    private static Document History(WindowExtension extension, long version, Asked asked, string stem)
    {
        var note = $"{extension.Scope} {extension.Target} → {extension.Until.Display()}: {extension.Reason}";
        var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, "extend-window", null, null, version, note);
        return new Document(Document.HistoryPrefix + stem, JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry));
    }
}
