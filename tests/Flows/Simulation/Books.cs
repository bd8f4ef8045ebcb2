using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>A finance officer who brings the gateway's statements, again and again, cut short, overlapping and corrected; and what must then be true of the books.</summary>
internal sealed class Books(World world, People people)
{
    private static readonly StatementSource Source = new("sim");
    private static readonly Caller Officer = new("finance", Role.Finance, "Bùi Thanh Tâm");
    private static readonly Caller Chief = new("finance-2", Role.Finance, "Đào Thị Kim");

    private int _taken;
    private int _serial;

    /// <summary>Brings a statement of everything so far, now and then without its last lines, or with another fee on one of them.</summary>
    public void BringStatement()
    {
        var cut = world.Chance.Below(3) == 0 ? world.Chance.Below(4) : 0;
        var fee = world.Chance.Below(4) == 0 ? 100 * world.Chance.Below(3) : 0;
        Bring(cut, fee, ++_serial);
        // The same file once more.
        if (world.Chance.Below(3) == 0) Bring(cut, fee, _serial);
    }

    /// <summary>Brings everything, once nothing goes wrong any more.</summary>
    public void BringAll() => Bring(cut: 0, fee: 0, ++_serial);

    /// <summary>Two people close the first day, with whatever differs.</summary>
    public void CloseFirstDay()
    {
        var days = Shards().Where(shard => shard.Count > 0).Select(shard => shard.Day).ToList();
        if (days.Count == 0) return;
        var closed = world.Ask(() => world.Services.GetRequiredService<CloseDay>().HandleAsync(days.Min(), Officer, Chief, "sim", default));
        if (closed?.Problem is { } problem) throw new InvariantBrokenException($"{days.Min()} cannot be closed: {problem.Code} {problem.Detail?.En}");
    }

    /// <summary>How often what happened.</summary>
    public IEnumerable<(string What, int Count)> Tally()
    {
        yield return ("statements", _taken);
        yield return ("journals", (int)Shards().Sum(shard => shard.Count));
        foreach (var line in Lines().GroupBy(line => line.State.Status)) yield return ($"line {line.Key}", line.Count());
        yield return ("line NothingExpected", Lines().Count(line => line.State.Left == nameof(UnmatchedReason.NothingExpected)));
    }

    /// <summary>At every moment debits are credits, whatever has just crashed, and every line's parts are its whole.</summary>
    public void CheckAlways()
    {
        foreach (var shard in Shards())
        {
            foreach (var fault in shard.Faults()) throw new InvariantBrokenException($"The ledger of {shard.Day}: {fault}.");
        }

        foreach (var (id, line) in Lines())
        {
            foreach (var fault in line.Faults()) throw new InvariantBrokenException($"{id}: {fault}.");
        }
    }

    /// <summary>Once everything is over, the books say what the gateway and the payments say, and the chains are whole.</summary>
    public void CheckSettled()
    {
        CheckAlways();
        CheckChains();
        foreach (var currency in (string[])["VND", "USD"]) CheckBalances(currency);
        CheckMatches();
    }

    private void CheckBalances(string currency)
    {
        var payments = people.Payments().ToList();
        var given = world.Gateway.Refunds.Where(refund => refund.Amount.Currency == currency).Sum(refund => refund.Amount.MinorUnits);
        var owed = payments.SelectMany(payment => payment.Cases)
            .Where(entry => entry.Owed.Currency == currency && entry.Kind is not (CaseKind.UnknownReference or CaseKind.WithdrawnAfterPaid or CaseKind.RefundByOfficer))
            .Sum(entry => entry.Owed.MinorUnits);
        // A fee that goes back is owed from the moment it begins to until it has arrived.
        owed += payments.SelectMany(payment => payment.Refunds.Where(refund => refund.Amount.Currency == currency && refund.Status is RefundStatus.Asking or RefundStatus.Done
            && payment.FindCase(refund.Case)!.Kind is CaseKind.WithdrawnAfterPaid or CaseKind.RefundByOfficer)).Sum(refund => refund.Amount.MinorUnits);
        var due = payments.Where(payment => payment.IsOwed && payment.Amount.Currency == currency).Sum(payment => payment.Amount.MinorUnits);
        // A settlement moves what it pays out from one account to the other.
        var held = Balance("clearing", currency) + Balance("transit", currency) + Balance("fees", currency);
        Equal("held by the gateway", held, KnownCaptures(payments).Where(capture => capture.Amount.Currency == currency).Sum(capture => capture.Amount.MinorUnits) - given);
        Equal("owed back", -Balance("refunds-payable", currency), owed - given);
        Equal("receivable", Balance("receivable", currency), due);

        void Equal(string what, long ledger, long truth)
        {
            if (ledger != truth) throw new InvariantBrokenException($"The ledger says {ledger} {currency} is {what}, and it is {truth}.");
        }
    }

    /// <summary>Every capture and refund we know of was met by its line, each line meets one thing, and what is left over is what nobody told us.</summary>
    private void CheckMatches()
    {
        var known = KnownCaptures(people.Payments().ToList()).Select(capture => Expectation.IdOf(Source, capture.Reference, 'c'))
            .Concat(world.Gateway.Refunds.Select(refund => Expectation.IdOf(Source, "R" + refund.Refund, 'r'))).ToHashSet();
        var expectations = world.Store.All(Expectation.Kind).ToDictionary(
            record => record.Id, record => JsonSerializer.Deserialize(record.State.Span, FinanceJson.Default.Expectation)!);
        foreach (var id in known)
        {
            if (!expectations.TryGetValue(id, out var expectation)) throw new InvariantBrokenException($"{id} was never expected.");
            if (expectation.Open != 0) throw new InvariantBrokenException($"{id} of {expectation.Amount} was met by {expectation.Sum}.");
        }

        var met = expectations.Values.SelectMany(expectation => expectation.Received.Select(portion => portion.Line)).ToList();
        if (met.Count != met.Distinct().Count()) throw new InvariantBrokenException("One line met two expectations.");
        foreach (var (id, line) in Lines())
        {
            var isMet = met.Contains(id);
            if (isMet != (line.Status == LineStatus.Matched)) throw new InvariantBrokenException($"{id} is {line.Status} and {(isMet ? "counts" : "does not count")}.");
            if (!isMet && line.Status != LineStatus.Void && line.Left is not (nameof(UnmatchedReason.NothingExpected) or nameof(UnmatchedReason.Duplicate)))
                throw new InvariantBrokenException($"{id} ({line.Line.Reference}) is {line.Status} and left as {line.Left}.");
        }
    }

    private void CheckChains()
    {
        foreach (var record in world.Store.All(LedgerShard.Kind))
        {
            var shard = JsonSerializer.Deserialize(record.State.Span, LedgerJson.Default.LedgerShard)!;
            var journals = world.Store.ListDocumentsAsync(record.Id, Journals.Prefix, null, int.MaxValue, default).AsTask().Result;
            foreach (var fault in LedgerWalk.Faults(shard, journals)) throw new InvariantBrokenException($"{record.Id}: {fault}.");
        }

        foreach (var record in world.Store.All(CloseChain.Kind))
        {
            var chain = JsonSerializer.Deserialize(record.State.Span, CloseJson.Default.CloseChain)!;
            var closes = world.Store.ListDocumentsAsync(record.Id, CloseChain.Prefix, null, int.MaxValue, default).AsTask().Result;
            foreach (var fault in CloseWalk.Faults(chain, closes)) throw new InvariantBrokenException($"The closes: {fault}.");
        }
    }

    private void Bring(int cut, int fee, int serial)
    {
        foreach (var currency in (string[])["VND", "USD"])
        {
            var lines = LinesOf(currency, fee);
            lines = lines[..Math.Max(0, lines.Count - cut)];
            if (lines.Count == 0) continue;
            var statement = new Statement(
                Source, $"{currency}-{LineViews.DayOf(world.Now.VietnamDate())}", currency, lines.Min(line => line.Day), lines.Max(line => line.Day), lines);
            var content = JsonSerializer.SerializeToUtf8Bytes((serial, lines.Count, fee).ToString() + currency);
            if (world.Ask(() => TakeAsync(statement, content)) is not null) _taken++;
        }
    }

    private async ValueTask<Result<ImportAnswer>> TakeAsync(Statement statement, byte[] content) =>
        await world.Services.GetRequiredService<TakeStatement>().HandleAsync(statement, content, "", Officer, "sim", default);

    private List<StatementLine> LinesOf(string currency, int fee)
    {
        List<StatementLine> lines = [];
        foreach (var order in world.Gateway.Orders)
        {
            foreach (var capture in order.Captures.Where(capture => capture.Amount.Currency == currency))
                Add(LineKind.Charge, capture.At, capture.Amount, capture.Reference, order.Opened.Attempt.ToString());
        }

        foreach (var refund in world.Gateway.Refunds.Where(refund => refund.Amount.Currency == currency))
            Add(LineKind.Refund, refund.AskedAt, refund.Amount with { MinorUnits = -refund.Amount.MinorUnits }, "R" + refund.Refund, refund.Refund.ToString());
        return lines;

        void Add(LineKind kind, DateTimeOffset at, Money amount, string reference, string order) => lines.Add(new StatementLine(
            lines.Count + 1, kind, at.VietnamDate(), amount, new Money(lines.Count == 0 ? fee : 0, currency), reference, order, ""));
    }

    private IEnumerable<SimulatedGateway.Capture> KnownCaptures(List<Payment> payments) => world.Gateway.Orders.SelectMany(order => order.Captures).Where(capture =>
        payments.Any(payment => payment.Attempts.Any(attempt => attempt.Reference == capture.Reference) || payment.Cases.Any(entry => entry.Reference == capture.Reference)));

    private long Balance(string group, string currency) => Shards().SelectMany(shard => shard.Totals)
        .Where(total => total.Account.Class == group && total.Currency == currency).Sum(total => total.Balance);

    private IEnumerable<LedgerShard> Shards() =>
        world.Store.All(LedgerShard.Kind).Select(record => JsonSerializer.Deserialize(record.State.Span, LedgerJson.Default.LedgerShard)!);

    private List<(RecordId Id, BookedLine State)> Lines() =>
        [.. world.Store.All(BookedLine.RecordKind).Select(record => (record.Id, JsonSerializer.Deserialize(record.State.Span, FinanceJson.Default.BookedLine)!))];
}
