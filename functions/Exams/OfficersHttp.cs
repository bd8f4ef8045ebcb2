using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>What schools, Departments and the Ministry do over HTTP.</summary>
internal static class OfficersHttp
{
    public static async Task<IResult> ListAsync(
        HttpContext context,
        string session,
        string unit,
        string? @class,
        RegistrationState? state,
        NextActor? next,
        int? take,
        string? continuation,
        ListRegistrations handler,
        CancellationToken cancellationToken)
    {
        var query = new ListUnit(session, unit, @class, state, next, take ?? 50, continuation);
        return Answers.From(await handler.OfUnitAsync(query, context.Asked(), cancellationToken), ExamsJson.Default.RegistrationList);
    }

    public static async Task<IResult> CheckAsync(
        HttpContext context, string id, CheckRegistrationHandler handler, CancellationToken cancellationToken) =>
        context.Change(id).Succeeded(out var change, out var problem)
            ? Answers.From(
                await handler.HandleAsync(new CheckRegistration(change.Registration, change.Version), change.Asked, cancellationToken),
                ExamsJson.Default.RegistrationAnswer)
            : Answers.Problem(problem);

    public static async Task<IResult> RequestCorrectionAsync(
        HttpContext context, string id, RequestCorrectionHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.CorrectionBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!context.Change(id, body.Fingerprint).Succeeded(out var change, out var problem)) return Answers.Problem(problem);
        var command = new RequestCorrection(change.Registration, body.Value.Reasons, change.Version);
        return Answers.From(await handler.HandleAsync(command, change.Asked, cancellationToken), ExamsJson.Default.RegistrationAnswer);
    }

    public static async Task<IResult> FileClassAsync(
        HttpContext context, string session, bool? dryRun, ISheetReader sheets, FileClassHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadBytesAsync(Sheet.MaxBytes, cancellationToken);
        if (!read.Succeeded(out var content, out var tooLarge)) return Answers.Problem(tooLarge);
        if (!sheets.Read(content, cancellationToken).Succeeded(out var sheet, out var unreadable)) return Answers.Problem(unreadable);
        // Without a word about it nothing is changed.
        var result = await handler.HandleAsync(new FileClass(session, sheet, dryRun ?? true), context.Asked(), cancellationToken);
        return Answers.From(result, ExamsJson.Default.ClassReport);
    }

    public static async Task<IResult> LockAsync(
        HttpContext context, string session, string unit, LockUnitHandler handler, CancellationToken cancellationToken)
    {
        if (!context.Asked("").Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        var result = await handler.HandleAsync(new LockUnit(session, unit), asked, cancellationToken);
        return Answers.From(result, ExamsJson.Default.UnitLock, StatusCodes.Status202Accepted);
    }

    public static async Task<IResult> ReadLockAsync(
        HttpContext context, string session, string unit, LockUnitHandler handler, CancellationToken cancellationToken)
    {
        var result = await handler.ReadAsync(new LockUnit(session, unit), context.Asked(), cancellationToken);
        if (!result.Succeeded(out var progress, out var problem)) return Answers.Problem(problem!);
        return progress is null ? Answers.Problem(KernelProblems.NotFound) : Answers.Json(progress, ExamsJson.Default.UnitLock);
    }

    public static async Task<IResult> ExtendAsync(
        HttpContext context, string session, ExtendWindowHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.ExtensionBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!context.Asked(body.Fingerprint).Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        var command = new ExtendWindow(session, body.Value.Scope, body.Value.Target ?? "", body.Value.Until, body.Value.Reason);
        return Answers.From(await handler.HandleAsync(command, asked, cancellationToken), ExamsJson.Default.WindowExtension);
    }

    public static async Task<IResult> SessionsAsync(ExamDirectory directory, CancellationToken cancellationToken) =>
        Answers.Json(await directory.SessionsAsync(cancellationToken), ExamsJson.Default.IReadOnlyListSessionRow);

    public static async Task<IResult> UnitsAsync(string department, ExamDirectory directory, CancellationToken cancellationToken) =>
        Answers.Json(await directory.UnitsAsync(department, cancellationToken), ExamsJson.Default.IReadOnlyListUnitRow);
}
