using System.Text.Json;
using CsCheck;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;
using PublicServices.Tests.Unit.Tuition;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>Whatever schools, families and officers do, and in whatever order the ledger hears of it: its accounts say what the bills say.</summary>
public sealed class BillsInTheLedgerTests
{
    private const string Other = "01-001";
    private const string Gateway = "vnpay";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ledger_AfterAnyCourseHeardInAnyOrder_SaysWhatBillsSay() =>
        await Gen.Select(Gen.Int[0, 9].Array[1, 20], Gen.Int).SampleAsync(
            async (steps, seed) =>
            {
                var course = await Course.OpenAsync();
                foreach (var step in steps) await course.DoAsync(step);
                using var finance = new FinanceWorld();
                await HearAsync(finance, course.Told(), new Random(seed));
                await CheckAsync(finance, course);
            },
            iter: Iterations.Of(60));

    [Fact]
    public async Task Basket_OfTwoSchools_ClearsEachSchoolsOwnReceivable()
    {
        var course = await Course.OpenAsync();
        await course.PayAllAsync();
        using var finance = new FinanceWorld();

        await HearAsync(finance, course.Told(), new Random(1));

        await CheckAsync(finance, course);
        foreach (var school in (string[])[TuitionWorld.School, Other])
        {
            finance.Balance(ChartOfAccounts.Receivable(school)).Should().Be(0);
            finance.Balance(ChartOfAccounts.Revenue(school)).Should().BeNegative();
        }
    }

    [Fact]
    public async Task PartOfAPayment_ThatGoesBack_IsOwedAgain()
    {
        var course = await Course.OpenAsync();
        await course.PayAllAsync();
        await course.RefundAsync(5_000);
        using var finance = new FinanceWorld();

        await HearAsync(finance, course.Told(), new Random(1));

        await CheckAsync(finance, course);
        (finance.Balance(ChartOfAccounts.Receivable(TuitionWorld.School)) + finance.Balance(ChartOfAccounts.Receivable(Other))).Should().Be(5_000);
    }

    /// <summary>Each message up to three times, some under another id, in any order.</summary>
    private static async Task HearAsync(FinanceWorld finance, IReadOnlyList<Message> told, Random random)
    {
        List<Message> heard = [.. told, .. told.Where(_ => random.Next(3) == 0).Select(message => message with { Id = $"{message.Id}-again" })];
        var order = heard.ToArray();
        random.Shuffle(order);
        foreach (var message in order) await finance.SendAsync(message);
    }

    private static async Task CheckAsync(FinanceWorld finance, Course course)
    {
        (await finance.FaultsAsync()).Should().BeEmpty();
        var accounts = await course.AccountsAsync();
        foreach (var school in accounts.GroupBy(account => account.School))
        {
            finance.Balance(ChartOfAccounts.Receivable(school.Key)).Should().Be(school.Sum(account => account.OwedVnd), "receivable is what bills owe");
            finance.Balance(ChartOfAccounts.Credits(school.Key)).Should().Be(-school.Sum(account => account.CreditVnd), "credits are the pupils'");
            finance.Balance(ChartOfAccounts.Revenue(school.Key)).Should().Be(
                -school.Sum(account => account.Bills.Where(bill => bill.Stands).Sum(bill => bill.TotalVnd)), "revenue is issued less reversed");
        }

        var byBill = await ReceivablesAsync(finance);
        foreach (var bill in accounts.SelectMany(account => account.Bills)) byBill.GetValueOrDefault(bill.Code).Should().Be(bill.OwedVnd, "a bill's balance is the sum of its lines");
        finance.Balance(ChartOfAccounts.Clearing(Gateway)).Should().Be(accounts.Sum(account => account.ReceivedVnd - account.ReturnedVnd));
        foreach (var between in (AccountCode[])[ChartOfAccounts.Unapplied("tuition"), ChartOfAccounts.Returning("tuition"), ChartOfAccounts.RefundsPayable])
            finance.Balance(between).Should().Be(0, "{0} is empty once everything has been heard", between);
        finance.Shards().SelectMany(shard => shard.State.Totals).Sum(total => total.Balance).Should().Be(0);
    }

    private static async Task<Dictionary<string, long>> ReceivablesAsync(FinanceWorld finance)
    {
        Dictionary<string, long> sums = [];
        foreach (var (id, _) in finance.Shards())
        {
            foreach (var document in await finance.Store.ListDocumentsAsync(id, Journals.Prefix, null, 10_000, Stop))
            {
                foreach (var line in JournalHash.Read(document.Body).Lines.Where(line => line.Account.Class == "receivable"))
                    sums[line.Reference!] = sums.GetValueOrDefault(line.Reference!) + line.Amount.MinorUnits;
            }
        }

        return sums;
    }

    /// <summary>Two schools, three pupils, and what payments would tell of the baskets that are paid and go back.</summary>
    private sealed class Course(TuitionWorld world)
    {
        private readonly List<Paid> _paid = [];
        private readonly List<Message> _moved = [];
        private readonly HashSet<RecordId> _payments = [];
        private DateOnly _month = new(2026, 10, 1);

        private string Period => _month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

        public static async Task<Course> OpenAsync()
        {
            var world = await TuitionWorld.OpenAsync();
            (await world.Catalogues.PublishAsync(DemoTuition.Catalogue(Other, TuitionWorld.Start), world.By(TuitionWorld.OtherSchool), Stop)).Problem.Should().BeNull();
            var course = new Course(world);
            await course.BillAsync("boarding");
            return course;
        }

        /// <summary>What the ledger is told, in the order it happened.</summary>
        public IReadOnlyList<Message> Told()
        {
            string[] types =
            [
                TuitionContracts.BillIssued.Type, TuitionContracts.BillReversed.Type, TuitionContracts.BillPaid.Type, TuitionContracts.BillReturned.Type,
                TuitionContracts.CreditGranted.Type, TuitionContracts.CreditUsed.Type,
            ];
            return [.. world.Store.Sent.Select(sent => sent.Message).Where(message => types.Contains(message.Type)), .. _moved];
        }

        public async Task<List<StudentAccount>> AccountsAsync()
        {
            List<StudentAccount> accounts = [];
            await foreach (var stored in world.Store.ScanAsync(TuitionIds.AccountKind, Stop))
                accounts.Add(JsonSerializer.Deserialize(stored.State.Span, TuitionJson.Default.StudentAccount)!);
            foreach (var account in accounts) AccountSoundness.Faults(account).Should().BeEmpty();
            return accounts;
        }

        public async Task DoAsync(int step)
        {
            switch (step)
            {
                case 0: await BillAsync("boarding; meals*3"); break;
                case 1: await BillAsync(""); break;
                case 2: _month = _month.AddMonths(1); await BillAsync("boarding"); break;
                case 3: await world.Change.CancelAsync(new CancelBill(Ana, "left"), world.By(TuitionWorld.Officer), Stop); break;
                case 4: await world.Change.ReissueAsync(new CancelBill(Ana, "came back"), world.By(TuitionWorld.Officer), Stop); break;
                case 5: await PayAllAsync(); break;
                case 6: await PayAsync(whole: false, Ana); break;
                case 7: await KeepAsync(7_000); break;
                case 8: if (_paid.Count > 0) await RefundAsync(_paid[^1].Left); break;
                default: if (_paid.Count > 0) await RefundAsync(_paid[^1].Left / 3); break;
            }
        }

        public Task PayAllAsync() => PayAsync(whole: true, Ana, world.BillOf(TuitionWorld.Ben, Period), new BillId(TuitionIds.Account(world.Hash, Other, "0100000009"), Period));

        /// <summary>As much of the last payment goes back.</summary>
        public async Task RefundAsync(long amountVnd)
        {
            if (amountVnd == 0) return;
            var paid = _paid[^1];
            paid.Left -= amountVnd;
            Moved(paid, new(MovementKind.FeeReturnable, Money.Vnd(amountVnd)), new(MovementKind.Refunded, Money.Vnd(amountVnd), Gateway, $"RF{_moved.Count}"));
            var (basket, now) = (paid.Basket, world.Clock.GetUtcNow());
            if (paid.Left == 0)
            {
                _paid.RemoveAt(_paid.Count - 1);
                var whole = new FeeRefundedV1(basket.Payment, basket.Basket, basket.Total, now);
                await world.BasketFee.RefundedAsync(whole, TuitionWorld.Context(PaymentContracts.FeeRefunded.Write(world.Ids.Next(), basket.Basket, now, "c", whole)), Stop);
            }
            else
            {
                var part = new FeePartRefundedV1(basket.Payment, basket.Basket, Money.Vnd(basket.Total.MinorUnits - paid.Left), now);
                await world.BasketFee.PartRefundedAsync(part, TuitionWorld.Context(PaymentContracts.FeePartRefunded.Write(world.Ids.Next(), basket.Basket, now, "c", part)), Stop);
            }

            await world.DeliverAsync(twice: true);
        }

        private BillId Ana => world.BillOf(TuitionWorld.Ana, Period);

        private async Task BillAsync(string items)
        {
            await world.RunAsync(TuitionWorld.TwoChildren(items), Period);
            var sheet = TuitionWorld.List(("0100000009", "Nguyễn Minh Châu", "10A1", "", items.Length > 0 ? "boarding" : "", "acc-lan"));
            await world.Runs.StartAsync(new RunBills(Other, Period, sheet), world.By(TuitionWorld.OtherSchool), Stop);
            await world.DeliverAsync();
        }

        private async Task PayAsync(bool whole, params BillId[] bills)
        {
            var standing = bills.ToList();
            if ((await world.Accounts.LoadAsync(Ana.Account, Stop)).State?.Standing(Period) is null) standing.Remove(Ana);
            if (standing.Count == 0) return;
            if (!(await world.Pay.HandleAsync(new PayBills(standing, whole), world.By(TuitionWorld.Lan), Stop)).Succeeded(out var basket, out _) || !_payments.Add(basket.Payment)) return;
            var paid = new Paid(basket) { Left = basket.Total.MinorUnits };
            Moved(paid, new MoneyMovementV1(MovementKind.FeeDue, basket.Total));
            Moved(paid, new MoneyMovementV1(MovementKind.FeePaid, basket.Total, Gateway, $"VN{_moved.Count}"));
            _paid.Add(paid);
            await world.TellPaidAsync(basket, basket.Total);
        }

        /// <summary>Money beyond the last payment that its payer leaves.</summary>
        private async Task KeepAsync(long amountVnd)
        {
            if (_paid.Count == 0) return;
            var paid = _paid[^1];
            Moved(
                paid, new(MovementKind.OwedBack, Money.Vnd(amountVnd), Gateway, $"VN{_moved.Count}"), new(MovementKind.KeptAsCredit, Money.Vnd(amountVnd), Gateway, "VN"));
            var (basket, now) = (paid.Basket, world.Clock.GetUtcNow());
            var kept = new OverpaymentKeptV1(basket.Payment, basket.Basket, ++paid.Cases, Money.Vnd(amountVnd), now, Gateway, "VN");
            await world.BasketFee.KeptAsync(kept, TuitionWorld.Context(PaymentContracts.OverpaymentKept.Write(world.Ids.Next(), basket.Basket, now, "c", kept)), Stop);
            await world.DeliverAsync();
        }

        private void Moved(Paid paid, params MoneyMovementV1[] movements)
        {
            var moved = new MoneyMovedV1(
                paid.Basket.Payment, ++paid.Version, TuitionContracts.Service, "", "HP", "", world.Clock.GetUtcNow(), false, movements);
            _moved.Add(PaymentContracts.MoneyMoved.WriteNamed($"{moved.Payment}.v{moved.Version}.moved", moved.Payment, moved.At, "c", moved));
        }

        private sealed class Paid(BasketAnswer basket)
        {
            public BasketAnswer Basket { get; } = basket;

            public long Left { get; set; }

            public long Version { get; set; }

            public int Cases { get; set; }
        }
    }
}
