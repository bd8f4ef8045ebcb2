using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams;

/// <summary>Family accounts and shared registrations over HTTP.</summary>
internal static class GuardiansHttp
{
    public static async Task<IResult> AccountAsync(HttpContext context, FamilyAccounts accounts, CancellationToken cancellationToken) =>
        Answers.From(await accounts.ReadAsync(context.Asked(), cancellationToken), ExamsJson.Default.FamilyAccount);

    public static async Task<IResult> AddChildAsync(HttpContext context, FamilyAccounts accounts, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.AddChild, cancellationToken);
        return read.Succeeded(out var body, out var malformed)
            ? Answers.From(await accounts.AddAsync(body.Value, context.Asked(), cancellationToken), ExamsJson.Default.FamilyAccount)
            : Answers.Problem(malformed);
    }

    public static async Task<IResult> RemoveChildAsync(
        HttpContext context, string child, FamilyAccounts accounts, CancellationToken cancellationToken) =>
        Answers.From(await accounts.RemoveAsync(child, context.Asked(), cancellationToken), ExamsJson.Default.FamilyAccount);

    public static async Task<IResult> InviteAsync(
        HttpContext context, string id, Guardianship guardianship, CancellationToken cancellationToken) =>
        RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)
            ? Answers.From(
                await guardianship.InviteAsync(registration, context.Asked(), cancellationToken), ExamsJson.Default.InvitationIssued)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> JoinAsync(
        HttpContext context, string session, Guardianship guardianship, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(ExamsHttpJson.Default.JoinBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        var command = new JoinAsGuardian(session, body.Value.Identity, body.Value.Code, body.Value.Consent);
        return Answers.From(await guardianship.JoinAsync(command, context.Asked(), cancellationToken), ExamsJson.Default.RegistrationAnswer);
    }
}
