using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <content>What must be true of the books.</content>
internal sealed partial class Books
{
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

    /// <summary>The receivable of each unit is what its families owe, by bill where there are bills, and so are its credits.</summary>
    private void CheckReceivable()
    {
        Dictionary<string, (long Due, long Credit)> truth = [];
        foreach (var payment in people.Payments().Where(payment => payment.Service != TuitionContracts.Service))
        {
            var kept = payment.Cases.Where(entry => entry.Choice == OverpaymentChoice.Credit).Sum(entry => entry.Owed.MinorUnits);
            Add(payment.Unit ?? "", payment.IsOwed ? payment.Amount.MinorUnits : 0, kept);
        }

        foreach (var account in schools.Accounts()) Add(account.School, account.OwedVnd, account.CreditVnd);
        foreach (var (unit, (due, credit)) in truth)
        {
            Equal($"receivable of '{unit}'", Balance(ChartOfAccounts.Receivable(unit), Money.Dong), due);
            Equal($"credit of '{unit}'", -Balance(ChartOfAccounts.Credits(unit), Money.Dong), credit);
        }

        Equal("paid and not on bills", -Balance(ChartOfAccounts.Unapplied(TuitionContracts.Service), Money.Dong), 0);
        Equal("sent back and still on bills", -Balance(ChartOfAccounts.Returning(TuitionContracts.Service), Money.Dong), 0);
        var byBill = _shards.All().SelectMany(shard => world.Store.DocumentsOf(shard.Id))
            .Where(document => document.Id.StartsWith(Journals.Prefix, StringComparison.Ordinal))
            .SelectMany(document => JournalHash.Read(document.Body).Lines)
            .Where(line => line is { Account.Class: "receivable", Reference: not null }).ToLookup(line => line.Reference!, line => line.Amount.MinorUnits);
        foreach (var bill in schools.Accounts().SelectMany(account => account.Bills)) Equal($"owed of bill {bill.Code}", byBill[bill.Code].Sum(), bill.OwedVnd);

        void Add(string unit, long due, long credit)
        {
            var known = truth.GetValueOrDefault(unit);
            truth[unit] = (known.Due + due, known.Credit + credit);
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
}
