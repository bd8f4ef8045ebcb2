using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A file with its content.</summary>
public sealed record FileContent(Attachment Attachment, Stream Content);

/// <summary>Opens a file of a registration; an officer's look is recorded as a read of the registration.</summary>
public sealed class ReadFile(ReadRegistration registrations, IBlobStore blobs)
{
    public async ValueTask<Result<FileContent>> HandleAsync(
        RecordId registration, string attachmentId, Asked asked, CancellationToken cancellationToken)
    {
        var read = await registrations.HandleAsync(registration, asked, cancellationToken);
        if (!read.Succeeded(out var view, out var refusal)) return refusal;
        if (view.Registration.Attachments.FirstOrDefault(file => file.Id == attachmentId) is not { } attachment) return KernelProblems.NotFound;
        return await blobs.OpenAsync(registration, attachment.Sha256, cancellationToken) is { } content
            ? new FileContent(attachment, content)
            : KernelProblems.NotFound;
    }
}
