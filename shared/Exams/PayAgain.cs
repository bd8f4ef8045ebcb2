using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>The family wants to pay a fee that lapsed or was given back.</summary>
public sealed record PayAgain(RecordId Registration, long ExpectedVersion);

/// <summary>Asks for the fee anew, under a payment of its own, while paying is open.</summary>
public sealed class PayAgainHandler(Registrations registrations, ExamReference reference)
{
    public async ValueTask<Result<RegistrationAnswer>> HandleAsync(PayAgain command, Asked asked, CancellationToken cancellationToken)
    {
        var seen = await registrations.LoadAsync(command.Registration, cancellationToken);
        if (Permissions.Refuses(asked.Caller, seen.State) is { } unseen) return unseen;
        if (await reference.SessionAsync(seen.State!.Session, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;
        var payUntil = session.PayUntilFor(seen.State.Form.Unit ?? "");
        if (asked.ArrivedAt > payUntil)
            return await registrations.RefuseAsync(seen.Id, asked, ExamProblems.PaymentClosed(payUntil), cancellationToken);
        return await registrations.ChangeSeenAsync(
            seen.Id, asked, command.ExpectedVersion, (loaded, stem) => Decide(loaded, payUntil, asked, stem), cancellationToken);
    }

    private static Result<Decision?> Decide(Loaded<Registration> loaded, DateTimeOffset payUntil, Asked asked, string stem)
    {
        var before = loaded.State!;
        if (!Permissions.MayEdit(asked.Caller, before)) return KernelProblems.Forbidden;
        if (!Moves.Next(before.State, RegistrationAction.PayAgain, before.FeeSettled, before.NeedsCheck).Succeeded(out var next, out var refusal))
            return refusal;
        if (before.Fee is not (FeeStatus.Lapsed or FeeStatus.Refunded)) return ExamProblems.NothingToPay;
        var after = FeeChange.Ask(loaded, new ExamFee(before.FeeAmount!.Value, before.FeeRule!), payUntil) with { State = next };
        return new Decision(after, RegistrationAction.PayAgain, null, FeeMessages.Request(loaded.Id, after, asked, stem));
    }
}
