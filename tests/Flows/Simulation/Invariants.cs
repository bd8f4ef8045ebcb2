using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>What must be true: some of it after every step, the rest once nothing is under way any more.</summary>
internal sealed class Invariants(World world, People people)
{
    /// <summary>Holds at every moment, whatever has just crashed.</summary>
    public void CheckAlways()
    {
        var payments = people.Payments().ToDictionary(payment => payment.Id);
        foreach (var payment in payments.Values) CheckCredit(payment);
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
        foreach (var order in world.Gateway.Orders) CheckAccounted(order, payments.Single(payment => payment.Id == order.Opened.Attempt.Payment));
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

    private static void CheckOver(Payment payment)
    {
        if (payment.HasLiveAttempt) Broken($"{payment.Id} still has a live attempt.");
        if (payment.IsOwed) Broken($"{payment.Id} is still {payment.Status} after its time.");
        foreach (var entry in payment.Cases.Where(entry => entry.Status != CaseStatus.Closed)) Broken($"{payment.Id}: case {entry.Number} ({entry.Kind}) is still {entry.Status}.");
        foreach (var refund in payment.Refunds.Where(refund => refund.Status == RefundStatus.Asking)) Broken($"{payment.Id}: refund {refund.Id} is still being asked for.");
    }

    /// <summary>Every đồng the gateway took is either the fee, or owed back and given back; never both, never neither.</summary>
    private void CheckAccounted(SimulatedGateway.Order order, Payment payment)
    {
        var known = order.Captures.Where(capture => IsKnown(payment, capture)).ToList();
        // A second capture of one order is only ever told by its callback; when that was lost too, the day's statement finds it.
        if (known.Count < Math.Min(1, order.Captures.Count)) Broken($"{order.Opened.Attempt}: the gateway took money and nobody knows.");
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
            var given = world.Gateway.Refunds.Where(refund => refund.Reference == capture.Reference).Sum(refund => refund.Amount.MinorUnits);
            if (given > capture.Amount.MinorUnits) Broken($"{capture.Reference}: gave back {given} of {capture.Amount}.");
        }
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
        if (state.State is RegistrationState.Withdrawn && payment.Status is PaymentStatus.Paid)
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
