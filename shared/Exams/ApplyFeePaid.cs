using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A fee was settled: the registration is confirmed when the check is done or not needed.</summary>
public sealed class ApplyFeePaid(Registrations registrations)
{
    public async ValueTask HandleAsync(FeePaidV1 paid, MessageContext context, CancellationToken cancellationToken)
    {
        if (!ExamIds.IsRegistration(paid.Payable)) return;
        var asked = Asked.By(context);
        var result = await registrations.ChangeSeenAsync(
            paid.Payable, asked, expectedVersion: null, (loaded, stem) => Decide(loaded, paid, asked, stem), cancellationToken);
        if (result.Problem is { } problem) throw new PermanentFailureException("fee-not-applicable", $"{paid.Payment}: {problem.Code}");
    }

    private static Result<Decision?> Decide(Loaded<Registration> loaded, FeePaidV1 paid, Asked asked, string stem)
    {
        var registration = loaded.State!;
        if (registration.FeeSettled && registration.Payment == paid.Payment) return (Decision?)null;
        // A second payment of a settled fee: that money is not ours to keep.
        if (registration.FeeSettled) return GiveBack("paid-twice");
        // It was called off when the fee was asked for anew, and is on its way back.
        var round = ExamIds.PaymentRound(loaded.Id, paid.Payment);
        if (round < registration.FeeFromRound || round > registration.PaymentRound) return GiveBack("earlier-round");

        if (!Moves.Next(registration.State, RegistrationAction.SettleFee, feeSettled: true, registration.NeedsCheck)
            .Succeeded(out var next, out var refusal)) return refusal;
        var after = registration with
        {
            State = next,
            Fee = paid.Amount.IsZero ? FeeStatus.Waived : FeeStatus.Paid,
            Payment = paid.Payment,
        };
        var note = paid.Amount.IsZero ? null : $"{paid.Gateway} {paid.GatewayReference}";
        // Withdrawn, and perhaps begun anew: what was filed then needs no fee any more.
        if (next is RegistrationState.Draft or RegistrationState.Withdrawn or RegistrationState.Ineligible)
        {
            return new Decision(
                after, RegistrationAction.SettleFee, note, FeeMessages.Withdraw(loaded.Id, paid.Payment, "not-needed", asked, stem));
        }

        // Money for an earlier round of the same fee settles it all the same; the round that is open is called off.
        return registration.Payment is { } open && open != paid.Payment
            ? new Decision(
                after, RegistrationAction.SettleFee, note, FeeMessages.Withdraw(loaded.Id, open, "paid-otherwise", asked, stem))
            : new Decision(after, RegistrationAction.SettleFee, note);

        Decision GiveBack(string reason) => new(
            registration, RegistrationAction.SettleFee, reason, FeeMessages.Withdraw(loaded.Id, paid.Payment, reason, asked, stem));
    }
}
