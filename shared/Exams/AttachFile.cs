using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A file for a registration.</summary>
/// <param name="Kind">Code of <see cref="ExamRules.Attachments"/>.</param>
/// <param name="FileName">As the client named it.</param>
/// <param name="ContentType">As the client declared it.</param>
public sealed record AttachFile(
    RecordId Registration, string Kind, string FileName, string? ContentType, ReadOnlyMemory<byte> Content, long ExpectedVersion);

/// <summary>Checks, scans and keeps a file, and notes it on the registration.</summary>
public sealed class AttachFileHandler(
    Registrations registrations, AttachRules rules, IFileScanner scanner, IBlobStore blobs, IdSource ids)
{
    private const int MaxNameLength = 100;

    public async ValueTask<Result<RegistrationAnswer>> HandleAsync(AttachFile command, Asked asked, CancellationToken cancellationToken)
    {
        var seen = await registrations.LoadAsync(command.Registration, cancellationToken);
        if (await rules.RefusesAsync(seen, asked, cancellationToken) is { } refusal)
        {
            // A request that was accepted in time gets its answer for as long as answers are kept.
            return refusal.Kind is ProblemKind.Closed ? await registrations.RefuseAsync(seen.Id, asked, refusal, cancellationToken) : refusal;
        }

        if (rules.Find(command.Kind, asked) is not { } rule) return ExamProblems.NoSuchKind;

        if (!FileCheck.Check(command.Content, command.FileName, command.ContentType, AttachRules.FileRuleOf(rule)).Succeeded(out var file, out var bad))
            return bad;
        if (await scanner.ScanAsync(file.Content, cancellationToken) is { } found) return ExamProblems.Infected(found);
        var sha256 = await blobs.PutAsync(seen.Id, file.Content, cancellationToken);
        var attachment = new Attachment(
            ids.Next(), rule.Code, Name(command.FileName), file.ContentType, file.Content.Length, sha256, asked.ArrivedAt);
        return await registrations.ChangeSeenAsync(
            seen.Id, asked, command.ExpectedVersion, (loaded, _) => Decide(loaded, attachment, rule), cancellationToken);
    }

    private static Result<Decision?> Decide(Loaded<Registration> loaded, Attachment attachment, AttachmentRule rule)
    {
        var before = loaded.State!;
        var sameKind = before.Attachments.Where(file => file.Kind == rule.Code).ToList();
        if (sameKind.Any(file => file.Sha256 == attachment.Sha256)) return (Decision?)null;
        // One portrait only: a new one takes the old one's place. Of other kinds the limit counts.
        var kept = rule.MaxFiles == 1 ? [.. before.Attachments.Except(sameKind)] : before.Attachments;
        if (rule.MaxFiles > 1 && sameKind.Count >= rule.MaxFiles) return ExamProblems.TooManyFiles(rule.MaxFiles);
        return Moves.Next(before.State, RegistrationAction.Attach, before.FeeSettled, before.NeedsCheck).Succeeded(out var next, out var refusal)
            ? new Decision(before with { State = next, Attachments = [.. kept, attachment] }, RegistrationAction.Attach, $"+{rule.Code}")
            : refusal;
    }

    /// <summary>The name is only shown: paths and control characters have no place in it.</summary>
    private static string Name(string fileName)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        name = string.Concat(name.Where(c => !char.IsControl(c)));
        return name.Length <= MaxNameLength ? name : name[^MaxNameLength..];
    }
}
