using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <content>Finance officers, and payers whose money is in question.</content>
internal sealed partial class People
{
    /// <summary>A finance officer works through what waits.</summary>
    private void Decide()
    {
        switch (world.Chance.Below(10))
        {
            case 0 or 1 or 2: Refund(); break;
            case 3 or 4: RefundFee(); break;
            case 5: CheckRefunds(); break;
            case 6: ChooseOverpaid(); break;
            case 7: RecordTransferByHand(); break;
            default: SendByHand(); break;
        }
    }

    /// <summary>Officers finish what waits for them, so that nothing is left open only because nobody was asked.</summary>
    public void TidyUp()
    {
        EnablePortal();
        foreach (var entry in world.Bank.Entries.Where(IsBroken).ToList()) HelpTransfer(entry);
        foreach (var payment in Payments())
        {
            foreach (var entry in payment.Cases.Where(entry => entry.Status == CaseStatus.Proposed))
            {
                if (Approve(payment, entry) is { Problem: not null }) Decline(payment, entry);
            }

            foreach (var entry in payment.Cases.Where(entry => entry.Status == CaseStatus.Open && entry.Kind != CaseKind.UnknownReference))
            {
                if (AwaitsChoice(payment, entry) && Choose(payment, entry) is { Problem: null }) continue;
                // What cannot go back, because it is back or a dispute took it, is closed.
                if (entry.Owed.MinorUnits == 0 || RefundCase(payment, entry) is { Problem: not null }) Close(payment, entry);
            }
        }

        SendAllByHand();
    }

    /// <summary>True while officers have something left to decide of money whose payment is known.</summary>
    public bool HasOpenCases =>
        Payments().Any(payment => payment.Cases.Any(entry => entry.Status != CaseStatus.Closed && entry.Kind != CaseKind.UnknownReference));

    /// <summary>Whatever only a person can send is sent: until then it is asked for without end.</summary>
    public void SendAllByHand()
    {
        foreach (var payment in Payments())
        {
            foreach (var refund in payment.Refunds.Where(refund => refund.Status == RefundStatus.Asking)) SendByHand(payment, refund);
        }
    }

    /// <summary>A finance officer reads a transfer off the bank's own pages, before a statement shows it, or because its memo is broken.</summary>
    private void RecordTransferByHand()
    {
        if (world.Chance.Below(2) == 0) HelpTransfer(Pick(world.Bank.Entries.Where(IsBroken)));
        else if (Pick(world.Bank.Entries.Where(entry => entry is { Amount.MinorUnits: > 0, GoneFrom: null } && TransferMemo.FindIn(entry.Memo).Count > 0)) is { } entry)
            Record(entry, entry.Memo, "transfer by hand");
    }

    /// <summary>An officer sees whose memo was meant.</summary>
    private void HelpTransfer(SimulatedBank.Entry? entry)
    {
        if (entry is null) return;
        var attempts = Payments().SelectMany(payment => payment.Attempts).Where(attempt => attempt.Transfer is { } transfer && Resembles(transfer.Memo, entry.Memo));
        if (attempts.FirstOrDefault() is { } attempt) Record(entry, attempt.Transfer!.Memo, "transfer helped");
    }

    private void Record(SimulatedBank.Entry entry, string memo, string what)
    {
        var asked = new TransferEntry(memo, entry.Amount.MinorUnits, entry.Reference, world.Now, "seen at the bank");
        if (world.Ask(() => Make<RecordTransfer>().HandleAsync(asked, Treasurer, cause: null, default)) is { Problem: null }) world.Count(what);
    }

    private static bool IsBroken(SimulatedBank.Entry entry) => entry is { Amount.MinorUnits: > 0, GoneFrom: null } && TransferMemo.FindIn(entry.Memo).Count == 0;

    private static bool Resembles(string memo, string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.Contains(memo[7..], StringComparison.Ordinal) && plain.Contains(memo[..6], StringComparison.Ordinal);
    }

    private Result<Payment>? Approve(Payment payment, PaymentCase entry) => NotWhileDisputed(payment.Id, () => world.Ask(
        () => Make<CheckRefund>().ApproveAsync(payment.Id, entry.Number, new CaseDecision("owed"), SecondTreasurer, cause: null, default)));

    private void Decline(Payment payment, PaymentCase entry) => world.Ask(
        () => Make<CheckRefund>().DeclineAsync(payment.Id, entry.Number, new CaseDecision("not owed"), SecondTreasurer, cause: null, default));

    private Result<Payment>? RefundCase(Payment payment, PaymentCase entry) => NotWhileDisputed(payment.Id, () => world.Ask(
        () => Make<RefundMoney>().OfCaseAsync(payment.Id, entry.Number, new CaseDecision("owed"), Treasurer, cause: null, default)));

    private void Close(Payment payment, PaymentCase entry) => world.Ask(
        () => Make<CloseCase>().HandleAsync(payment.Id, entry.Number, new CaseDecision("seen"), Treasurer, cause: null, default));

    /// <summary>While a dispute is open nothing of its capture may begin to go back.</summary>
    private Result<Payment>? NotWhileDisputed(RecordId payment, Func<Result<Payment>?> act)
    {
        var before = Find(payment);
        var answer = act();
        if (answer?.Problem?.Code == PaymentProblems.InDispute.Code) world.Count("refund refused in dispute");
        var after = Find(payment);
        foreach (var refund in after.Refunds.Where(refund => refund.Status == RefundStatus.Asking && before.Find(refund.Id)?.Status != RefundStatus.Asking))
        {
            if (Disputing(before, refund) is { } dispute && Disputing(after, refund) is not null)
                throw new InvariantBrokenException($"{refund.Id} began to go back while {dispute.Id} was open.");
        }

        return answer;

        static Dispute? Disputing(Payment payment, Refund refund) =>
            payment.Disputes.FirstOrDefault(dispute => dispute.IsOpen && (dispute.Gateway, dispute.Reference) == (refund.Gateway, refund.Reference));
    }

    /// <summary>An officer reads at the gateway how a dispute ended.</summary>
    public bool EndByHand(string gateway, SimulatedDispute dispute)
    {
        var open = Payments().SelectMany(payment => payment.Cases.Select(entry => (payment.Id, Entry: entry))).FirstOrDefault(
            one => one.Entry is { Kind: CaseKind.Disputed } && (one.Entry.Gateway, one.Entry.Dispute) == (gateway, dispute.Id));
        if (open.Entry is null) return false;
        var decision = new DisputeDecision(dispute.Lost == true ? DisputeEnd.Lost : DisputeEnd.Won, "read at the gateway");
        var answer = world.Ask(() => Make<EndDispute>().HandleAsync(open.Id, open.Entry.Number, decision, Treasurer, cause: null, default));
        if (answer is { Problem: null }) world.Count("dispute ended by hand");
        return answer is { Problem: null };
    }

    private Payment Find(RecordId payment) => Payments().Single(one => one.Id == payment);

    /// <summary>A second officer looks at a proposal, and agrees or not.</summary>
    private void CheckRefunds()
    {
        if (Pick(Payments().Where(payment => payment.Cases.Any(entry => entry.Status == CaseStatus.Proposed))) is not { } payment) return;
        var entry = payment.Cases.First(entry => entry.Status == CaseStatus.Proposed);
        if (world.Chance.Below(3) > 0) Approve(payment, entry);
        else Decline(payment, entry);
    }

    private void Refund()
    {
        if (Pick(Payments().Where(payment => payment.Cases.Any(entry => entry.Status == CaseStatus.Open && entry.Owed.MinorUnits > 0))) is not { } payment) return;
        RefundCase(payment, payment.Cases.First(entry => entry.Status == CaseStatus.Open && entry.Owed.MinorUnits > 0));
    }

    /// <summary>The fee goes back, or a part of it.</summary>
    private void RefundFee()
    {
        // Whoever disputes at the bank asks us as well.
        var paid = Payments().Where(payment => payment.Status == PaymentStatus.Paid).ToList();
        var disputed = paid.Where(payment => payment.Disputes.Any(dispute => dispute.IsOpen)).ToList();
        if (Pick(disputed.Count > 0 && world.Chance.Below(3) > 0 ? disputed : paid) is not { } payment) return;
        var isPart = world.Chance.Below(2) == 0;
        var decision = new CaseDecision("goodwill", isPart ? Money.Vnd(1_000 * (1 + world.Chance.Below(40))) : null);
        var answer = NotWhileDisputed(payment.Id, () => world.Ask(() => Make<RefundMoney>().OfFeeAsync(payment.Id, decision, Treasurer, cause: null, default)));
        if (answer is { Problem: null }) world.Count(isPart ? "part of a fee sent back" : "fee sent back");
    }

    /// <summary>Whoever disputes at the bank asks for the fee back as well.</summary>
    public void AskWhileDisputed()
    {
        foreach (var payment in Payments().Where(payment => payment.Disputes.Any(dispute => dispute.IsOpen)))
            NotWhileDisputed(payment.Id, () => world.Ask(() => Make<RefundMoney>().OfFeeAsync(payment.Id, new CaseDecision("asked again"), Treasurer, cause: null, default)));
    }

    /// <summary>A family says what becomes of what it paid too much.</summary>
    private void ChooseOverpaid()
    {
        if (Pick(Payments().Where(payment => payment.Cases.Any(entry => AwaitsChoice(payment, entry)))) is { } payment)
            Choose(payment, payment.Cases.First(entry => AwaitsChoice(payment, entry)));
    }

    private static bool AwaitsChoice(Payment payment, PaymentCase entry) =>
        payment.KeepsCredit && entry is { Status: CaseStatus.Open, Kind: CaseKind.Overpaid or CaseKind.PaidTwice };

    private Result<Payment>? Choose(Payment payment, PaymentCase entry)
    {
        var choice = world.Chance.Below(3) == 0 ? OverpaymentChoice.Refund : OverpaymentChoice.Credit;
        return world.Ask(() => Make<ChooseOverpayment>().HandleAsync(payment.Id, entry.Number, choice, default));
    }

    /// <summary>Where no interface gives money back, an officer has it sent and writes that down.</summary>
    private void SendByHand()
    {
        if (Pick(Payments().SelectMany(payment => payment.Refunds.Where(refund => refund.Status == RefundStatus.Asking).Select(refund => new Sending(payment, refund)))) is { } sending)
            SendByHand(sending.Payment, sending.Refund);
    }

    private void SendByHand(Payment payment, Refund refund)
    {
        string reference;
        if (refund.Gateway == World.Transfers)
        {
            // The officer looks before sending: what went out under the refund's name is not sent again.
            var memo = $"HOAN {refund.Id}";
            var sent = world.Bank.Entries.Find(entry => entry.Memo == memo) ?? world.Bank.Book(refund.Amount with { MinorUnits = -refund.Amount.MinorUnits }, memo);
            reference = sent.Reference;
        }
        else if (world.Find(refund.Gateway) is { RefundsByHand: true } gateway)
        {
            reference = gateway.GiveByHand(refund);
        }
        else
        {
            return;
        }

        var answer = world.Ask(() => Make<RecordRefundSent>().HandleAsync(payment.Id, refund.Case, new SentRefund(reference, "sent"), Treasurer, null, default));
        if (answer is { Problem: null }) world.Count("refund by hand");
    }

    private sealed record Sending(Payment Payment, Refund Refund);
}
