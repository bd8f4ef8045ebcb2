using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>Finance officers who bring statements, again and again, cut short, overlapping and corrected, and name what no rule can; and what must then be true of the books.</summary>
internal sealed partial class Books(World world, People people, Schools schools)
{
    private static readonly StatementSource OurBank = StatementSource.Bank(SimulatedBank.Account);
    private static readonly AccountCode BankCharges = ChartOfAccounts.Fees(SimulatedBank.Account);
    private static readonly Caller Officer = new("finance", Role.Finance, "Bùi Thanh Tâm");
    private static readonly Caller Chief = new("finance-2", Role.Finance, "Đào Thị Kim");

    private readonly Shelf<LedgerShard> _shards = new(world, LedgerShard.Kind, LedgerJson.Default.LedgerShard);
    private readonly Shelf<BookedLine> _lines = new(world, BookedLine.RecordKind, FinanceJson.Default.BookedLine);
    private readonly Shelf<Expectation> _expectations = new(world, Expectation.Kind, FinanceJson.Default.Expectation);
    private readonly Shelf<Settlement> _settlements = new(world, Settlement.Kind, FinanceJson.Default.Settlement);
    private readonly Shelf<Proposal> _proposals = new(world, Proposal.Kind, FinanceJson.Default.Proposal);
    private readonly Shelf<StrayCallback> _strays = new(world, ReceiveCallback.StrayKind, PaymentsJson.Default.StrayCallback);
    private readonly SortedDictionary<string, Wanted> _brought = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _last = [];
    private readonly Dictionary<(string Gateway, DateOnly Day), SimulatedBank.Entry?> _payouts = [];
    private readonly DateOnly _firstDay = world.Now.VietnamDate();

    private int _serial;

    private DateOnly Today => world.Now.VietnamDate();

    public void DoSomething()
    {
        switch (world.Chance.Below(8))
        {
            case 0 or 1: BringBankStatement(); break;
            case 2 or 3: BringSettlement(); break;
            case 4: world.RunTimer("finance-matching"); break;
            case 5: Name(); break;
            case 6: Release(); break;
            default: AtTheBank(); break;
        }
    }

    /// <summary>Brings the last version of every statement, once nothing goes wrong any more.</summary>
    public void BringAll()
    {
        for (var day = _firstDay; day <= Today; day = day.AddDays(1))
        {
            if (IsQuiet(day)) continue;
            foreach (var gateway in world.Gateways)
            {
                PayOut(gateway, day);
                foreach (var currency in Currencies) Want(SettlementOf(gateway, day, currency));
            }
        }

        for (var day = _firstDay; day <= Today; day = day.AddDays(1))
        {
            if (world.Bank.Entries.Exists(entry => entry.Day == day)) Want(BankStatement(day, day));
        }

        foreach (var wanted in _brought.Values.ToList())
        {
            // Unless the last one said the same.
            if (_last.GetValueOrDefault(wanted.Number) != Text(LinesOf(wanted, 0))) Bring(wanted, cut: 0, wrongFee: 0, ++_serial);
        }
    }

    /// <summary>What a corrected statement says otherwise of a line that was matched is a person's: the match is undone.</summary>
    public void TidyUp()
    {
        foreach (var line in _lines.All().Where(line => line.State!.Status == LineStatus.DataMismatch)) Release(line.Id, "corrected");
        foreach (var line in _lines.All().Where(line => IsCharge(line.State!))) Assign(line.Id);
        world.RunTimer("finance-matching");
    }

    /// <summary>Two people close the first day, with whatever differs.</summary>
    public void CloseFirstDay() => CloseDays(1);

    /// <summary>They close every day before today.</summary>
    public void CloseAllDays() => CloseDays(int.MaxValue);

    /// <summary>How often what happened.</summary>
    public IEnumerable<(string What, int Count)> Tally()
    {
        yield return ("journals", (int)_shards.States().Sum(shard => shard.Count));
        foreach (var line in _lines.States().GroupBy(line => line.Status)) yield return ($"line {line.Key}", line.Count());
        foreach (var line in _lines.States().Where(line => line is { Left: not null, Status: LineStatus.Open }).GroupBy(line => line.Left)) yield return ($"line {line.Key}", line.Count());
        yield return ("bank line matched", _lines.States().Count(line => line is { Source.IsBank: true, Status: LineStatus.Matched }));
        yield return ("payout matched", _expectations.States().Count(expectation => expectation is { Settles.Class: "transit", Open: 0 }));
        yield return ("stray", _strays.States().Count);
    }

    private void CloseDays(int most)
    {
        var days = _shards.States().Where(shard => shard.Count > 0).Select(shard => shard.Day).ToList();
        if (days.Count == 0) return;
        var closes = world.Services.GetRequiredService<CloseDay>();
        for (var (day, count) = (days.Min(), 0); day < Today && count < most; day = day.AddDays(1), count++)
        {
            var closed = world.Ask(() => closes.HandleAsync(day, Officer, Chief, "sim", default));
            if (closed?.Problem is { } problem) Broken($"{day} cannot be closed: {problem.Code} {problem.Detail?.En}");
        }
    }

    private void BringBankStatement()
    {
        var from = _firstDay.AddDays(world.Chance.Below(Today.DayNumber - _firstDay.DayNumber + 1));
        var to = world.Chance.Below(2) == 0 ? from : Today;
        if (to > from) world.Count("statement overlaps");
        BringSome(BankStatement(from, to));
    }

    private void BringSettlement()
    {
        var gateway = world.Chance.Pick(world.Gateways);
        var day = _firstDay.AddDays(world.Chance.Below(Today.DayNumber - _firstDay.DayNumber + 1));
        PayOut(gateway, day);
        var wanted = SettlementOf(gateway, day, world.Chance.Below(6) == 0 ? "USD" : Money.Dong);
        // A list over several days shows the same lines under a number of its own; it pays nothing out.
        if (world.Chance.Below(4) == 0)
        {
            wanted = wanted with { Number = $"{gateway.Name}-{Name(day)}-{Name(Today)}-{wanted.Currency}", To = Today };
            world.Count("statement overlaps");
        }

        BringSome(wanted);
    }

    private void BringSome(Wanted wanted)
    {
        Want(wanted);
        var cut = world.Chance.Happens(world.Faults.StatementCut) ? 1 + world.Chance.Below(3) : 0;
        var wrongFee = world.Chance.Happens(world.Faults.StatementWrong) ? 100 * (1 + world.Chance.Below(3)) : 0;
        Bring(wanted, cut, wrongFee, ++_serial);
        if (!world.Chance.Happens(world.Faults.StatementTwice)) return;
        world.Count("statement twice");
        Bring(wanted, cut, wrongFee, _serial);
    }

    private void Want(Wanted wanted) => _brought[wanted.Number] = wanted;

    private static string Text(List<StatementLine> lines) => string.Join('\n', lines);

    private void Bring(Wanted wanted, int cut, long wrongFee, int serial)
    {
        var lines = LinesOf(wanted, wrongFee);
        lines = lines[..Math.Max(0, lines.Count - cut)];
        // A file without lines is refused before it comes so far.
        if (lines.Count == 0) return;
        var statement = new Statement(wanted.Source, wanted.Number, wanted.Currency, wanted.From, wanted.To, lines);
        if (!wanted.Source.IsBank && wanted.From == wanted.To && _payouts.GetValueOrDefault((wanted.Source.Value, wanted.From)) is { } paid && wanted.Currency == Money.Dong)
            statement = statement with { Payout = new PayoutNote(paid.Reference, statement.Net, paid.Day) };
        var content = Encoding.UTF8.GetBytes($"{wanted.Number} {serial} {lines.Count} {wrongFee}");
        _last.Remove(wanted.Number);
        if (world.Ask(() => TakeAsync(statement, content)) is null) return;
        _last[wanted.Number] = Text(lines);
        world.Count("statements");
        if (cut > 0) world.Count("statement cut");
        if (wrongFee > 0 && wanted.From == wanted.To && !wanted.Source.IsBank) world.Count("statement wrong");
    }

    private async ValueTask<Result<ImportAnswer>> TakeAsync(Statement statement, byte[] content) =>
        await world.Services.GetRequiredService<TakeStatement>().HandleAsync(statement, content, "", Officer, "sim", default);

    private List<StatementLine> LinesOf(Wanted wanted, long wrongFee)
    {
        List<StatementLine> lines = [];
        if (wanted.Source.IsBank)
        {
            foreach (var entry in world.Bank.Entries.Where(entry => entry.ShownAt(world.Now) is not null))
                Add(LineKind.Transfer, entry.Day, entry.ShownAt(world.Now)!.Value, entry.Reference, "", entry.Memo, 0);
            return lines;
        }

        var gateway = world.Find(wanted.Source.Value)!;
        foreach (var order in gateway.Orders)
        {
            foreach (var capture in order.Captures)
                Add(LineKind.Charge, capture.At.VietnamDate(), capture.Amount, capture.Reference, order.Opened.Attempt.ToString(), "", wanted.From == wanted.To ? FeeOf(capture) + wrongFee : 0);
        }

        foreach (var refund in gateway.Refunds.Where(refund => !refund.IsRefused && refund.DoneAt <= world.Now))
        {
            var (name, amount) = (refund.Order.Refund.ToString(), refund.Order.Amount);
            Add(LineKind.Refund, refund.DoneAt.VietnamDate(), Minus(amount), refund.Reference, name, "", 0);
            if (refund.ReturnedAt is { } returned && returned <= world.Now) Add(LineKind.RefundReturned, returned.VietnamDate(), amount, refund.Reference, name, "", 0);
        }

        foreach (var dispute in gateway.Disputes)
        {
            if (dispute.WithdrawnAt is { } withdrawn) Add(LineKind.Dispute, withdrawn.VietnamDate(), Minus(dispute.Amount), dispute.Id, "", "", 0);
            if (dispute.ReinstatedAt is { } reinstated) Add(LineKind.DisputeReversal, reinstated.VietnamDate(), dispute.Amount, dispute.Id, "", "", 0);
        }

        return lines;

        void Add(LineKind kind, DateOnly day, Money amount, string reference, string order, string memo, long fee)
        {
            if (day < wanted.From || day > wanted.To || amount.Currency != wanted.Currency) return;
            lines.Add(new StatementLine(lines.Count + 1, kind, day, amount, new Money(fee, wanted.Currency), reference, order, memo));
        }
    }

    /// <summary>A gateway pays a day that is over to the bank, once.</summary>
    private void PayOut(SimulatedGateway gateway, DateOnly day)
    {
        if (day >= Today || _payouts.ContainsKey((gateway.Name, day))) return;
        var net = LinesOf(SettlementOf(gateway, day, Money.Dong), 0).Sum(line => line.Amount.MinorUnits - line.Fee.MinorUnits);
        _payouts[(gateway.Name, day)] = net > 0 ? world.Bank.Book(Money.Vnd(net), $"{gateway.Name} chi tra", $"PO{gateway.Name}{Name(day)}") : null;
    }

    /// <summary>A finance officer names what no rule can: a bank's own charge.</summary>
    private void Name()
    {
        if (_lines.All().Find(line => IsCharge(line.State!)) is { State: not null } line) Assign(line.Id);
    }

    private void Assign(RecordId line)
    {
        var propose = world.Services.GetRequiredService<Propose>();
        var known = _proposals.All().Where(proposal => proposal.State!.Body.Line == line).ToList();
        // What is agreed on is left to be done.
        if (known.Exists(proposal => proposal.State!.Status == ProposalStatus.Approved)) return;
        var waiting = known.Find(proposal => proposal.State!.Status == ProposalStatus.Waiting).Id;
        if (waiting.Value is null)
        {
            var body = new ProposalBody(ProposalKind.AssignLine, "bank charge", Line: line, Account: BankCharges);
            if (world.Ask(() => propose.AskAsync(body, Officer, null, "sim", default)) is not { Problem: null } asked) return;
            waiting = asked.Value.Id;
        }

        var decide = world.Services.GetRequiredService<Propose>();
        if (world.Ask(() => decide.DecideAsync(waiting, new ProposalDecision(true, "yes"), Chief, null, "sim", default)) is { Problem: null }) world.Count("line assigned");
    }

    private static bool IsCharge(BookedLine line) => line is { Source.IsBank: true, Status: LineStatus.Open, Line.Memo: ChargeMemo };

    /// <summary>An officer doubts a match and undoes it; the rules may make it again.</summary>
    private void Release()
    {
        var matched = _lines.All().Where(line => line.State is { Status: LineStatus.Matched or LineStatus.DataMismatch } && line.State.Allocations.All(part => part.Expectation is not null)).ToList();
        if (matched.Count > 0) Release(world.Chance.Pick(matched).Id, "doubtful");
    }

    private void Release(RecordId line, string reason)
    {
        if (world.Ask(() => world.Services.GetRequiredService<ReleaseLine>().HandleAsync(line, new FinanceDecision(reason), Officer, "sim", null, default)) is { Problem: null })
            world.Count("match undone");
    }

    private void AtTheBank()
    {
        if (world.Chance.Below(2) == 0) world.Bank.Book(Money.Vnd(-1_100 * (1 + world.Chance.Below(9))), ChargeMemo);
        else world.Bank.BookByMistake();
    }

    private const string ChargeMemo = "PHI DICH VU";

    private static string[] Currencies => [Money.Dong, "USD"];

    private static long FeeOf(SimulatedGateway.Capture capture) => capture.Amount.MinorUnits / 100;

    private static Money Minus(Money amount) => amount with { MinorUnits = -amount.MinorUnits };

    private static string Name(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static Wanted BankStatement(DateOnly from, DateOnly to) => new(OurBank, $"bank-{Name(from)}-{Name(to)}", Money.Dong, from, to);

    private static Wanted SettlementOf(SimulatedGateway gateway, DateOnly day, string currency) =>
        new(new StatementSource(gateway.Name), $"{gateway.Name}-{Name(day)}-{currency}", currency, day, day);

    private bool IsQuiet(DateOnly day) => world.Gateways.All(gateway => Currencies.All(currency => LinesOf(SettlementOf(gateway, day, currency), 0).Count == 0));

    private IEnumerable<StatementSource> Sources() => world.Gateways.Select(gateway => new StatementSource(gateway.Name)).Append(OurBank);

    /// <summary>A statement as it may be asked for at any time.</summary>
    private sealed record Wanted(StatementSource Source, string Number, string Currency, DateOnly From, DateOnly To);
}
