using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>The exam feature over HTTP.</summary>
internal static class ExamsHttp
{
    /// <summary>What a caller sends to file a form; the session is in the address.</summary>
    public sealed record SubmitBody(RegistrationForm Form, ConsentGiven? Consent);

    public static async Task<IResult> SubmitAsync(
        HttpContext context, string session, SubmitRegistrationHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.SubmitBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!Asks(context, body.Fingerprint).Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        if (!context.Request.ExpectedVersion().Succeeded(out var version, out var badVersion)) return Answers.Problem(badVersion);
        var command = new SubmitRegistration(session, body.Value.Form, body.Value.Consent, version);
        var result = await handler.HandleAsync(command, asked, cancellationToken);
        return Answers.From(result, ExamsJson.Default.RegistrationAnswer, StatusCodes.Status201Created);
    }

    public static async Task<IResult> ReadAsync(
        HttpContext context, string id, ReadRegistration handler, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return Answers.Problem(KernelProblems.NotFound);
        var result = await handler.HandleAsync(registration, context.Asked(), cancellationToken);
        return Answers.From(result, ExamsJson.Default.RegistrationView);
    }

    /// <summary>The request as operations take it; without the caller's own key.</summary>
    public static Asked Asked(this HttpContext context) =>
        new(context.Caller(), context.ArrivedAt(), context.CorrelationId(), context.Language());

    private static Result<Asked> Asks(HttpContext context, string fingerprint)
    {
        var asked = context.Asked();
        if (!context.Request.IdempotencyCause(asked.Caller, fingerprint).Succeeded(out var cause, out var problem)) return problem!;
        return asked with { Cause = cause };
    }
}
