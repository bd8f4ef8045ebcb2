using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>An officer of the unit finds the registration in order.</summary>
/// <param name="ExpectedVersion">The version the officer looked at.</param>
public sealed record CheckRegistration(RecordId Registration, long ExpectedVersion);

/// <summary>Records the unit's check; with a settled fee that confirms.</summary>
public sealed class CheckRegistrationHandler(Registrations registrations)
{
    public ValueTask<Result<RegistrationAnswer>> HandleAsync(
        CheckRegistration command, Asked asked, CancellationToken cancellationToken) =>
        registrations.ChangeSeenAsync(
            command.Registration, asked, command.ExpectedVersion, (loaded, _) => Decide(loaded, asked), cancellationToken);

    private static Result<Decision?> Decide(Loaded<Registration> loaded, Asked asked)
    {
        var before = loaded.State!;
        if (!Permissions.IsOfficerOf(asked.Caller, before.Form.Unit)) return KernelProblems.Forbidden;
        return Moves.Next(before.State, RegistrationAction.Check, before.FeeSettled, before.NeedsCheck).Succeeded(out var next, out var refusal)
            ? new Decision(before with { State = next }, RegistrationAction.Check)
            : refusal;
    }
}
