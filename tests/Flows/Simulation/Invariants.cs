using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>What must be true: some of it after every step, the rest once nothing is under way any more.</summary>
internal sealed class Invariants(World world, People people)
{
    private readonly Shelf<Payment> _payments = new(world, PaymentLimits.Kind, PaymentsJson.Default.Payment);
    private readonly Shelf<StrayCallback> _strays = new(world, ReceiveCallback.StrayKind, PaymentsJson.Default.StrayCallback);
    private readonly HashSet<(RecordId Payment, long Version)> _sound = [];

    /// <summary>Holds at every moment, whatever has just crashed.</summary>
    public void CheckAlways()
    {
        var payments = people.Payments().ToDictionary(payment => payment.Id);
        foreach (var payment in _payments.All())
        {
            if (!_sound.Add((payment.Id, payment.Version))) continue;
            CheckCredit(payment.State!);
            CheckRefunds(payment.State!);
        }

        foreach (var (id, _, state) in people.Registrations())
        {
            if (state.State == RegistrationState.Confirmed && !state.FeeSettled) Broken($"{id} is confirmed and its fee is {state.Fee}.");
            if (state.Fee == FeeStatus.Paid && (state.Payment is not { } paid || payments.GetValueOrDefault(paid)?.SettledAt is null))
                Broken($"{id} counts as paid and no payment says so.");
        }
    }

    /// <summary>Holds once everything that was under way is over.</summary>
    public void CheckSettled()
    {
        CheckAlways();
        if (world.Store.Parked.Count > 0)
            Broken($"Parked: {world.Store.Parked[0].Message.Consumer} {world.Store.Parked[0].Message.Message.Type}: {world.Store.Parked[0].Reason}");
        var registrations = people.Registrations().ToDictionary(one => one.Id, one => one.State);
        foreach (var id in people.Acknowledged.Keys)
        {
            if (!registrations.ContainsKey(id)) Broken($"{id} was acknowledged and is lost.");
        }

        var payments = people.Payments().ToList();
        foreach (var payment in payments) CheckOver(payment);
        foreach (var gateway in world.Gateways)
        {
            foreach (var order in gateway.Orders) CheckAccounted(gateway, order, payments.Find(payment => payment.Id == order.Opened.Attempt.Payment));
            foreach (var refund in gateway.Refunds) CheckRefund(gateway, refund, payments);
            foreach (var dispute in gateway.Disputes) CheckDispute(gateway, dispute, payments);
        }

        foreach (var (id, state) in registrations) CheckAgrees(id, state, payments);
        CheckLocks(registrations);
        CheckPortal(registrations);
        CheckLetters();
    }

    private static void CheckCredit(Payment payment)
    {
        var captured = payment.Attempts.Where(attempt => attempt.Captured is not null).ToList();
        if (payment.PaidBy is { } by && captured.All(attempt => attempt.Id != by)) Broken($"{payment.Id} is paid by {by}, which captured nothing.");
        if (payment.PaidBy is { } covering && captured.Single(attempt => attempt.Id == covering).Captured! < payment.Amount)
            Broken($"{payment.Id} is credited with less than it asks.");
        if (payment.Status == PaymentStatus.Paid && payment.PaidBy is null) Broken($"{payment.Id} is paid by nothing.");
    }

    /// <summary>What went back, is going or is withheld of a capture is never more than came.</summary>
    private void CheckRefunds(Payment payment)
    {
        foreach (var fault in PaymentSoundness.Faults(payment)) Broken($"{payment.Id}: {fault}.");
        foreach (var attempt in payment.Attempts.Where(attempt => attempt.Captured is not null))
        {
            // What came back to the gateway may be disputed before we hear that it came back.
            var gone = payment.Refunds
                .Where(refund => refund.Status == RefundStatus.Done && (refund.Gateway, refund.Reference) == (attempt.Gateway, attempt.Reference) && !CameBack(refund))
                .Sum(refund => refund.Amount.MinorUnits)
                + payment.Disputes.Where(dispute => (dispute.Gateway, dispute.Reference) == (attempt.Gateway, attempt.Reference)).Sum(dispute => dispute.Withheld.MinorUnits);
            if (gone > attempt.Captured!.Value.MinorUnits) Broken($"{attempt.Id}: {gone} went back or is withheld of {attempt.Captured}.");
        }
    }

    private bool CameBack(Refund refund) =>
        world.Gateways.Any(gateway => gateway.Refunds.Any(given => given.Order.Refund == refund.Id && given.ReturnedAt <= world.Now));

    private static void CheckOver(Payment payment)
    {
        if (payment.HasLiveAttempt) Broken($"{payment.Id} still has a live attempt.");
        if (payment.IsOwed) Broken($"{payment.Id} is still {payment.Status} after its time.");
        foreach (var entry in payment.Cases.Where(entry => entry.Status != CaseStatus.Closed && entry.Kind != CaseKind.UnknownReference)) Broken($"{payment.Id}: case {entry.Number} ({entry.Kind}) is still {entry.Status}.");
        foreach (var refund in payment.Refunds.Where(refund => refund.Status == RefundStatus.Asking)) Broken($"{payment.Id}: refund {refund.Id} is still being asked for.");
    }

    /// <summary>Every đồng the gateway took is either the fee, or owed back and given back, or waits for its owner; never two of these, never none.</summary>
    private void CheckAccounted(SimulatedGateway gateway, SimulatedGateway.Order order, Payment? payment)
    {
        if (payment?.Find(order.Opened.Attempt) is null)
        {
            foreach (var capture in order.Captures.Where(capture => capture.IsTold))
            {
                var cases = payment?.Cases.Count(entry => entry.Kind == CaseKind.UnknownReference && entry.Reference == capture.Reference && entry.Owed == capture.Amount) ?? 0;
                var strays = _strays.States().Count(stray => stray.Kind == CaseKind.UnknownReference && stray.Reference == capture.Reference && stray.Amount == capture.Amount);
                if (cases + strays != 1) Broken($"{capture.Reference}: money for an order we never opened has {cases} cases and {strays} strays.");
            }

            return;
        }

        var known = order.Captures.Where(capture => IsKnown(payment, capture)).ToList();
        // A second capture of one order is only ever told by its callback; when that was lost too, the day's statement finds it.
        if (known.Count < Math.Min(1, order.Captures.Count)) Broken($"{order.Opened.Attempt}: {gateway.Name} took money and nobody knows.");
        foreach (var capture in known)
        {
            var isFee = payment.PaidBy == order.Opened.Attempt && payment.Find(order.Opened.Attempt)!.Reference == capture.Reference;
            var fee = isFee ? payment.Amount.MinorUnits : 0;
            var owed = payment.Cases.Where(entry => entry.Reference == capture.Reference && entry.Kind is not (CaseKind.WithdrawnAfterPaid or CaseKind.RefundByOfficer))
                .Sum(entry => entry.Owed.MinorUnits);
            if (fee + owed != capture.Amount.MinorUnits)
                Broken($"{capture.Reference}: took {capture.Amount}, of which {fee} is the fee and {owed} is owed back ({payment.Status}).");
        }

        foreach (var capture in order.Captures)
        {
            var given = gateway.Refunds.Where(refund => refund.Order.Reference == capture.Reference && refund.IsGivenAt(world.Now)).Sum(refund => refund.Order.Amount.MinorUnits);
            if (given > capture.Amount.MinorUnits) Broken($"{capture.Reference}: gave back {given} of {capture.Amount}.");
        }
    }

    /// <summary>What the gateway gave back is known as that, unless the news that it came back is lost.</summary>
    private void CheckRefund(SimulatedGateway gateway, SimulatedRefund refund, List<Payment> payments)
    {
        var known = payments.Find(payment => payment.Id == refund.Order.Refund.Payment)?.Find(refund.Order.Refund);
        var given = refund.IsGivenAt(world.Now) || refund is { ReturnedAt: not null, IsReturnTold: false } && known?.Status == RefundStatus.Done;
        if (known?.Status != (given ? RefundStatus.Done : RefundStatus.Failed)) Broken($"{refund.Order.Refund} is {known?.Status}, and {gateway.Name} {(given ? "gave it" : "did not give it")}.");
    }

    /// <summary>A dispute of which no news is lost stands with us as it stands there; one that found no payment waits for an officer.</summary>
    private void CheckDispute(SimulatedGateway gateway, SimulatedDispute dispute, List<Payment> payments)
    {
        var known = payments.SelectMany(payment => payment.Disputes).Where(one => one.Gateway == gateway.Name && one.Id == dispute.Id).ToList();
        if (known.Count > 1) Broken($"{dispute.Id} stands with {known.Count} payments.");
        if (dispute.IsSilent || _strays.States().Any(stray => stray.Named == dispute.Id)) return;
        if (known.Count == 0) Broken($"{dispute.Id} of {dispute.Capture.Reference} is nowhere.");
        var (isOpen, isLost, withheld) = (known[0].IsOpen, known[0].IsLost, !known[0].Withheld.IsZero);
        if (isOpen != !dispute.IsOver || isLost != (dispute.Lost == true) || withheld != dispute.IsWithheld)
            Broken($"{dispute.Id} is open {isOpen}, lost {isLost}, withheld {withheld} with us, and open {!dispute.IsOver}, lost {dispute.Lost}, withheld {dispute.IsWithheld} there.");
    }

    private static bool IsKnown(Payment payment, SimulatedGateway.Capture capture) =>
        payment.Attempts.Any(attempt => attempt.Reference == capture.Reference) || payment.Cases.Any(entry => entry.Reference == capture.Reference);

    private static void CheckAgrees(RecordId id, Registration state, List<Payment> payments)
    {
        if (state.Payment is not { } current) return;
        var payment = payments.Find(one => one.Id == current);
        if (payment is null) Broken($"{id} asks for {current}, which nobody opened.");
        var expected = payment!.Status switch
        {
            PaymentStatus.Paid => FeeStatus.Paid,
            PaymentStatus.Waived => FeeStatus.Waived,
            PaymentStatus.Refunded => FeeStatus.Refunded,
            PaymentStatus.Lapsed => FeeStatus.Lapsed,
            _ => state.Fee,
        };
        if (state.Fee != expected) Broken($"{id} says {state.Fee} and {payment.Id} says {payment.Status}.");
        if (state.State is not (RegistrationState.Draft or RegistrationState.Withdrawn) && payment.Cases.Any(entry => entry.Kind is CaseKind.WithdrawnAfterPaid))
            Broken($"{id} stands on {payment.Id}, whose money was called off.");
        var isDisputedAway = payment.Disputes.Any(dispute => dispute.IsLost && !dispute.Withheld.IsZero);
        if (state.State is RegistrationState.Withdrawn && payment.Status is PaymentStatus.Paid && !isDisputedAway)
            Broken($"{id} is withdrawn and its money is kept.");
    }

    /// <summary>Whenever it was confirmed, before the list was locked or after: it is locked.</summary>
    private void CheckLocks(Dictionary<RecordId, Registration> registrations)
    {
        foreach (var unit in people.Locks())
        {
            if (unit.FinishedAt is null) Broken($"The lock of {unit.Unit} never came to its end.");
            foreach (var (id, state) in registrations.Where(one => one.Value.Form.Unit == unit.Unit))
            {
                if (state.State == RegistrationState.Confirmed) Broken($"{id} is confirmed in {unit.Unit}, which is locked.");
            }
        }
    }

    private void CheckPortal(Dictionary<RecordId, Registration> registrations)
    {
        foreach (var group in world.Portal.Events.GroupBy(one => one.Dossier))
        {
            var sequences = group.Select(one => one.Sequence).ToList();
            if (!sequences.SequenceEqual(sequences.Distinct().Order())) Broken($"{group.Key}: the portal heard {string.Join(", ", sequences)}.");
        }

        foreach (var (id, state) in registrations.Where(one => one.Value.DossierCode is not null && one.Value.Portal != PortalState.None))
        {
            var heard = world.Portal.Events.Where(one => one.Dossier == state.DossierCode).Select(one => one.State).ToList();
            if (heard.Count == 0 || heard[^1] != (int)state.Portal) Broken($"{id}: the portal heard {string.Join(", ", heard)} and it is {state.Portal}.");
            for (var i = 1; i < heard.Count; i++)
            {
                if (heard[i] == heard[i - 1]) Broken($"{id}: the portal heard {string.Join(", ", heard)}.");
            }
        }
    }

    /// <summary>One letter for each thing worth telling: no two ids carry the same text to the same person.</summary>
    private void CheckLetters()
    {
        foreach (var twins in world.Email.Letters.Values.GroupBy(letter => letter.Id).Where(group => group.Count() > 1))
            Broken($"Letter {twins.Key} went out {twins.Count()} times.");
    }

    private static void Broken(string what) => throw new InvariantBrokenException(what);
}
