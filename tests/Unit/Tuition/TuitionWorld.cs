using Microsoft.Extensions.Time.Testing;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

/// <summary>The tuition feature on a store in memory: a private school with prices, and every message delivered in turn.</summary>
internal sealed class TuitionWorld
{
    public const string School = "01-002";
    public const string Period = "2026-10";
    public const string Ana = "0100000001";
    public const string Ben = "0100000002";
    public static readonly DateTimeOffset Start = new(2026, 10, 2, 9, 0, 0, VietnamTime.Offset);
    public static readonly Caller Officer = new("school-01-002", Role.School, "Bảo", School);
    public static readonly Caller OtherSchool = new("school-01-001", Role.School, "Hà", "01-001");
    public static readonly Caller Department = new("department-01", Role.Department, "Anh", "01");
    public static readonly Caller Lan = new("acc-lan", Role.Family, "Lan");
    public static readonly Caller Minh = new("acc-minh", Role.Family, "Minh");

    private static readonly string[] Header = ["student", "name", "class", "level", "standing", "items", "email", "phone", "guardian"];
    private int _delivered;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public TuitionWorld()
    {
        var seed = 0;
        Ids = new IdSource(Clock, bytes => bytes.Fill((byte)(seed++ % 251)));
        Hash = new KeyedHash(new byte[32]);
        Pricing = new Pricing(Book);
        var notices = new TuitionNotices(new TuitionOptions(new Uri("https://dichvucong.example")));
        var benefits = new Records<StudentBenefits>(Store, () => TuitionJson.Default.StudentBenefits);
        Accounts = new StudentAccounts(Store, Ids);
        Catalogues = new Catalogues(Store, Book);
        Rows = new BillRows(Accounts, benefits, Pricing, notices, Hash);
        Reminders = new Reminders(Store, Store, Accounts, notices, Ids);
        Runs = new RunBillsHandler(Store, Catalogues, Rows, Reminders, Ids);
        Benefits = new Benefits(benefits, Book, Hash, Ids);
        Recalculate = new Recalculate(Accounts, Catalogues, benefits, Pricing, Hash);
        Pay = new PayBillsHandler(Store, Accounts, Hash, Ids);
        BasketFee = new ApplyBasketFee(Store, Ids);
        Shares = new ApplyShare(Accounts, notices);
        Change = new ChangeBills(Accounts);
        Read = new ReadBills(Accounts, Catalogues, Store);
        Lists = new ListBills(Store);
        Books = new InvoiceBooks(Store, Ids);
        Drafts = new InvoiceDrafts(Accounts, Catalogues, Book);
        Issue = new IssueInvoices(Books, Drafts, Accounts, Store, Ids);
    }

    public MemoryStore Store { get; } = new();
    public FakeTimeProvider Clock { get; } = new(Start);
    public TuitionRuleBook Book { get; } = new();
    public IdSource Ids { get; }
    public KeyedHash Hash { get; }
    public Pricing Pricing { get; }
    public StudentAccounts Accounts { get; }
    public Catalogues Catalogues { get; }
    public BillRows Rows { get; }
    public Reminders Reminders { get; }
    public RunBillsHandler Runs { get; }
    public Benefits Benefits { get; }
    public Recalculate Recalculate { get; }
    public PayBillsHandler Pay { get; }
    public ApplyBasketFee BasketFee { get; }
    public ApplyShare Shares { get; }
    public ChangeBills Change { get; }
    public ReadBills Read { get; }
    public ListBills Lists { get; }
    public InvoiceBooks Books { get; }
    public InvoiceDrafts Drafts { get; }
    public IssueInvoices Issue { get; }

    /// <summary>Messages of this type are left for the test to deliver.</summary>
    public string? Held { get; set; }

    public static async Task<TuitionWorld> OpenAsync()
    {
        var world = new TuitionWorld();
        (await world.Catalogues.PublishAsync(DemoTuition.Catalogue(School, Start), world.By(Officer), Ct)).Problem.Should().BeNull();
        return world;
    }

    public Asked By(Caller caller) => new(caller, Clock.GetUtcNow(), "corr-1");

    /// <summary>Cells: student, name, class, standing, items, guardian.</summary>
    public static Sheet List(params (string Student, string Name, string Class, string Standing, string Items, string Guardian)[] rows) => new(
        Header,
        [.. rows.Select((row, i) => new SheetRow(i + 2, [row.Student, row.Name, row.Class, "THPT", row.Standing, row.Items, "a@example.vn", "", row.Guardian]))]);

    /// <summary>The usual list: two children of one family.</summary>
    public static Sheet TwoChildren(string items = "boarding") =>
        List((Ana, "Nguyễn Minh Anh", "10A1", "", items, "acc-lan"), (Ben, "Nguyễn Minh Bảo", "11A2", "", "", "acc-lan"));

    public async Task<BillRun> RunAsync(Sheet sheet, string period = Period)
    {
        (await Runs.StartAsync(new RunBills(School, period, sheet), By(Officer), Ct)).Problem.Should().BeNull();
        await DeliverAsync();
        return (await Runs.ReadAsync(School, period, By(Officer), Ct)).Value;
    }

    public RecordId IdOf(string student) => TuitionIds.Account(Hash, School, student);

    public BillId BillOf(string student, string period = Period) => new(IdOf(student), period);

    public async Task<StudentAccount> AccountAsync(string student)
    {
        var account = (await Accounts.LoadAsync(IdOf(student), Ct)).State!;
        AccountSoundness.Faults(account).Should().BeEmpty();
        return account;
    }

    /// <summary>Pays bills whole, as payments would tell it; returns the payment.</summary>
    public async Task<(BasketAnswer Basket, FeePaidV1 Paid)> PayAsync(params BillId[] bills)
    {
        var basket = (await Pay.HandleAsync(new PayBills(bills), By(Lan), Ct)).Value;
        return (basket, await TellPaidAsync(basket, basket.Total));
    }

    public async Task<FeePaidV1> TellPaidAsync(BasketAnswer basket, Money amount)
    {
        var paid = new FeePaidV1(basket.Payment, basket.Basket, amount, Clock.GetUtcNow(), "sandbox", "REF1");
        await BasketFee.PaidAsync(paid, Context(PaymentContracts.FeePaid.Write(Ids.Next(), basket.Basket, Clock.GetUtcNow(), "c", paid)), Ct);
        await DeliverAsync();
        return paid;
    }

    public static MessageContext Context(Message message) => new(message, new Cause("tuition", message.Id), 1);

    /// <summary>Delivers the feature's own messages, in order, until none is left; delayed ones wait for their time.</summary>
    /// <param name="twice">Every message comes a second time.</param>
    public async Task DeliverAsync(bool twice = false)
    {
        for (; _delivered < Store.Sent.Count; _delivered++)
        {
            var outgoing = Store.Sent[_delivered];
            if (outgoing.Message.Type == Held || outgoing.NotBefore > Clock.GetUtcNow()) continue;
            await HandleAsync(outgoing.Message);
            if (twice) await HandleAsync(outgoing.Message);
        }
    }

    public async Task HandleAsync(Message message)
    {
        var context = Context(message);
        if (message.Type == TuitionMessages.BillRunStep.Type) await Runs.StepAsync(TuitionMessages.BillRunStep.Read(message), context, Ct);
        if (message.Type == TuitionMessages.BillSharePaid.Type) await Shares.PaidAsync(TuitionMessages.BillSharePaid.Read(message), context, Ct);
        if (message.Type == TuitionMessages.BillShareReturned.Type) await Shares.ReturnedAsync(TuitionMessages.BillShareReturned.Read(message), context, Ct);
        if (message.Type == TuitionMessages.RecalculationDue.Type) await Recalculate.HandleAsync(TuitionMessages.RecalculationDue.Read(message), context, Ct);
        if (message.Type == TuitionMessages.ReminderStep.Type) await Reminders.StepAsync(TuitionMessages.ReminderStep.Read(message), context, Ct);
        if (message.Type == TuitionMessages.ReminderDue.Type) await Reminders.RemindAsync(TuitionMessages.ReminderDue.Read(message), context, Ct);
        if (message.Type == TuitionMessages.InvoiceRunStep.Type) await Issue.StepAsync(TuitionMessages.InvoiceRunStep.Read(message), context, Ct);
        if (message.Type == TuitionMessages.StudentAccountChanged.Type)
            await Store.ApplyAsync([.. TuitionViews.Rows(TuitionMessages.StudentAccountChanged.Read(message))], Ct);
        if (message.Type == TuitionMessages.BenefitChanged.Type)
            await Store.ApplyAsync([.. TuitionViews.Rows(TuitionMessages.BenefitChanged.Read(message))], Ct);
    }
}
