using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A file for a registration is announced; it then comes in blocks.</summary>
/// <param name="Kind">Code of <see cref="ExamRules.Attachments"/>.</param>
/// <param name="FileName">As the client named it.</param>
/// <param name="ContentType">As the client declared it.</param>
/// <param name="SizeBytes">Of the whole file.</param>
/// <param name="Sha256">Of the whole file, lower-case hex; null when the client cannot say.</param>
public sealed record OpenUpload(
    RecordId Registration, string Kind, string FileName, string? ContentType, long SizeBytes, string? Sha256 = null);

/// <summary>Hands out the address a file may be sent to, and a fresh one when a connection came back after a while.</summary>
public sealed class OpenUploadHandler(Registrations registrations, AttachRules rules, IUploads uploads, IdSource ids)
{
    private const int Sha256Chars = 64;

    public async ValueTask<Result<UploadTicket>> HandleAsync(OpenUpload command, Asked asked, CancellationToken cancellationToken)
    {
        var seen = await registrations.LoadAsync(command.Registration, cancellationToken);
        if (await rules.RefusesAsync(seen, asked, cancellationToken) is { } refusal) return refusal;
        if (rules.Find(command.Kind, asked) is not { } rule) return ExamProblems.NoSuchKind;
        if (FileCheck.Announced(command.SizeBytes, command.FileName, command.ContentType, AttachRules.FileRuleOf(rule)) is { } hopeless)
            return hopeless;
        if (!IsSound(command)) return FileProblems.AnnouncedWrongly;
        return await uploads.OpenAsync(
            new Upload(
                ids.Next(),
                command.Registration,
                asked.Caller.Id,
                rule.Code,
                command.FileName,
                command.ContentType,
                (int)command.SizeBytes,
                command.Sha256,
                asked.ArrivedAt),
            cancellationToken);
    }

    /// <summary>A fresh ticket for an upload the caller began.</summary>
    public async ValueTask<Result<UploadTicket>> ContinueAsync(
        RecordId registration, string upload, Asked asked, CancellationToken cancellationToken)
    {
        var seen = await registrations.LoadAsync(registration, cancellationToken);
        if (Permissions.Refuses(asked.Caller, seen.State) is { } unseen) return unseen;
        if (await uploads.FindAsync(registration, upload, cancellationToken) is not { } found) return FileProblems.UploadExpired;
        if (found.Owner != asked.Caller.Id) return KernelProblems.NotFound;
        if (found.ExpiresAt <= asked.ArrivedAt) return FileProblems.UploadExpired;
        return await uploads.ContinueAsync(found, cancellationToken);
    }

    private static bool IsSound(OpenUpload command) =>
        command.FileName.Length is > 0 and <= Upload.MaxFileNameLength
        && (command.ContentType?.Length ?? 0) <= Upload.MaxFileNameLength
        && (command.Sha256 is null || (command.Sha256.Length == Sha256Chars && command.Sha256.All(char.IsAsciiHexDigitLower)));
}
