using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>How sessions and registration units are defined over HTTP.</summary>
internal static class DefinitionsHttp
{
    public static async Task<IResult> ReadSessionAsync(
        HttpContext context, string session, DefineSessionHandler handler, CancellationToken cancellationToken) =>
        Session(context, await handler.ReadAsync(session, context.Asked(), cancellationToken));

    public static async Task<IResult> ReadSessionHistoryAsync(
        HttpContext context, string session, DefineSessionHandler handler, CancellationToken cancellationToken) =>
        Answers.From(await handler.ReadHistoryAsync(session, context.Asked(), cancellationToken), ExamsJson.Default.IReadOnlyListHistoryEntry);

    public static async Task<IResult> DefineSessionAsync(
        HttpContext context, string session, DefineSessionHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.SessionDefinition, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!context.Request.ExpectedVersion().Succeeded(out var version, out var badVersion)) return Answers.Problem(badVersion!);
        if (!context.Asked($"{session} {version} {body.Fingerprint}").Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        return Session(context, await handler.HandleAsync(new DefineSession(session, body.Value, version), asked, cancellationToken));
    }

    public static async Task<IResult> ReadUnitAsync(string unit, ExamReference reference, CancellationToken cancellationToken) =>
        await reference.UnitAsync(unit, cancellationToken) is { } found
            ? Answers.Json(found, ExamsJson.Default.RegistrationUnit)
            : Answers.Problem(ExamProblems.NoSuchUnit);

    public static async Task<IResult> DefineUnitAsync(
        HttpContext context, string unit, DefineUnitHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.UnitBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        var (name, dossierUnit, takes, priorCheck) = body.Value;
        var defined = new RegistrationUnit(unit, name, dossierUnit, takes, priorCheck ?? []);
        // The same definition twice changes nothing, so it needs no key.
        return Answers.From(await handler.HandleAsync(new DefineUnit(defined), context.Asked(), cancellationToken), ExamsJson.Default.DefinedUnit);
    }

    public static async Task<IResult> FileUnitsAsync(
        HttpContext context, bool? dryRun, ISheetReader sheets, FileUnitsHandler handler, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadBytesAsync(Sheet.MaxBytes, cancellationToken);
        if (!read.Succeeded(out var content, out var tooLarge)) return Answers.Problem(tooLarge);
        if (!sheets.Read(content, cancellationToken).Succeeded(out var sheet, out var unreadable)) return Answers.Problem(unreadable);
        // Without a word about it nothing is changed.
        var result = await handler.HandleAsync(new FileUnits(sheet, dryRun ?? true), context.Asked(), cancellationToken);
        return Answers.From(result, ExamsJson.Default.UnitsReport);
    }

    private static IResult Session(HttpContext context, Result<DefinedSession> result)
    {
        if (result.Succeeded(out var defined, out _)) context.Response.Headers.ETag = $"\"{defined.Version}\"";
        return Answers.From(result, ExamsJson.Default.DefinedSession);
    }
}
