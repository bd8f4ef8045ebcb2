using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>Finance officers who bring statements, again and again, cut short, overlapping and corrected, and name what no rule can; and what must then be true of the books.</summary>
internal sealed class Books(World world, People people)
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

    /// <summary>At every moment debits are credits, whatever has just crashed, every line's parts are its whole, and it is used once.</summary>
    public void CheckAlways()
    {
        foreach (var shard in _shards.States())
        {
            foreach (var fault in shard.Faults()) Broken($"The ledger of {shard.Day}: {fault}.");
        }

        foreach (var line in _lines.All())
        {
            foreach (var fault in line.State!.Faults()) Broken($"{line.Id}: {fault}.");
        }

        foreach (var expectation in _expectations.All())
        {
            foreach (var fault in expectation.State!.Faults()) Broken($"{expectation.Id}: {fault}.");
        }

        CheckUsedOnce();
    }

    /// <summary>Once everything is over, the books say what the gateways, the bank and the payments say, and the chains are whole.</summary>
    public void CheckSettled()
    {
        CheckAlways();
        CheckChains();
        CheckReceivable();
        foreach (var currency in Currencies) CheckBalances(currency);
        CheckBank();
        CheckMatches();
        CheckTransfers();
        CheckNamed();
    }

    /// <summary>
    /// Money without a name is before an officer: what the ledger holds in suspense is, to the đồng, what their queues show, and what
    /// statements should have shown and did not is there too. Once days are closed, whatever is older than its limit is called so.
    /// </summary>
    private void CheckNamed()
    {
        var queue = new OfficersQueue(world, Officer);
        foreach (var source in Sources())
        {
            var listed = queue.Lines(source).ToDictionary(row => row.Record);
            foreach (var line in _lines.All().Where(line => line.State!.Source == source && IsNameless(line.State)))
            {
                if (!listed.ContainsKey(line.Id)) Broken($"{line.Id} of {line.State!.Line.Amount} is {line.State.Status} and in nobody's list.");
            }

            if (!source.IsBank) continue;
            var suspense = -Balance(ChartOfAccounts.Suspense(source.Value), Money.Dong);
            var shown = listed.Values.Sum(row => row.Amount.MinorUnits);
            if (suspense != shown) Broken($"The ledger holds {suspense} in suspense for {source}, and officers see {shown}.");
        }

        foreach (var gateway in world.Gateways)
        {
            foreach (var currency in Currencies)
            {
                var suspense = -Balance(ChartOfAccounts.Suspense(gateway.Name), currency);
                var shown = queue.Cases().Where(row => row.Case.Kind == nameof(CaseKind.UnknownReference) && row.Case.Gateway == gateway.Name && row.Case.Owed.Currency == currency)
                    .GroupBy(row => row.Case.Reference).Sum(money => money.First().Case.Owed.MinorUnits);
                if (suspense != shown) Broken($"The ledger holds {suspense} {currency} in suspense for {gateway.Name}, and officers see {shown}.");
            }
        }

        foreach (var source in (StatementSource[])[Expectation.AnyBank, .. world.Gateways.Select(gateway => new StatementSource(gateway.Name))])
        {
            var listed = queue.Expected(source).ToDictionary(item => item.Row.Record);
            foreach (var expectation in _expectations.All().Where(one => one.State!.Source == source && one.State is { IsVoid: false, Open: not 0 }))
            {
                if (!listed.TryGetValue(expectation.Id, out var item)) Broken($"{expectation.Id} waits for {expectation.State!.Open} and is in nobody's list.");
                else if (Today > expectation.State!.DueBy && expectation.State.Received.Count == 0 && item.Status != ExpectationStatus.Missing)
                    Broken($"{expectation.Id} was due by {expectation.State.DueBy} and is called {item.Status}.");
            }
        }

        CheckAgeing();
    }

    /// <summary>The last close calls by its name whatever is older than its limit.</summary>
    private void CheckAgeing()
    {
        var closes = world.Services.GetRequiredService<CloseDay>();
        if (closes.ChainAsync(default).AsTask().Result is not { } chain || chain.Last < Today.AddDays(-1)) return;
        var close = closes.ReadAsync(chain.Last, default).AsTask().Result!.Close;
        var aged = close.Differences.Where(difference => difference.Kind is "suspense-aged" or "missing" or "under-amount" && difference.Record is not null)
            .Select(difference => difference.Record!.Value).ToHashSet();
        foreach (var line in _lines.All().Where(line => IsNameless(line.State!) && close.Day.DayNumber - line.State!.Line.Day.DayNumber > Ageing.LimitDays))
        {
            world.Count("line aged");
            if (!aged.Contains(line.Id)) Broken($"{line.Id} of {line.State!.Source}, {line.State.Line.Day}, has no name and the close of {close.Day} does not call it aged.");
        }

        foreach (var expectation in _expectations.All().Where(one => one.State is { IsVoid: false, Open: not 0 } state && state.DueBy < close.Day))
        {
            world.Count("expectation missing");
            if (!aged.Contains(expectation.Id)) Broken($"{expectation.Id} was due by {expectation.State!.DueBy} and the close of {close.Day} does not say so.");
        }

        var desk = world.Ask(() => world.Services.GetRequiredService<SeeDesk>().HandleAsync(Officer, default))!.Value;
        if (desk.Problem is { } refused) Broken($"The desk cannot be seen: {refused.Code}.");
        if (!desk.Value.IsBalanced) Broken("The desk says that the books do not balance.");
        foreach (var source in desk.Value.Sources)
        {
            if (source.Suspense != -Balance(ChartOfAccounts.Suspense(source.Source.Value), Money.Dong))
                Broken($"The desk shows {source.Suspense} in suspense for {source.Source}.");
            if (source.Source.IsBank && source.Ages.Sum(bucket => bucket.Amount) != source.Suspense) Broken($"The desk's ages of {source.Source} do not make its suspense.");
        }
    }

    /// <summary>The receivable of each unit is what its families owe.</summary>
    private void CheckReceivable()
    {
        foreach (var unit in people.Payments().GroupBy(payment => payment.Unit ?? ""))
        {
            var due = unit.Where(payment => payment.IsOwed).Sum(payment => payment.Amount.MinorUnits);
            Equal($"receivable of '{unit.Key}'", Balance(ChartOfAccounts.Receivable(unit.Key), Money.Dong), due);
            var kept = unit.SelectMany(payment => payment.Cases).Where(entry => entry.Choice == OverpaymentChoice.Credit).Sum(entry => entry.Owed.MinorUnits);
            Equal($"credit of '{unit.Key}'", -Balance(ChartOfAccounts.Credits(unit.Key), Money.Dong), kept);
        }
    }

    private void CheckBalances(string currency)
    {
        var payments = people.Payments();
        var refunds = payments.SelectMany(payment => payment.Refunds).Where(refund => refund.Amount.Currency == currency && refund.Status == RefundStatus.Done).ToList();
        var disputes = payments.SelectMany(payment => payment.Disputes).Where(dispute => dispute.Amount.Currency == currency).ToList();
        foreach (var gateway in world.Gateways)
        {
            var known = KnownCaptures(gateway, payments).Where(capture => capture.Amount.Currency == currency).Sum(capture => capture.Amount.MinorUnits);
            var given = refunds.Where(refund => refund.Gateway == gateway.Name).Sum(refund => refund.Amount.MinorUnits);
            var own = disputes.Where(dispute => dispute.Gateway == gateway.Name).ToList();
            var settled = _settlements.States().Where(one => one.Source.Value == gateway.Name && one.Totals.Currency == currency).ToList();
            var fees = settled.Sum(one => one.Totals.Fees);
            var paidOut = settled.Sum(one => one.Totals.PaidOut);
            Equal($"held by {gateway.Name}", Balance(ChartOfAccounts.Clearing(gateway.Name), currency), known - given - own.Sum(dispute => dispute.Withheld.MinorUnits) - fees - paidOut);
            Equal($"charged by {gateway.Name}", Balance(ChartOfAccounts.Fees(gateway.Name), currency), fees);
            Equal($"on its way from {gateway.Name}", Balance(ChartOfAccounts.Transit(gateway.Name), currency), paidOut - Met(ChartOfAccounts.Transit(gateway.Name), currency));
            // A lost dispute's money is given up, unless it came back after all.
            Equal($"withheld at {gateway.Name}", Balance(ChartOfAccounts.Disputes(gateway.Name), currency), own.Where(dispute => !dispute.IsLost).Sum(dispute => dispute.Withheld.MinorUnits));
        }

        var transferred = payments.Sum(payment => CapturesOf(payment, World.Transfers).Values.Where(amount => amount.Currency == currency).Sum(amount => amount.MinorUnits));
        var sent = refunds.Where(refund => refund.Gateway == World.Transfers).Sum(refund => refund.Amount.MinorUnits);
        var clearing = ChartOfAccounts.Clearing(World.Transfers);
        Equal("transferred and not seen at the bank", Balance(clearing, currency), transferred - sent - Met(clearing, currency));
        Equal("owed back", -Balance(ChartOfAccounts.RefundsPayable, currency), OwedBack(payments, currency) - refunds.Sum(refund => refund.Amount.MinorUnits));
    }

    /// <summary>What is owed back: money beyond fees, and fees from the moment they begin to go back.</summary>
    private static long OwedBack(List<Payment> payments, string currency) => payments.Sum(payment =>
        payment.Cases.Where(entry => entry.Owed.Currency == currency && !IsOfFee(entry) && entry.Kind != CaseKind.UnknownReference
                && entry.Choice != OverpaymentChoice.Credit && !IsTakenByDispute(payment, entry))
            .Sum(entry => entry.Owed.MinorUnits)
        + payment.Refunds.Where(refund => refund.Amount.Currency == currency && refund.Status is RefundStatus.Asking or RefundStatus.Done && IsOfFee(payment.FindCase(refund.Case)!))
            .Sum(refund => refund.Amount.MinorUnits));

    private static bool IsOfFee(PaymentCase entry) => entry.Kind is CaseKind.WithdrawnAfterPaid or CaseKind.RefundByOfficer;

    /// <summary>Closed although nothing of it was sent: the payer's bank had taken it.</summary>
    private static bool IsTakenByDispute(Payment payment, PaymentCase entry) =>
        entry.Status == CaseStatus.Closed && payment.Refunds.All(refund => refund.Case != entry.Number || refund.Status != RefundStatus.Done);

    /// <summary>The ledger's bank is the bank's: every booking once, as it is now.</summary>
    private void CheckBank()
    {
        var ledger = Balance(ChartOfAccounts.Bank(SimulatedBank.Account), Money.Dong);
        var booked = _lines.States().Where(line => line is { Source.IsBank: true, IsVoid: false }).Sum(line => line.Line.Amount.MinorUnits);
        Equal("at the bank, line by line,", ledger, booked);
        Equal("at the bank", ledger, world.Bank.Entries.Sum(entry => entry.ShownAt(world.Now)?.MinorUnits ?? 0));
        var orders = _lines.States().Where(line => line is { Source.IsBank: true, IsVoid: false }).GroupBy(line => line.Line.Reference).FirstOrDefault(same => same.Count() > 1);
        if (orders is not null) Broken($"{orders.Key} stands in the books twice.");
    }

    /// <summary>Every capture and refund we know of was met by its line, and what is left over is what nobody told us.</summary>
    private void CheckMatches()
    {
        var payments = people.Payments();
        var expectations = _expectations.All().ToDictionary(expectation => expectation.Id, expectation => expectation.State!);
        foreach (var gateway in world.Gateways)
        {
            var source = new StatementSource(gateway.Name);
            var known = KnownCaptures(gateway, payments).Select(capture => Expectation.IdOf(source, capture.Reference, 'c'))
                .Concat(payments.SelectMany(payment => payment.Refunds).Where(refund => refund.Gateway == gateway.Name && refund.Status == RefundStatus.Done)
                    .Select(refund => Expectation.IdOf(source, refund.GatewayReference!, 'r')));
            foreach (var id in known.ToHashSet())
            {
                if (!expectations.TryGetValue(id, out var expectation)) Broken($"{id} was never expected.");
                else if (expectation.Open != 0) Broken($"{id} of {expectation.Amount} was met by {expectation.Sum}.");
            }
        }

        // A dispute's two movements share its id, so a line whose own notice is lost may be taken for a part of the other.
        foreach (var line in _lines.All().Where(line => line.State is { Source.IsBank: false, Status: LineStatus.Open, IsInTotals: false, Line.Kind: not (LineKind.Dispute or LineKind.DisputeReversal) }))
        {
            if (line.State!.Left is not (nameof(UnmatchedReason.NothingExpected) or nameof(UnmatchedReason.Duplicate)))
                Broken($"{line.Id} ({line.State.Line.Reference}) is open and left as {line.State.Left}.");
        }
    }

    /// <summary>No part of a line counts twice: what expectations count of it is what it gave them.</summary>
    private void CheckUsedOnce()
    {
        var counted = _expectations.All().SelectMany(expectation => expectation.State!.Received.Select(portion => (portion.Line, portion.Match, Expectation: expectation.Id, portion.Amount)))
            .ToLookup(one => one.Line);
        foreach (var line in _lines.All())
        {
            var sum = counted[line.Id].Sum(portion => Math.Abs(portion.Amount.MinorUnits));
            if (sum > Math.Abs(line.State!.Line.Amount.MinorUnits)) Broken($"{line.Id} of {line.State.Line.Amount} counts for {sum}.");
            foreach (var part in line.State.Allocations.Where(part => part is { State: AllocationState.Accepted, Expectation: not null }))
            {
                if (!counted[line.Id].Any(portion => portion.Match == part.Match && portion.Expectation == part.Expectation && portion.Amount == part.Amount))
                    Broken($"{line.Id} settles {part.Expectation}, which does not count it.");
            }
        }
    }

    /// <summary>Each transfer is credited to one attempt, as the bank shows or showed it.</summary>
    private void CheckTransfers()
    {
        Dictionary<string, RecordId> used = [];
        foreach (var payment in people.Payments())
        {
            foreach (var (reference, amount) in CapturesOf(payment, World.Transfers))
            {
                if (world.Bank.Entries.Find(entry => entry.Reference == reference) is not { } entry) Broken($"{payment.Id} counts transfer {reference}, which the bank does not know.");
                else if (amount != entry.Amount && amount != entry.Wrong) Broken($"{payment.Id} counts {amount} of transfer {reference} of {entry.Amount}.");
                if (!used.TryAdd(reference, payment.Id)) Broken($"Transfer {reference} is credited to {used[reference]} and to {payment.Id}.");
            }
        }
    }

    private void CheckChains()
    {
        foreach (var record in world.Store.All(LedgerShard.Kind))
        {
            var shard = JsonSerializer.Deserialize(record.State.Span, LedgerJson.Default.LedgerShard)!;
            var journals = world.Store.ListDocumentsAsync(record.Id, Journals.Prefix, null, int.MaxValue, default).AsTask().Result;
            foreach (var fault in LedgerWalk.Faults(shard, journals)) Broken($"{record.Id}: {fault}.");
        }

        foreach (var record in world.Store.All(CloseChain.Kind))
        {
            var chain = JsonSerializer.Deserialize(record.State.Span, CloseJson.Default.CloseChain)!;
            var closes = world.Store.ListDocumentsAsync(record.Id, CloseChain.Prefix, null, int.MaxValue, default).AsTask().Result;
            foreach (var fault in CloseWalk.Faults(chain, closes)) Broken($"The closes: {fault}.");
        }
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
        // Agreed on twice, the second time would be an operator's.
        if (known.Exists(proposal => proposal.State!.Status == ProposalStatus.Approved)) return;
        var waiting = known.Find(proposal => proposal.State!.Status == ProposalStatus.Waiting).Id;
        if (waiting.Value is null)
        {
            var body = new ProposalBody(ProposalKind.AssignLine, "bank charge", Line: line, Account: BankCharges);
            if (world.Ask(() => propose.AskAsync(body, Officer, null, "sim", default)) is not { Problem: null } asked) return;
            waiting = asked.Value.Id;
        }

        var decide = world.Services.GetRequiredService<Propose>();
        if (world.Ask(() => decide.DecideAsync(waiting, new ProposalDecision(true, "yes"), Chief, "sim", default)) is { Problem: null }) world.Count("line assigned");
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

    private static bool IsNameless(BookedLine line) => line is { Status: LineStatus.Open or LineStatus.DataMismatch, IsInTotals: false };

    private IEnumerable<SimulatedGateway.Capture> KnownCaptures(SimulatedGateway gateway, List<Payment> payments)
    {
        var known = payments.SelectMany(payment => CapturesOf(payment, gateway.Name).Keys)
            .Concat(_strays.States().Where(stray => stray.Callback.Gateway == gateway.Name && stray.Kind == CaseKind.UnknownReference).Select(stray => stray.Reference))
            .ToHashSet();
        return gateway.Captures.Where(capture => known.Contains(capture.Reference));
    }

    /// <summary>The captures a payment knows of: by its attempts, and by the cases of those that another took the place of.</summary>
    private static Dictionary<string, Money> CapturesOf(Payment payment, string gateway)
    {
        Dictionary<string, Money> captures = [];
        foreach (var attempt in payment.Attempts.Where(attempt => attempt.Gateway == gateway && attempt.Captured is not null)) captures[attempt.Reference!] = attempt.Captured!.Value;
        foreach (var entry in payment.Cases.Where(entry => entry.Gateway == gateway && entry.Reference.Length > 0 && !entry.Owed.IsZero && !IsOfFee(entry)))
            captures.TryAdd(entry.Reference, entry.Owed);
        return captures;
    }

    /// <summary>What bank lines settled of an account.</summary>
    private long Met(AccountCode account, string currency) => _lines.States().SelectMany(line => line.Allocations)
        .Where(part => part.Account == account && part.State == AllocationState.Accepted && part.Amount.Currency == currency).Sum(part => part.Amount.MinorUnits);

    private long Balance(AccountCode account, string currency) => _shards.States().SelectMany(shard => shard.Totals)
        .Where(total => total.Account == account && total.Currency == currency).Sum(total => total.Balance);

    private static void Equal(string what, long ledger, long truth)
    {
        if (ledger != truth) Broken($"The ledger says {ledger} is {what}, and it is {truth}.");
    }

    private static void Broken(string what) => throw new InvariantBrokenException(what);

    /// <summary>A statement as it may be asked for at any time.</summary>
    private sealed record Wanted(StatementSource Source, string Number, string Currency, DateOnly From, DateOnly To);
}
