using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What moved between two states of a payment, found by comparing them, so that no operation can forget a đồng.</summary>
internal static class MoneyTrail
{
    /// <summary>What the ledger is told; null when neither money nor a claim moved.</summary>
    public static MoneyMovedV1? Between(Payment? before, Payment after, long version, DateTimeOffset now)
    {
        List<MoneyMovementV1> movements = [];
        var order = "";
        var at = now;

        if (IsDue(after) && !IsDue(before)) Add(MovementKind.FeeDue, after.Amount);
        foreach (var capture in CapturesOf(after).Where(capture => !CapturesOf(before).Any(known => known.Key == capture.Key)))
        {
            (order, at) = (capture.Order, capture.At ?? now);
            AddCapture(before, after, capture);
        }

        if (IsDue(before) && !IsDue(after)) Add(MovementKind.FeeDropped, after.Amount);
        foreach (var entry in after.Cases.Where(entry => Consequences.IsKept(entry) && before?.FindCase(entry.Number) is not { Choice: OverpaymentChoice.Credit }))
            Add(MovementKind.KeptAsCredit, entry.Owed, entry.Gateway, entry.Reference);
        foreach (var entry in after.Cases.Where(entry => IsTakenByDispute(after, entry) && before?.FindCase(entry.Number) is { Status: not CaseStatus.Closed }))
            Add(MovementKind.OwedByDispute, entry.Owed, entry.Gateway, entry.Reference);
        foreach (var entry in after.Cases.Where(entry => entry.RefundReference is not null && before?.FindCase(entry.Number)?.RefundReference is null))
            movements.AddRange(Returned(entry.Owed, entry.Gateway, entry.Reference, entry.RefundReference!));
        foreach (var refund in after.Refunds) AddRefund(before?.Find(refund.Id)?.Status, refund);
        foreach (var dispute in after.Disputes)
            AddDispute(before?.Disputes.FirstOrDefault(known => (known.Id, known.Gateway) == (dispute.Id, dispute.Gateway)), dispute);

        if (movements.Count == 0) return null;
        var forced = after.Cases.Count > (before?.Cases.Count ?? 0);
        return new MoneyMovedV1(after.Id, version, after.Service, after.Unit ?? "", after.DossierCode, order, at, forced, movements);

        void Add(MovementKind kind, Money amount, string gateway = "", string reference = "")
        {
            if (!amount.IsZero) movements.Add(new MoneyMovementV1(kind, amount, gateway, reference));
        }

        void AddRefund(RefundStatus? earlier, Refund refund)
        {
            var isOfFee = RefundMoney.IsOfFee(after.FindCase(refund.Case)!);
            var reference = refund.GatewayReference is { Length: > 0 } given ? given : refund.Id.ToString();
            if (isOfFee && IsGoing(refund.Status) && !IsGoing(earlier)) Add(MovementKind.FeeReturnable, refund.Amount);
            if (refund.Status != earlier && (refund.Status == RefundStatus.Done || earlier == RefundStatus.Done))
            {
                order = refund.Id.ToString();
                Add(refund.Status == RefundStatus.Done ? MovementKind.Refunded : MovementKind.RefundReturned, refund.Amount, refund.Gateway, reference);
            }

            if (isOfFee && IsGoing(earlier) && !IsGoing(refund.Status)) Add(MovementKind.FeeKept, refund.Amount);
        }

        void AddDispute(Dispute? earlier, Dispute dispute)
        {
            // Facts are only taken back where they were an officer's word.
            if (dispute.WithdrawnAt is null != earlier?.WithdrawnAt is null)
                Add(dispute.WithdrawnAt is null ? MovementKind.DisputeWon : MovementKind.DisputeOpened, dispute.Amount, dispute.Gateway, dispute.Id);
            if (dispute.ReinstatedAt is null != earlier?.ReinstatedAt is null)
                Add(dispute.ReinstatedAt is null ? MovementKind.DisputeOpened : MovementKind.DisputeWon, dispute.Amount, dispute.Gateway, dispute.Id);
            var wasGone = earlier is not null && IsGone(earlier);
            if (wasGone && !IsGone(dispute)) Add(MovementKind.LossRecovered, dispute.Amount, dispute.Gateway, dispute.Id);
            if (IsGone(dispute) && !wasGone) Add(MovementKind.DisputeLost, dispute.Amount, dispute.Gateway, dispute.Id);
        }

        void AddCapture(Payment? earlier, Payment later, Capture capture)
        {
            var isFee = earlier?.PaidBy is null && later.PaidBy is { } by && later.Find(by) is { } source
                && source.Gateway == capture.Gateway && source.Reference == capture.Reference;
            if (isFee) Add(MovementKind.FeePaid, later.Amount, capture.Gateway, capture.Reference);
            var rest = isFee ? capture.Amount - later.Amount : capture.Amount;
            Add(capture.IsNobodys ? MovementKind.Unclaimed : MovementKind.OwedBack, rest, capture.Gateway, capture.Reference);
        }
    }

    /// <summary>Money nobody is known to own went back: it leaves suspense, and the gateway, by a refund an officer names.</summary>
    public static MoneyMovementV1[] Returned(Money amount, string gateway, string reference, string refund) =>
        [new(MovementKind.Claimed, amount, gateway, reference), new(MovementKind.Refunded, amount, gateway, refund)];

    /// <summary>A fee counts as income from the day it is owed until it is dropped or is to go back.</summary>
    private static bool IsDue(Payment? payment) =>
        payment?.Status is PaymentStatus.Due or PaymentStatus.Pending or PaymentStatus.Paid or PaymentStatus.Refunding or PaymentStatus.Refunded;

    /// <summary>True while the money of a refund is going or gone: what waits for a second person moves nothing.</summary>
    private static bool IsGoing(RefundStatus? status) => status is RefundStatus.Asking or RefundStatus.Done;

    /// <summary>Lost, and what was withheld never came back.</summary>
    private static bool IsGone(Dispute dispute) => dispute is { IsLost: true, WithdrawnAt: not null, ReinstatedAt: null };

    /// <summary>Closed although nothing of what it owed was sent or kept: the payer has it already.</summary>
    private static bool IsTakenByDispute(Payment payment, PaymentCase entry) =>
        entry is { Status: CaseStatus.Closed, Attempt: not null }
        && !RefundMoney.IsOfFee(entry)
        && !Consequences.IsKept(entry)
        && !payment.Refunds.Any(refund => refund.Case == entry.Number && refund.Status == RefundStatus.Done);

    /// <summary>Every capture this payment knows of: by its attempt, or, where another took the attempt's place, by its case.</summary>
    private static List<Capture> CapturesOf(Payment? payment)
    {
        List<Capture> captures = [];
        foreach (var attempt in payment?.Attempts ?? [])
        {
            if (attempt is { Captured: { } taken, Reference: { } reference })
                captures.Add(new Capture(attempt.Gateway, reference, taken, attempt.Id.ToString(), attempt.CapturedAt, false));
        }

        foreach (var entry in payment?.Cases ?? [])
        {
            if (entry.Reference.Length == 0 || entry.Owed.IsZero || RefundMoney.IsOfFee(entry)) continue;
            var capture = new Capture(
                entry.Gateway, entry.Reference, entry.Owed, entry.Attempt?.ToString() ?? "", null, entry.IsNobodys);
            if (!captures.Exists(known => known.Key == capture.Key)) captures.Add(capture);
        }

        return captures;
    }

    private readonly record struct Capture(
        string Gateway, string Reference, Money Amount, string Order, DateTimeOffset? At, bool IsNobodys)
    {
        public (string Gateway, string Reference) Key => (Gateway, Reference);
    }
}
