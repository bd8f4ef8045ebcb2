using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tuition;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>A school that bills and changes its mind, families that pay its bills together, in parts or twice; and what must then be true of the accounts.</summary>
internal sealed class Schools(World world, People people)
{
    private const string School = DemoTuition.School;
    private const int Pupils = 6;
    private static readonly string[] Periods = ["2027-04", "2027-05"];
    private static readonly string[] Header = ["student", "name", "class", "items", "email", "guardian"];
    private static readonly string[] Choices = ["", "boarding", "boarding; meals*20", "meals*15", "air-conditioning", "boarding; air-conditioning; meals*22"];
    private static readonly Caller Bursar = new($"school-{School}", Role.School, "Vũ Thu Trang", School);
    private static readonly Caller Director = new("department-01", Role.Department, "Đỗ Mai Anh", "01");
    private static readonly Caller Treasurer = new("finance", Role.Finance, "Bùi Thanh Tâm");
    private static readonly Caller SecondTreasurer = new("finance-2", Role.Finance, "Lý Thu Hà");
    private static readonly Caller Parent = new("acc-lan", Role.Family, "Trần Thị Lan");

    private readonly Shelf<StudentAccount> _accounts = new(world, TuitionIds.AccountKind, TuitionJson.Default.StudentAccount);
    private readonly Shelf<Proposal> _proposals = new(world, Proposal.Kind, FinanceJson.Default.Proposal);
    private readonly Shelf<Basket> _baskets = new(world, TuitionIds.BasketKind, TuitionJson.Default.Basket);
    private readonly Dictionary<string, string> _items = Enumerable.Range(1, Pupils).ToDictionary(pupil => $"01000000{pupil:00}", pupil => Choices[pupil % Choices.Length]);
    private readonly HashSet<(RecordId Account, long Version)> _sound = [];

    /// <summary>Prices and the first bills.</summary>
    public void Prepare()
    {
        Make<Catalogues>().PublishAsync(DemoTuition.Catalogue(School, world.Now), By(Bursar), default).AsTask().GetAwaiter().GetResult();
        RunBills(Periods[0]);
    }

    public void DoSomething()
    {
        switch (world.Chance.Below(11))
        {
            case 0: ChangeList(); break;
            case 1: if (world.Chance.Below(2) == 0) Cancel(); break;
            case 2: Reissue(); break;
            case 3: if (world.Chance.Below(3) == 0) Claim(); break;
            case 4: if (world.Chance.Below(2) == 0) GiveUp(); break;
            default: Pay(); break;
        }
    }

    /// <summary>Proposals to give something up, by their end: once everything is over each was done, or says why not.</summary>
    public IEnumerable<Proposal> WriteOffs() => _proposals.States().Where(proposal => proposal.Body.Kind == ProposalKind.WriteOff);

    /// <summary>The pupils' accounts.</summary>
    public List<StudentAccount> Accounts() => _accounts.States();

    /// <summary>How often what happened.</summary>
    public IEnumerable<(string What, int Count)> Tally()
    {
        foreach (var kind in Statements().SelectMany(one => one.Entries).GroupBy(entry => entry.Kind)) yield return ($"statement {kind.Key}", kind.Count());
        foreach (var basket in _baskets.States().GroupBy(basket => basket.Status)) yield return ($"basket {basket.Key}", basket.Count());
        foreach (var written in WriteOffs().GroupBy(proposal => proposal.Status)) yield return ($"write-off {written.Key}", written.Count());
        yield return ("basket of several", _baskets.States().Count(basket => basket.Shares.Count > 1 && basket.PaidRounds.Count > 0));
        yield return ("basket paid twice", _baskets.States().Count(basket => basket.PaidRounds.Count > 1));
        yield return ("overpayment kept", people.Payments().Sum(payment => payment.Cases.Count(entry => entry.Choice == OverpaymentChoice.Credit)));
    }

    /// <summary>At every moment an account's money is on its bills or is credit, and its statement says the same.</summary>
    public void CheckAlways()
    {
        foreach (var account in _accounts.All())
        {
            if (!_sound.Add((account.Id, account.Version))) continue;
            foreach (var fault in AccountSoundness.Faults(account.State!)) throw new InvariantBrokenException($"{account.Id}: {fault}.");
            CheckStatement(account.Id, account.State!, EntriesOf(account.Id));
        }
    }

    /// <summary>Once everything is over, each account had exactly the money that payments brought it and took from it.</summary>
    public void CheckSettled()
    {
        CheckAlways();
        var payments = people.Payments().Where(payment => payment.Service == "tuition").ToDictionary(payment => payment.Id);
        Dictionary<RecordId, (long Received, long Returned)> expected = [];
        foreach (var basket in _baskets.All())
        {
            var state = basket.State!;
            foreach (var round in state.PaidRounds)
            {
                var payment = payments.GetValueOrDefault(TuitionIds.Payment(basket.Id, round));
                if (payment?.SettledAt is null) throw new InvariantBrokenException($"{basket.Id} counts round {round} as paid and no payment says so.");
                foreach (var share in state.Shares) Add(share.Account, share.AmountVnd, 0);
            }

            foreach (var round in state.PaidRounds)
            {
                // What goes back is taken from what falls due last.
                var left = state.BackVnd(round);
                foreach (var share in state.Shares.Reverse())
                {
                    var taken = Math.Min(left, share.AmountVnd);
                    Add(share.Account, 0, taken);
                    left -= taken;
                }

                if (left != 0) throw new InvariantBrokenException($"{basket.Id} counts more as back than came.");
            }
        }

        foreach (var payment in payments.Values)
        {
            var (id, basket) = _baskets.All().Where(one => one.Id == payment.Payable).Select(one => (one.Id, one.State!)).Single();
            var rounds = basket.PaidRounds.Where(round => TuitionIds.Payment(id, round) == payment.Id).ToList();
            var (isPaid, back) = (rounds.Count > 0, rounds.Sum(basket.BackVnd));
            var sent = payment.Refunds.Where(refund => refund.Status == RefundStatus.Done && payment.FindCase(refund.Case)!.Kind is CaseKind.WithdrawnAfterPaid or CaseKind.RefundByOfficer)
                .Sum(refund => refund.Amount.MinorUnits);
            // Of money that came and went back before anybody heard of it nothing is told, which is the same.
            if (isPaid ? back != sent : payment is { SettledAt: not null, Status: not PaymentStatus.Refunded })
                throw new InvariantBrokenException($"{payment.Id} is {payment.Status} and sent {sent} back, and {id} counts it as paid {isPaid}, {back} of it returned.");
            foreach (var kept in payment.Cases.Where(entry => entry.Choice == OverpaymentChoice.Credit)) Add(basket.Shares[^1].Account, kept.Owed.MinorUnits, 0);
        }

        var given = WriteOffs().Where(proposal => proposal.Status == ProposalStatus.Done).Sum(proposal => proposal.Body.Amount!.Value.MinorUnits);
        var lines = Statements().SelectMany(one => one.Entries).ToList();
        if (Sum(lines, StatementKind.WrittenOff) != given) throw new InvariantBrokenException($"Officers gave up {given}, bills say {Sum(lines, StatementKind.WrittenOff)}.");
        if (WriteOffs().Any(proposal => proposal.Status == ProposalStatus.Approved)) throw new InvariantBrokenException("A write-off was agreed on and has no end.");

        foreach (var account in _accounts.All())
        {
            var (received, returned) = expected.GetValueOrDefault(account.Id);
            if ((account.State!.ReceivedVnd, account.State.ReturnedVnd) != (received, returned))
            {
                throw new InvariantBrokenException(
                    $"{account.Id} received {account.State.ReceivedVnd} and returned {account.State.ReturnedVnd}; payments say {received} and {returned}.");
            }
        }

        void Add(RecordId account, long received, long returned)
        {
            var known = expected.GetValueOrDefault(account);
            expected[account] = (known.Received + received, known.Returned + returned);
        }
    }

    /// <summary>Each bill's balance is the sum of its postings, and so is the account's after each line.</summary>
    private static void CheckStatement(RecordId id, StudentAccount account, List<StatementEntry> entries)
    {
        if (entries.Count != account.Entries) throw new InvariantBrokenException($"{id} has {entries.Count} lines of {account.Entries}.");
        long balance = 0;
        foreach (var entry in entries)
        {
            balance += entry.Kind switch
            {
                StatementKind.Issued or StatementKind.Returned or StatementKind.WriteOffUndone => entry.AmountVnd,
                StatementKind.Reversed or StatementKind.Paid or StatementKind.WrittenOff => -entry.AmountVnd,
                _ => 0,
            };
            // A payment and what it grants, a reversal and its credit, are lines of one commit; the last one says where they lead.
            if (entry.Number == entries.Count && entry.OwedVnd - entry.CreditVnd != balance)
                throw new InvariantBrokenException($"{id}: line {entry.Number} says {entry.OwedVnd} - {entry.CreditVnd}, its postings make {balance}.");
        }

        if (account.OwedVnd - account.CreditVnd != balance) throw new InvariantBrokenException($"{id} owes {account.OwedVnd} less {account.CreditVnd}, its postings make {balance}.");
        foreach (var bill in account.Bills)
        {
            var own = entries.Where(entry => entry.Bill == bill.Code).ToList();
            if (Sum(own, StatementKind.Issued) != bill.TotalVnd) throw new InvariantBrokenException($"{bill.Code} is over {bill.TotalVnd} and was posted with {Sum(own, StatementKind.Issued)}.");
            if (Sum(own, StatementKind.Reversed) != (bill.Stands ? 0 : bill.TotalVnd)) throw new InvariantBrokenException($"{bill.Code} does not say the same as its reversal.");
            // What goes back may be taken off any bill, so then only the account as a whole tells.
            if (!bill.Stands || entries.Any(entry => entry.Kind == StatementKind.Returned)) continue;
            var settled = Sum(own, StatementKind.Paid) - Sum(own, StatementKind.CreditGranted) + Sum(own, StatementKind.CreditUsed)
                + Sum(own, StatementKind.WrittenOff) - Sum(own, StatementKind.WriteOffUndone);
            if (bill.TotalVnd - settled != bill.OwedVnd) throw new InvariantBrokenException($"{bill.Code} owes {bill.OwedVnd}, its postings make {bill.TotalVnd - settled}.");
        }
    }

    private static long Sum(List<StatementEntry> entries, StatementKind kind) => entries.Where(entry => entry.Kind == kind).Sum(entry => entry.AmountVnd);

    private void Pay()
    {
        var bills = _accounts.All().SelectMany(account => account.State!.Bills.Where(bill => bill.OwedVnd > 0).Select(bill => new BillId(account.Id, bill.Period))).ToList();
        if (bills.Count == 0) return;
        var some = Enumerable.Range(0, 1 + world.Chance.Below(3)).Select(_ => world.Chance.Pick(bills)).Distinct().ToList();
        var whole = world.Chance.Below(2) == 0;
        var answer = world.Ask(() => Make<PayBillsHandler>().HandleAsync(new PayBills(some, whole), By(Parent), default));
        if (answer is { Problem: null } && !whole) world.Count("instalments asked for");
    }

    /// <summary>A pupil takes other things, and the school brings its list again, of this month or the next.</summary>
    private void ChangeList()
    {
        _items[world.Chance.Pick([.. _items.Keys])] = world.Chance.Pick(Choices);
        RunBills(world.Chance.Pick(Periods));
    }

    private void RunBills(string period)
    {
        var rows = _items.Select((pupil, at) => new SheetRow(at + 2, [pupil.Key, $"Nguyễn Minh {(char)('A' + at)}", "10A1", pupil.Value, $"family{at}@example.vn", Parent.Id]));
        world.Ask(() => Make<RunBillsHandler>().StartAsync(new RunBills(School, period, new Sheet(Header, [.. rows])), By(Bursar), default));
    }

    private void Cancel() => OnBill(bill => bill.Stands, Make<ChangeBills>().CancelAsync);

    private void Reissue() => OnBill(bill => bill.IsCancelled, Make<ChangeBills>().ReissueAsync);

    private void OnBill(Func<Bill, bool> suits, Func<CancelBill, Asked, CancellationToken, ValueTask<Result<AccountAnswer>>> act)
    {
        var some = _accounts.All().SelectMany(account => account.State!.Bills.Where(suits).Select(bill => new BillId(account.Id, bill.Period))).ToList();
        if (some.Count == 0) return;
        var bill = world.Chance.Pick(some);
        world.Ask(() => act(new CancelBill(bill, "list was wrong"), By(Bursar), default));
    }

    /// <summary>Two finance officers give up what a bill asked when one of them looked.</summary>
    private void GiveUp()
    {
        var some = _accounts.All().SelectMany(account => account.State!.Bills.Where(bill => bill.OwedVnd > 0).Select(bill => (Id: new BillId(account.Id, bill.Period), bill.OwedVnd))).ToList();
        if (some.Count == 0) return;
        var (bill, owed) = world.Chance.Pick(some);
        var amount = Money.Vnd(world.Chance.Below(2) == 0 ? owed : 1 + world.Chance.Below((int)owed));
        var body = new ProposalBody(ProposalKind.WriteOff, "nobody will pay", Bill: bill.ToString(), Amount: amount);
        if (world.Ask(() => Make<Propose>().AskAsync(body, Treasurer, null, "sim", default)) is not { Problem: null } asked) return;
        world.Ask(() => Make<Propose>().DecideAsync(asked.Value.Id, new ProposalDecision(world.Chance.Below(5) > 0, "r"), SecondTreasurer, null, "sim", default));
    }

    /// <summary>A benefit is proved after the bills were issued.</summary>
    private void Claim()
    {
        var student = world.Chance.Pick([.. _items.Keys]);
        var from = new DateOnly(2027, 4, 1);
        var group = world.Services.GetRequiredService<TuitionRuleBook>().GroupsOn(from)[0].Code;
        var asked = world.Ask(() => Make<Benefits>().AskAsync(new AskBenefit(School, student, "Nguyễn Minh", group, from, from.AddDays(90), "QD 12"), By(Bursar), default));
        if (asked is not { Problem: null } told) return;
        world.Ask(() => Make<Benefits>().DecideAsync(new DecideBenefit(told.Value.Benefits, told.Value.Claim.Number, true, ""), By(Director), default));
    }

    private List<StatementEntry> EntriesOf(RecordId account) =>
    [
        .. world.Store.DocumentsOf(account).Where(document => document.Id.StartsWith(StatementEntry.Prefix, StringComparison.Ordinal))
            .Select(document => JsonSerializer.Deserialize(document.Body.Span, TuitionJson.Default.StatementEntry)!),
    ];

    private IEnumerable<(RecordId Id, List<StatementEntry> Entries)> Statements() => _accounts.All().Select(account => (account.Id, EntriesOf(account.Id)));

    private Asked By(Caller caller) => new(caller, world.Now, "sim");

    private T Make<T>()
        where T : class => ActivatorUtilities.GetServiceOrCreateInstance<T>(world.Services);
}
