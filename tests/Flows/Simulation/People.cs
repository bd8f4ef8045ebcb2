using Microsoft.Extensions.DependencyInjection;
using PublicServices.Exams;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Portal;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>Families, schools and officers, who do things at random and believe only what they were told.</summary>
internal sealed partial class People(World world)
{
    private const int MaxCandidates = 12;

    /// <summary>Candidates who begin a form and never file it.</summary>
    private const int Undecided = 2;

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
        for (var person = MaxCandidates; person < MaxCandidates + Undecided; person++)
        {
            var form = Form(person, atSchool: person % 2 == 0, "Số 3 phố Minh Họa");
            world.Ask(() => Make<SaveDraftHandler>().HandleAsync(
                new SaveDraft(DemoExams.Session, form, Yes), By(new Caller($"acc-{form.PersonalNumber}", Role.Family, "Family")), default));
        }
    }

    public void DoSomething()
    {
        switch (world.Chance.Below(17))
        {
            case 0 or 1 or 2: File(); break;
            case 3 or 4: OpenFee(); break;
            case 5 or 6: if (world.Chance.Below(4) > 0) PayOrder(); else Transfer(); break;
            case 7: Check(); break;
            case 8: AskForCorrection(); break;
            case 9: Edit(); break;
            case 10: if (world.Chance.Below(4) == 0) Withdraw(); break;
            case 11 or 15: Decide(); break;
            case 12: if (world.Chance.Below(3) == 0) ChangeTheirMind(); break;
            case 13: PayAgain(); break;
            case 14: LockList(world.Chance.Below(2) == 0 ? School : Desk); break;
            default: Trouble(); break;
        }
    }

    /// <summary>When filing ends.</summary>
    public DateTimeOffset ClosesAt => new Records<ExamSession>(world.Store, () => ExamsJson.Default.ExamSession)
        .Read(world.Store.All("ses").Single().State).ClosesAt;

    /// <summary>Units whose lists were locked.</summary>
    public IEnumerable<UnitLock> Locks() => world.Store.All("lock")
        .Select(record => new Records<UnitLock>(world.Store, () => ExamsJson.Default.UnitLock).Read(record.State)).ToList();

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
        var known = Payments().SelectMany(payment => payment.Attempts).Select(attempt => (attempt.Gateway, attempt.Id)).ToHashSet();
        var gateway = world.Chance.Pick(world.Gateways);
        if (Pick(gateway.Orders.Where(order => order.Captures.Count < 2 && known.Contains((gateway.Name, order.Opened.Attempt)))) is { } order) gateway.Pay(order);
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

    private void Check() => OnRegistration(
        state => state == RegistrationState.Submitted,
        one => Make<CheckRegistrationHandler>().HandleAsync(new CheckRegistration(one.Id, one.Version), By(OfficerOf(one.State)), default));

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

    private Asked By(Caller caller) => new(caller, world.Now, "sim");

    private T Make<T>()
        where T : class => ActivatorUtilities.GetServiceOrCreateInstance<T>(world.Services);
}
