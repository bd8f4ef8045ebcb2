using Microsoft.Extensions.DependencyInjection;
using PublicServices.Exams;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Portal;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>Families, schools and officers, who do things at random and believe only what they were told.</summary>
internal sealed class People(World world)
{
    private const int MaxCandidates = 12;
    private const string Desk = "01-000";
    private const string School = "01-001";
    private static readonly ConsentGiven Yes = new("2026-01", Relationship.Guardian, Agreed: true);
    private static readonly Caller Principal = new("school-01-001", Role.School, "Phạm Thu Hà", School);
    private static readonly Caller DeskOfficer = new("department-01", Role.Department, "Đỗ Mai Anh", "01");
    private static readonly Caller Treasurer = new("finance", Role.Finance, "Bùi Thanh Tâm");
    private static readonly Caller SecondTreasurer = new("finance-2", Role.Finance, "Lý Thu Hà");
    private static readonly Caller Operator = new("operator", Role.Operator, "Ngô Hải Nam");

    private readonly Shelf<Payment> _payments = new(world, PaymentLimits.Kind, PaymentsJson.Default.Payment);
    private readonly Shelf<Registration> _registrations = new(world, "reg", ExamsJson.Default.Registration);
    private RecordId? _endpoint;
    private int _requests;

    /// <summary>Registrations a family was told are in.</summary>
    public Dictionary<RecordId, Caller> Acknowledged { get; } = [];

    /// <summary>The session, the schools and the portal's endpoint, before anything goes wrong.</summary>
    public void Prepare()
    {
        Make<DemoExams>().SeedAsync(default).AsTask().GetAwaiter().GetResult();
        _endpoint = world.Ask(() => Make<AddEndpoint>().HandleAsync(new NewEndpoint("Portal", "https://portal.example/hook", null), Operator, default))!.Value.Value.Endpoint;
        EnablePortal();
    }

    public void DoSomething()
    {
        switch (world.Chance.Below(16))
        {
            case 0 or 1 or 2: File(); break;
            case 3 or 4: OpenFee(); break;
            case 5 or 6: if (world.Chance.Below(4) > 0) PayOrder(); else Transfer(); break;
            case 7: Check(); break;
            case 8: AskForCorrection(); break;
            case 9: Edit(); break;
            case 10: if (world.Chance.Below(4) == 0) Withdraw(); break;
            case 11: Decide(); break;
            case 12: if (world.Chance.Below(3) == 0) ChangeTheirMind(); break;
            case 13: PayAgain(); break;
            case 14: LockList(world.Chance.Below(2) == 0 ? School : Desk); break;
            default: Trouble(); break;
        }
    }

    /// <summary>A finance officer works through what waits.</summary>
    private void Decide()
    {
        switch (world.Chance.Below(7))
        {
            case 0: Refund(); break;
            case 1: RefundFee(); break;
            case 2: CheckRefunds(); break;
            case 3: ChooseOverpaid(); break;
            case 4: RecordTransferByHand(); break;
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
                // What cannot go back, because it is back or a dispute took it, is closed.
                if (entry.Owed.MinorUnits == 0 || RefundCase(payment, entry) is { Problem: not null }) Close(payment, entry);
            }
        }

        SendAllByHand();
    }

    /// <summary>Whatever only a person can send is sent: until then it is asked for without end.</summary>
    public void SendAllByHand()
    {
        foreach (var payment in Payments())
        {
            foreach (var refund in payment.Refunds.Where(refund => refund.Status == RefundStatus.Asking)) SendByHand(payment, refund);
        }
    }

    /// <summary>When filing ends.</summary>
    public DateTimeOffset ClosesAt => new Records<ExamSession>(world.Store, ExamsJson.Default.ExamSession)
        .Read(world.Store.All("ses").Single().State).ClosesAt;

    /// <summary>Units whose lists were locked.</summary>
    public IEnumerable<UnitLock> Locks() => world.Store.All("lock")
        .Select(record => new Records<UnitLock>(world.Store, ExamsJson.Default.UnitLock).Read(record.State)).ToList();

    public List<Payment> Payments() => _payments.States();

    public List<(RecordId Id, long Version, Registration State)> Registrations() => [.. _registrations.All().Select(loaded => (loaded.Id, loaded.Version, loaded.State!))];

    private static RegistrationForm Form(int person, bool atSchool, string address) => new()
    {
        Type = atSchool ? CandidateType.A : CandidateType.C,
        Purpose = ExamPurpose.Admission,
        Name = $"NGUYỄN THỊ {(char)('A' + person)}",
        Sex = Sex.Female,
        DateOfBirth = new DateOnly(2005, 5, 4),
        BirthPlace = "01",
        Ethnicity = "01",
        PersonalNumber = $"001305{person:000000}",
        ResidenceProvince = "01",
        Grade10School = School,
        Grade11School = School,
        Grade12School = School,
        Class = atSchool ? "12A1" : null,
        Phone = "0912345678",
        Email = $"family{person}@example.vn",
        Address = address,
        Programme = Programme.General,
        Unit = atSchool ? School : Desk,
        StudiedSubjects = atSchool ? ["history", "geography", "physics"] : null,
        GraduationYear = atSchool ? null : 2023,
        Electives = ["history", "geography"],
        FeeExemption = person % 5 == 0 ? "poor-household" : null,
    };

    private void File()
    {
        var person = world.Chance.Below(MaxCandidates);
        var family = new Caller($"acc-{person}", Role.Family, $"Family {person}");
        var form = Form(person, atSchool: person % 2 == 0, "Số 1 phố Minh Họa");
        var existing = Registrations().FirstOrDefault(one => one.State.Form.PersonalNumber == form.PersonalNumber);
        // A withdrawn candidate may come back; a second filing of a live one must be refused.
        long? version = existing.State?.State == RegistrationState.Withdrawn ? existing.Version : null;
        var asked = By(family) with { Cause = Cause.Request($"http:{family.Id}", $"k{++_requests}", "f") };
        var command = new SubmitRegistration(DemoExams.Session, form, Yes, version);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            // A phone that got no answer sends the same request, with the same key, again.
            if (world.Ask(() => Make<SubmitRegistrationHandler>().HandleAsync(command, asked, default)) is not { } told) continue;
            if (told.Problem is null) Acknowledged[told.Value.Registration] = family;
            return;
        }
    }

    private void OpenFee()
    {
        if (Pick(Payments().Where(payment => payment.IsOwed)) is { } payment)
        {
            var gateway = world.Chance.Pick([.. world.Gateways.Select(one => one.Name), World.Transfers]);
            world.Ask(() => Make<OpenAttempt>().HandleAsync(payment.Id, new OpenAttemptRequest(gateway), default));
        }
    }

    private void PayOrder()
    {
        // A link that is only signed reaches a payer after the attempt is durable; before that nobody has it.
        var known = Payments().SelectMany(payment => payment.Attempts).Select(attempt => attempt.Id).ToHashSet();
        var gateway = world.Chance.Pick(world.Gateways);
        if (Pick(gateway.Orders.Where(order => order.Captures.Count < 2 && known.Contains(order.Opened.Attempt))) is { } order) gateway.Pay(order);
        if (world.Chance.Below(25) != 0) return;
        // An order of a payment that does not exist, or that this payment never had.
        var of = world.Chance.Below(2) == 0 ? Pick(Payments())?.Id : null;
        gateway.PayStranger(new AttemptId(of ?? new RecordId($"pay-stranger{gateway.Orders.Count}"), 900 + gateway.Orders.Count));
        world.Count("stranger paid");
    }

    /// <summary>A payer transfers money, more or less as they were told to, whether or not there is still time.</summary>
    private void Transfer()
    {
        var attempts = Payments().SelectMany(payment => payment.Attempts.Where(attempt => attempt.Transfer is not null).Select(attempt => (Payment: payment, Attempt: attempt))).ToList();
        if (attempts.Count == 0) return;
        var (payment, attempt) = world.Chance.Pick(attempts);
        if (attempt.Captured is not null && world.Chance.Below(4) > 0) return;
        var (amount, memo) = (payment.Amount, attempt.Transfer!.Memo);
        var how = world.Chance.Below(12) switch
        {
            0 => "short",
            1 => "over",
            2 => "twice",
            3 => "broken",
            4 => "nobody",
            5 => "two memos",
            _ => "right",
        };
        if (attempt.ExpiresAt <= world.Now) world.Count("transfer late");
        world.Count($"transfer {how}");
        switch (how)
        {
            case "short": amount -= Money.Vnd(5_000); break;
            case "over": amount += Money.Vnd(5_000); break;
            case "broken": memo = $"{memo[..6]}0{memo[7..]}"; break;
            case "nobody": memo = TransferMemo.Of(new AttemptId(new RecordId("pay-stranger"), 1 + world.Chance.Below(99))); break;
            case "two memos": memo += " " + world.Chance.Pick(attempts).Attempt.Transfer!.Memo; break;
        }

        // Banks put words around it, fold its case and break it anywhere.
        var text = world.Chance.Below(3) switch
        {
            0 => $"CT DEN {memo} NOP TIEN",
            1 => $"{memo[..7]} {memo[7..].ToLowerInvariant()}.",
            _ => memo,
        };
        for (var i = 0; i < (how == "twice" ? 2 : 1); i++) world.Bank.Book(amount, text);
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
        if (world.Ask(() => Make<RecordTransfer>().HandleAsync(asked, Treasurer, default)) is { Problem: null }) world.Count(what);
    }

    private static bool IsBroken(SimulatedBank.Entry entry) => entry is { Amount.MinorUnits: > 0, GoneFrom: null } && TransferMemo.FindIn(entry.Memo).Count == 0;

    private static bool Resembles(string memo, string text)
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.Contains(memo[7..], StringComparison.Ordinal) && plain.Contains(memo[..6], StringComparison.Ordinal);
    }

    private void Check() => OnRegistration(
        state => state == RegistrationState.Submitted,
        one => Make<CheckRegistrationHandler>().HandleAsync(new CheckRegistration(one.Id, one.Version), By(OfficerOf(one.State)), default));

    private Result<Payment>? Approve(Payment payment, PaymentCase entry) => NotWhileDisputed(payment.Id, () => world.Ask(
        () => Make<CheckRefund>().ApproveAsync(payment.Id, entry.Number, new CaseDecision("owed"), SecondTreasurer, default)));

    private void Decline(Payment payment, PaymentCase entry) => world.Ask(
        () => Make<CheckRefund>().DeclineAsync(payment.Id, entry.Number, new CaseDecision("not owed"), SecondTreasurer, default));

    private Result<Payment>? RefundCase(Payment payment, PaymentCase entry) => NotWhileDisputed(payment.Id, () => world.Ask(
        () => Make<RefundMoney>().OfCaseAsync(payment.Id, entry.Number, new CaseDecision("owed"), Treasurer, default)));

    private void Close(Payment payment, PaymentCase entry) => world.Ask(
        () => Make<CloseCase>().HandleAsync(payment.Id, entry.Number, new CaseDecision("seen"), Treasurer, default));

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

    private Payment Find(RecordId payment) => Payments().Single(one => one.Id == payment);

    /// <summary>A second officer looks at a proposal, and agrees or not.</summary>
    private void CheckRefunds()
    {
        if (Pick(Payments().Where(payment => payment.Cases.Any(entry => entry.Status == CaseStatus.Proposed))) is not { } payment) return;
        var entry = payment.Cases.First(entry => entry.Status == CaseStatus.Proposed);
        if (world.Chance.Below(3) > 0) Approve(payment, entry);
        else Decline(payment, entry);
    }

    private void AskForCorrection() => OnRegistration(
        state => state is RegistrationState.Submitted or RegistrationState.SchoolChecked or RegistrationState.Confirmed,
        one => Make<RequestCorrectionHandler>().HandleAsync(
            new RequestCorrection(one.Id, [new CorrectionReason("address", "Thiếu số nhà")], one.Version), By(OfficerOf(one.State)), default));

    private void Edit() => OnRegistration(
        state => state is RegistrationState.CorrectionRequested or RegistrationState.Submitted or RegistrationState.Confirmed,
        one => Make<EditRegistrationHandler>().HandleAsync(
            new EditRegistration(one.Id, one.State.Form with { Address = $"Số {world.Chance.Below(99) + 1} phố Mới" }, one.Version),
            By(Acknowledged.GetValueOrDefault(one.Id) ?? Treasurer),
            default));

    private void Withdraw() => OnRegistration(
        state => state is not RegistrationState.Withdrawn,
        one => Make<WithdrawRegistrationHandler>().HandleAsync(
            new WithdrawRegistration(one.Id, one.Version), By(Acknowledged.GetValueOrDefault(one.Id) ?? Treasurer), default));

    /// <summary>Withdraws and files again at once, while news of the first filing's money may still be under way.</summary>
    private void ChangeTheirMind()
    {
        var some = Registrations().Where(one => one.State.Fee is FeeStatus.Due or FeeStatus.Paid && one.State.State is not RegistrationState.Withdrawn).ToList();
        if (some.Count == 0) return;
        var one = world.Chance.Pick(some);
        if (Acknowledged.GetValueOrDefault(one.Id) is not { } family) return;
        if (world.Ask(() => Make<WithdrawRegistrationHandler>().HandleAsync(new WithdrawRegistration(one.Id, one.Version), By(family), default)) is not { } told
            || !told.Succeeded(out var withdrawn, out _)) return;
        var command = new SubmitRegistration(DemoExams.Session, one.State.Form, Yes, withdrawn.Version);
        world.Ask(() => Make<SubmitRegistrationHandler>().HandleAsync(command, By(family), default));
    }

    private void PayAgain()
    {
        var some = Registrations().Where(one => one.State.Fee is FeeStatus.Lapsed or FeeStatus.Refunded).ToList();
        if (some.Count == 0) return;
        var (id, version, _) = world.Chance.Pick(some);
        if (Acknowledged.GetValueOrDefault(id) is { } family)
            world.Ask(() => Make<PayAgainHandler>().HandleAsync(new PayAgain(id, version), By(family), default));
    }

    /// <summary>The Department locks a list, which it may once the window has closed.</summary>
    private void LockList(string unit) =>
        world.Ask(() => Make<LockUnitHandler>().HandleAsync(new LockUnit(DemoExams.Session, unit), By(DeskOfficer), default));

    private void Refund()
    {
        if (Pick(Payments().Where(payment => payment.Cases.Any(entry => entry.Status == CaseStatus.Open && entry.Owed.MinorUnits > 0))) is not { } payment) return;
        RefundCase(payment, payment.Cases.First(entry => entry.Status == CaseStatus.Open && entry.Owed.MinorUnits > 0));
    }

    /// <summary>The fee goes back, or a part of it; of baskets the whole, because a part is of no bill.</summary>
    private void RefundFee()
    {
        // Whoever disputes at the bank asks us as well.
        var paid = Payments().Where(payment => payment.Status == PaymentStatus.Paid).ToList();
        var disputed = paid.Where(payment => payment.Disputes.Any(dispute => dispute.IsOpen)).ToList();
        if (Pick(disputed.Count > 0 && world.Chance.Below(3) > 0 ? disputed : paid) is not { } payment) return;
        var isPart = payment.Service == "exams" && world.Chance.Below(2) == 0;
        var decision = new CaseDecision("goodwill", isPart ? Money.Vnd(1_000 * (1 + world.Chance.Below(40))) : null);
        var answer = NotWhileDisputed(payment.Id, () => world.Ask(() => Make<RefundMoney>().OfFeeAsync(payment.Id, decision, Treasurer, default)));
        if (answer is { Problem: null }) world.Count(isPart ? "part of a fee sent back" : "fee sent back");
    }

    /// <summary>Whoever disputes at the bank asks for the fee back as well.</summary>
    public void AskWhileDisputed()
    {
        foreach (var payment in Payments().Where(payment => payment.Disputes.Any(dispute => dispute.IsOpen)))
            NotWhileDisputed(payment.Id, () => world.Ask(() => Make<RefundMoney>().OfFeeAsync(payment.Id, new CaseDecision("asked again"), Treasurer, default)));
    }

    /// <summary>A family says what becomes of what it paid too much.</summary>
    private void ChooseOverpaid()
    {
        var some = Payments().Where(payment => payment.KeepsCredit && payment.Cases.Any(entry => entry is { Status: CaseStatus.Open, Kind: CaseKind.Overpaid or CaseKind.PaidTwice }));
        if (Pick(some) is not { } payment) return;
        var entry = payment.Cases.First(entry => entry is { Status: CaseStatus.Open, Kind: CaseKind.Overpaid or CaseKind.PaidTwice });
        var choice = world.Chance.Below(3) == 0 ? OverpaymentChoice.Refund : OverpaymentChoice.Credit;
        world.Ask(() => Make<ChooseOverpayment>().HandleAsync(payment.Id, entry.Number, choice, default));
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

        var answer = world.Ask(() => Make<RecordRefundSent>().HandleAsync(payment.Id, refund.Case, new SentRefund(reference, "sent"), Treasurer, default));
        if (answer is { Problem: null }) world.Count("refund by hand");
    }

    private void Trouble()
    {
        if (world.Chance.Below(2) == 0) world.Gateways[0].Dispute();
        else if (world.Chance.Below(6) == 0) world.Portal.DownUntil = world.Now + TimeSpan.FromMinutes(world.Chance.Below(2_000));
        else EnablePortal();
    }

    private void EnablePortal() => world.Ask(() => Make<EnableEndpoint>().HandleAsync(_endpoint!.Value, Operator, "sim", default));

    private static Caller OfficerOf(Registration registration) => registration.Form.Unit == School ? Principal : DeskOfficer;

    private void OnRegistration(
        Func<RegistrationState, bool> suits, Func<(RecordId Id, long Version, Registration State), ValueTask<Result<RegistrationAnswer>>> act)
    {
        var some = Registrations().Where(one => suits(one.State.State)).ToList();
        if (some.Count == 0) return;
        var one = world.Chance.Pick(some);
        world.Ask(() => act(one));
    }

    private T? Pick<T>(IEnumerable<T> items)
        where T : class
    {
        var some = items.ToList();
        return some.Count == 0 ? null : world.Chance.Pick(some);
    }

    private sealed record Sending(Payment Payment, Refund Refund);

    private Asked By(Caller caller) => new(caller, world.Now, "sim");

    private T Make<T>()
        where T : class => ActivatorUtilities.GetServiceOrCreateInstance<T>(world.Services);
}
