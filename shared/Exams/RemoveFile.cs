using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A file is taken off a registration. Its content stays as long as the history that names it.</summary>
public sealed record RemoveFile(RecordId Registration, string AttachmentId, long ExpectedVersion);

/// <summary>Takes a file off a registration that can still be changed.</summary>
public sealed class RemoveFileHandler(Registrations registrations, ExamReference reference, FilingWindow window)
{
    public async ValueTask<Result<RegistrationAnswer>> HandleAsync(RemoveFile command, Asked asked, CancellationToken cancellationToken)
    {
        var seen = await registrations.LoadAsync(command.Registration, cancellationToken);
        if (Permissions.Refuses(asked.Caller, seen.State) is { } unseen) return unseen;
        if (!Permissions.MayEdit(asked.Caller, seen.State!)) return KernelProblems.Forbidden;
        if (await reference.SessionAsync(seen.State!.Session, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;
        if (await window.RefusesEditAsync(session, seen, asked.ArrivedAt, cancellationToken) is { } closed)
            return await registrations.RefuseAsync(seen.Id, asked, closed, cancellationToken);
        return await registrations.ChangeSeenAsync(
            seen.Id, asked, command.ExpectedVersion, (loaded, _) => Decide(loaded, command.AttachmentId), cancellationToken);
    }

    private static Result<Decision?> Decide(Loaded<Registration> loaded, string attachmentId)
    {
        var before = loaded.State!;
        if (before.Attachments.FirstOrDefault(file => file.Id == attachmentId) is not { } removed) return KernelProblems.NotFound;
        return Moves.Next(before.State, RegistrationAction.Attach, before.FeeSettled, before.NeedsCheck).Succeeded(out var next, out var refusal)
            ? new Decision(
                before with { State = next, Attachments = [.. before.Attachments.Where(file => file != removed)] },
                RegistrationAction.Attach,
                $"-{removed.Kind}")
            : refusal;
    }
}
