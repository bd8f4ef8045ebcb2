using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A whole form, filed at once.</summary>
/// <param name="Session">Session code.</param>
/// <param name="ExpectedVersion">Of the caller's own draft or withdrawn registration that this completes; null for a first filing.</param>
public sealed record SubmitRegistration(string Session, RegistrationForm Form, ConsentGiven? Consent, long? ExpectedVersion = null);

/// <summary>Files a registration: one commit with its history, the fee asked for, the portal told.</summary>
public sealed class SubmitRegistrationHandler(Registrations registrations, Filing filing)
{
    public async ValueTask<Result<RegistrationAnswer>> HandleAsync(
        SubmitRegistration command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        var form = FormFields.Normalise(command.Form);
        var prepared = await filing.PrepareAsync(command.Session, form, command.Consent, asked, cancellationToken);
        if (!prepared.Succeeded(out var filed, out var refusal))
        {
            // A phone that repeats, after the window closed, what it sent before is told what it missed.
            return refusal.Kind is ProblemKind.Closed
                ? await registrations.RefuseAsync(filing.IdOf(command.Session, form), asked, refusal, cancellationToken)
                : refusal;
        }

        var numbered = await filing.NumberAsync(filed, asked, cancellationToken);
        if (!numbered.Succeeded(out var code, out var noNumber)) return noNumber;
        return command.ExpectedVersion is null
            ? await registrations.FileAsync(filed.Id, asked, Decide, cancellationToken)
            : await registrations.ChangeAsync(filed.Id, asked, Decide, cancellationToken);

        Result<Decision?> Decide(Loaded<Registration> loaded, string stem) =>
            SubmitRegistrationHandler.Decide(loaded, filed, code, command.ExpectedVersion, asked, stem);
    }

    private static Result<Decision?> Decide(
        Loaded<Registration> loaded, Filed filed, string dossierCode, long? expectedVersion, Asked asked, string stem)
    {
        if (loaded.State is { } existing)
        {
            if (!Permissions.IsFamily(asked.Caller, existing)) return ExamProblems.HeldByAnother;
            if (expectedVersion is null) return ExamProblems.AlreadyYours(loaded.Id);
            if (expectedVersion != loaded.Version) return KernelProblems.Stale;
        }

        var from = loaded.State?.State ?? RegistrationState.Draft;
        if (!Moves.Next(from, RegistrationAction.Submit, feeSettled: false, filed.NeedsCheck).Succeeded(out var next, out var refusal))
            return refusal;
        var after = Filing.Apply(filed, dossierCode, loaded, next, asked);
        return new Decision(after, RegistrationAction.Submit, null, FeeMessages.Request(loaded.Id, after, asked, stem));
    }
}
