using System.Security.Cryptography;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>An upload has arrived and becomes a file of its registration.</summary>
/// <param name="Upload">The upload's id, as it came from outside.</param>
/// <param name="ExpectedVersion">The version the caller saw; null when any will do, because what is added undoes nothing.</param>
public sealed record CompleteUpload(RecordId Registration, string Upload, long? ExpectedVersion = null);

/// <summary>
/// Takes a file out of the quarantine: checks and scans it as one sent directly, keeps it and notes it on the registration in
/// one commit under the upload's own key, so that a second completion gets the first one's answer.
/// </summary>
public sealed class CompleteUploadHandler(Registrations registrations, AttachFileHandler attach, IUploads uploads)
{
    /// <summary>How often a file is noted again on a registration that moved meanwhile.</summary>
    public const int MaxAttempts = 3;

    private const string CauseScope = "uploads:";

    public async ValueTask<Result<RegistrationAnswer>> HandleAsync(CompleteUpload command, Asked asked, CancellationToken cancellationToken)
    {
        var seen = await registrations.LoadAsync(command.Registration, cancellationToken);
        if (Permissions.Refuses(asked.Caller, seen.State) is { } unseen) return unseen;
        if (!Permissions.MayEdit(asked.Caller, seen.State!)) return KernelProblems.Forbidden;
        if (command.Upload.Length != IdSource.Length) return FileProblems.UploadExpired;
        var under = asked with { Cause = Cause.Request(CauseScope + asked.Caller.Id, command.Upload, command.Registration.Value) };

        // The answer first: after a completion the quarantine knows nothing of the upload any more.
        var before = await registrations.RefuseAsync(seen.Id, under, FileProblems.UploadExpired, cancellationToken);
        if (before.Problem is null) return before;
        if (await uploads.FindAsync(command.Registration, command.Upload, cancellationToken) is not { } upload) return before;
        if (upload.Owner != asked.Caller.Id) return KernelProblems.NotFound;
        if (upload.ExpiresAt <= asked.ArrivedAt) return before;

        if (await uploads.ReadAsync(upload, cancellationToken) is not { } content)
        {
            var ticket = await uploads.ContinueAsync(upload, cancellationToken);
            return FileProblems.UploadIncomplete(ticket.ReceivedBytes, upload.SizeBytes);
        }

        if (upload.Sha256 is { } announced && announced != Convert.ToHexStringLower(SHA256.HashData(content.Span)))
        {
            // No block of it can be trusted, so there is nothing to go on from.
            await uploads.DiscardAsync(upload, cancellationToken);
            return FileProblems.UploadChanged;
        }

        return await NoteAsync(command, upload, content, under, cancellationToken);
    }

    /// <summary>
    /// Only what was noted is discarded: a refusal, or an answer that changed nothing and is therefore not kept, is the same
    /// when it is asked for again. What stays is swept when it expires.
    /// </summary>
    private async ValueTask<Result<RegistrationAnswer>> NoteAsync(
        CompleteUpload command, Upload upload, ReadOnlyMemory<byte> content, Asked asked, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var version = command.ExpectedVersion ?? (await registrations.LoadAsync(command.Registration, cancellationToken)).Version;
            var result = await attach.HandleAsync(
                new AttachFile(command.Registration, upload.Kind, upload.FileName, upload.ContentType, content, version),
                asked,
                cancellationToken);
            if (result.Problem == KernelProblems.Stale && command.ExpectedVersion is null && attempt < MaxAttempts) continue;
            if (result.Problem is null && result.Value.Version > version) await uploads.DiscardAsync(upload, cancellationToken);
            return result;
        }
    }
}
