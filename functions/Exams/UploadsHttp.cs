using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>Files of registrations that come in blocks, straight to storage: announced here, and completed here.</summary>
internal static class UploadsHttp
{
    public static async Task<IResult> OpenAsync(
        HttpContext context, string id, OpenUploadHandler handler, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return Answers.Problem(KernelProblems.NotFound);
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.UploadBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        var file = body.Value;
        var command = new OpenUpload(registration, file.Kind, file.FileName, file.ContentType, file.SizeBytes, file.Sha256);
        return Answers.From(
            await handler.HandleAsync(command, context.Asked(), cancellationToken),
            KernelJson.Default.UploadTicket,
            StatusCodes.Status201Created);
    }

    public static async Task<IResult> ContinueAsync(
        HttpContext context, string id, string upload, OpenUploadHandler handler, CancellationToken cancellationToken) =>
        RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)
            ? Answers.From(
                await handler.ContinueAsync(registration, upload, context.Asked(), cancellationToken), KernelJson.Default.UploadTicket)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> CompleteAsync(
        HttpContext context, string id, string upload, CompleteUploadHandler handler, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return Answers.Problem(KernelProblems.NotFound);
        if (!context.Request.ExpectedVersion().Succeeded(out var version, out var malformed)) return Answers.Problem(malformed!);
        var result = await handler.HandleAsync(new CompleteUpload(registration, upload, version), context.Asked(), cancellationToken);
        return Answers.From(result, ExamsJson.Default.RegistrationAnswer);
    }
}
