using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>The family gives up a registration.</summary>
/// <param name="ExpectedVersion">The version the family looked at.</param>
public sealed record WithdrawRegistration(RecordId Registration, long ExpectedVersion);

/// <summary>Withdraws a registration that is not locked yet. Money paid for it is asked back.</summary>
public sealed class WithdrawRegistrationHandler(Registrations registrations)
{
    public ValueTask<Result<RegistrationAnswer>> HandleAsync(
        WithdrawRegistration command, Asked asked, CancellationToken cancellationToken) =>
        registrations.ChangeSeenAsync(
            command.Registration,
            asked,
            command.ExpectedVersion,
            (loaded, stem) => Permissions.MayEdit(asked.Caller, loaded.State!) ? Decide(loaded, asked, stem) : KernelProblems.Forbidden,
            cancellationToken);

    internal static Result<Decision?> Decide(Loaded<Registration> loaded, Asked asked, string stem)
    {
        var before = loaded.State!;
        if (!Moves.Next(before.State, RegistrationAction.Withdraw, before.FeeSettled, before.NeedsCheck).Succeeded(out var next, out var refusal))
            return refusal;
        var after = before with { State = next, Invitation = null, Correction = null };
        return before is { Fee: FeeStatus.Due or FeeStatus.Paid, Payment: { } payment }
            ? new Decision(
                after, RegistrationAction.Withdraw, null, FeeMessages.Withdraw(loaded.Id, payment, "registration-withdrawn", asked, stem))
            : new Decision(after, RegistrationAction.Withdraw);
    }
}
