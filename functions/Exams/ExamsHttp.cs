using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>What families do over HTTP.</summary>
internal static class ExamsHttp
{
    public static async Task<IResult> SubmitAsync(
        HttpContext context, string session, SubmitRegistrationHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.FormBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!context.Asked(body.Fingerprint).Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        if (!context.Request.ExpectedVersion().Succeeded(out var version, out var badVersion)) return Answers.Problem(badVersion!);
        var command = new SubmitRegistration(session, body.Value.Form, body.Value.Consent, version);
        var result = await handler.HandleAsync(command, asked, cancellationToken);
        return Answers.From(result, ExamsJson.Default.RegistrationAnswer, StatusCodes.Status201Created);
    }

    public static async Task<IResult> SaveDraftAsync(
        HttpContext context, string session, SaveDraftHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.FormBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!context.Request.ExpectedVersion().Succeeded(out var version, out var badVersion)) return Answers.Problem(badVersion!);
        if (!context.Asked($"{version} {body.Fingerprint}").Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        var result = await handler.HandleAsync(
            new SaveDraft(session, body.Value.Form, body.Value.Consent, version), asked, cancellationToken);
        return Answers.From(result, ExamsJson.Default.RegistrationAnswer);
    }

    public static async Task<IResult> SubmitDraftAsync(
        HttpContext context, string id, SubmitDraftHandler handler, CancellationToken cancellationToken) =>
        context.Change(id).Succeeded(out var change, out var problem)
            ? Answer(await handler.HandleAsync(new SubmitDraft(change.Registration, change.Version), change.Asked, cancellationToken))
            : Answers.Problem(problem);

    public static async Task<IResult> EditAsync(
        HttpContext context, string id, EditRegistrationHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.RegistrationForm, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        return context.Change(id, body.Fingerprint).Succeeded(out var change, out var problem)
            ? Answer(await handler.HandleAsync(
                new EditRegistration(change.Registration, body.Value, change.Version), change.Asked, cancellationToken))
            : Answers.Problem(problem);
    }

    public static async Task<IResult> WithdrawAsync(
        HttpContext context, string id, WithdrawRegistrationHandler handler, CancellationToken cancellationToken) =>
        context.Change(id).Succeeded(out var change, out var problem)
            ? Answer(await handler.HandleAsync(new WithdrawRegistration(change.Registration, change.Version), change.Asked, cancellationToken))
            : Answers.Problem(problem);

    public static async Task<IResult> PayAgainAsync(
        HttpContext context, string id, PayAgainHandler handler, CancellationToken cancellationToken) =>
        context.Change(id).Succeeded(out var change, out var problem)
            ? Answer(await handler.HandleAsync(new PayAgain(change.Registration, change.Version), change.Asked, cancellationToken))
            : Answers.Problem(problem);

    public static async Task<IResult> ReadAsync(
        HttpContext context, string id, ReadRegistration handler, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return Answers.Problem(KernelProblems.NotFound);
        var result = await handler.HandleAsync(registration, context.Asked(), cancellationToken);
        if (result.Succeeded(out var view, out _)) context.Response.Headers.ETag = $"\"{view.Version}\"";
        return Answers.From(result, ExamsJson.Default.RegistrationView);
    }

    public static async Task<IResult> HistoryAsync(
        HttpContext context, string id, ReadHistory handler, CancellationToken cancellationToken) =>
        RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)
            ? Answers.From(
                await handler.HandleAsync(registration, context.Asked(), cancellationToken), ExamsJson.Default.IReadOnlyListHistoryEntry)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> ReceiptAsync(
        HttpContext context, string id, ReadReceipt handler, CancellationToken cancellationToken) =>
        RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)
            ? Answers.From(await handler.HandleAsync(registration, context.Asked(), cancellationToken), ExamsJson.Default.ReceiptView)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> MineAsync(HttpContext context, ListRegistrations handler, CancellationToken cancellationToken) =>
        Answers.From(await handler.OfFamilyAsync(context.Asked(), cancellationToken), ExamsJson.Default.RegistrationList);

    public static IResult VerifyReceipt(string token, IReceiptSigner signer) => signer.Verify(token) is { } receipt
        ? Answers.Json(receipt, ExamsJson.Default.Receipt)
        : Answers.Problem(KernelProblems.NotFound);

    public static IResult ReceiptKeys(IReceiptSigner signer) => Answers.Written(signer.PublicKeys);

    private static IResult Answer(Result<RegistrationAnswer> result) => Answers.From(result, ExamsJson.Default.RegistrationAnswer);
}
