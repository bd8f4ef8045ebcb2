using System.Security.Cryptography;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>Files of registrations over HTTP: the body is the file.</summary>
internal static class FilesHttp
{
    public static async Task<IResult> AttachAsync(
        HttpContext context, string id, string? kind, string? name, AttachFileHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadBytesAsync(IBlobStore.MaxBytes, cancellationToken);
        if (!read.Succeeded(out var content, out var tooLarge)) return Answers.Problem(tooLarge);
        var fingerprint = $"{kind} {Convert.ToHexStringLower(SHA256.HashData(content))}";
        if (!context.Change(id, fingerprint).Succeeded(out var change, out var problem)) return Answers.Problem(problem);
        var command = new AttachFile(
            change.Registration, kind ?? "", name ?? "", context.Request.ContentType, content, change.Version);
        return Answers.From(await handler.HandleAsync(command, change.Asked, cancellationToken), ExamsJson.Default.RegistrationAnswer);
    }

    public static async Task<IResult> RemoveAsync(
        HttpContext context, string id, string file, RemoveFileHandler handler, CancellationToken cancellationToken) =>
        context.Change(id).Succeeded(out var change, out var problem)
            ? Answers.From(
                await handler.HandleAsync(new RemoveFile(change.Registration, file, change.Version), change.Asked, cancellationToken),
                ExamsJson.Default.RegistrationAnswer)
            : Answers.Problem(problem);

    public static async Task<IResult> ReadAsync(
        HttpContext context, string id, string file, ReadFile handler, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return Answers.Problem(KernelProblems.NotFound);
        var result = await handler.HandleAsync(registration, file, context.Asked(), cancellationToken);
        if (!result.Succeeded(out var found, out var problem)) return Answers.Problem(problem);
        // What a stranger uploaded is shown as a file of its own, never as part of our pages.
        context.Response.Headers.ContentDisposition = "attachment";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.Stream(found.Content, found.Attachment.ContentType);
    }
}
