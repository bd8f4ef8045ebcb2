using Microsoft.Extensions.DependencyInjection;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tuition;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>A school that bills, changes its mind and bills again, families that pay what they like, and officers who send money back.</summary>
internal sealed class Parents(World world, People people)
{
    private const string School = DemoTuition.School;
    private static readonly Caller Officer = new($"school-{School}", Role.School, "Phạm Thu Hà", School);
    private static readonly Caller Payer = new("acc-lan", Role.Family, "Lan");
    private static readonly Caller Treasurer = new("finance", Role.Finance, "Bùi Thanh Tâm");

    private static readonly string[] Header = ["student", "name", "class", "level", "standing", "items", "email", "phone", "guardian"];
    private static readonly string[] Items = ["", "boarding", "meals*10", "boarding; meals*22", "air-conditioning"];

    /// <summary>Prices and the first month's bills, before anything goes wrong.</summary>
    public void Prepare() => Make<DemoTuition>().SeedAsync(default).AsTask().GetAwaiter().GetResult();

    public void DoSomething()
    {
        switch (world.Chance.Below(10))
        {
            case 0: Bill(); break;
            case 1: Cancel(); break;
            case 2: SendPartBack(); break;
            case 3: Keep(); break;
            case 4 or 5 or 6: Pay(); break;
            case 7: Open(); break;
            default: Order(); break;
        }
    }

    public IEnumerable<(RecordId Id, StudentAccount State)> Accounts() => world.Store.All(TuitionIds.AccountKind)
        .Select(record => (record.Id, new Records<StudentAccount>(world.Store, TuitionJson.Default.StudentAccount).Read(record.State))).ToList();

    private static bool IsTuition(Payment payment) => payment.Service == TuitionContracts.Service;

    private void Bill()
    {
        string[] row = ["0100000001", "Nguyễn Minh Anh", "10A1", "THPT", "đang học", Items[world.Chance.Below(Items.Length)], "", "", ""];
        row[0] = $"010000000{1 + world.Chance.Below(5)}";
        var period = BillingPeriod.MonthOf(world.Now.AddDays(31 * world.Chance.Below(2)));
        world.Ask(() => Make<RunBillsHandler>().StartAsync(new RunBills(School, period, new Sheet(Header, [new SheetRow(2, row)])), By(Officer), default));
    }

    private void Cancel()
    {
        var some = Accounts().Where(one => one.State.Bills.Count > 0).ToList();
        if (some.Count == 0) return;
        var (id, account) = world.Chance.Pick(some);
        var bill = new CancelBill(new BillId(id, account.Bills[^1].Period), "changed");
        if (account.Bills[^1].IsCancelled) world.Ask(() => Make<ChangeBills>().ReissueAsync(bill, By(Officer), default));
        else if (world.Chance.Below(2) == 0) world.Ask(() => Make<ChangeBills>().CancelAsync(bill, By(Officer), default));
    }

    /// <summary>One to three bills, whole or what is due next.</summary>
    private void Pay()
    {
        List<BillId> bills = [];
        foreach (var (id, account) in Accounts().Where(_ => world.Chance.Below(3) == 0).Take(3))
        {
            if (account.Bills.LastOrDefault(bill => bill.OwedVnd > 0) is { } owed) bills.Add(new BillId(id, owed.Period));
        }

        if (bills.Count > 0) world.Ask(() => Make<PayBillsHandler>().HandleAsync(new PayBills(bills, world.Chance.Below(2) == 0), By(Payer), default));
    }

    private void Open()
    {
        var some = people.Payments().Where(payment => payment.IsOwed && IsTuition(payment)).ToList();
        if (some.Count == 0) return;
        var payment = world.Chance.Pick(some);
        world.Ask(() => Make<OpenAttempt>().HandleAsync(payment.Id, new OpenAttemptRequest("sim"), default));
    }

    private void Order()
    {
        var known = people.Payments().Where(IsTuition).SelectMany(payment => payment.Attempts).Select(attempt => attempt.Id).ToHashSet();
        var some = world.Gateway.Orders.Where(order => order.Captures.Count < 2 && known.Contains(order.Opened.Attempt)).ToList();
        if (some.Count > 0) world.Gateway.Pay(world.Chance.Pick(some));
    }

    /// <summary>Half of a payment, or the rest of one of which a part went back.</summary>
    private void SendPartBack()
    {
        var some = people.Payments().Where(payment => payment.Status == PaymentStatus.Paid && IsTuition(payment)).ToList();
        if (some.Count == 0) return;
        var payment = world.Chance.Pick(some);
        var amount = payment.Refunds.Count == 0 && world.Chance.Below(2) == 0 ? (Money?)Money.Vnd(payment.Amount.MinorUnits / 2) : null;
        world.Ask(() => Make<RefundMoney>().OfFeeAsync(payment.Id, new CaseDecision("left the class", amount), Treasurer, default));
    }

    private void Keep()
    {
        var some = people.Payments().Where(payment => IsTuition(payment) && payment.Cases.Any(IsBeyond)).ToList();
        if (some.Count == 0) return;
        var payment = world.Chance.Pick(some);
        world.Ask(() => Make<ChooseOverpayment>().HandleAsync(payment.Id, payment.Cases.First(IsBeyond).Number, OverpaymentChoice.Credit, default));
    }

    private static bool IsBeyond(PaymentCase entry) => entry is { Kind: CaseKind.Overpaid or CaseKind.PaidTwice, Status: CaseStatus.Open, Choice: null };

    private Asked By(Caller caller) => new(caller, world.Now, "sim");

    private T Make<T>()
        where T : class => ActivatorUtilities.GetServiceOrCreateInstance<T>(world.Services);
}
