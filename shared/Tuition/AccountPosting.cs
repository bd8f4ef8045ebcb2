using System.Globalization;
using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>
/// Works out one change of an account: every movement adds its line to the statement and tells the ledger, and all of it
/// becomes one commit. Money is only ever moved between a bill, the credit and the payer, so that no đồng is lost.
/// </summary>
internal sealed class AccountPosting(Loaded<StudentAccount> loaded, StudentAccount opened, Asked asked, string stem)
{
    private readonly List<StatementEntry> _entries = [];
    private readonly List<Document> _documents = [];
    private readonly List<Message> _messages = [];

    public StudentAccount Account { get; private set; } = opened;

    public void Describe(Func<StudentAccount, StudentAccount> change) => Account = change(Account);

    /// <summary>Issues a bill. Credit settles it first: the rule is the next bill, as far as it reaches.</summary>
    public void Issue(Bill bill)
    {
        MakeRoom();
        Account = Account with { Bills = [.. Account.Bills, bill] };
        Enter(StatementKind.Issued, bill.Code, bill.Period, bill.TotalVnd, null);
        Tell(TuitionContracts.BillIssued, new BillIssuedV1(
            loaded.Id, loaded.Version + 1, Account.Entries, bill.Code, Account.School, bill.Period, bill.Class, Money.Vnd(bill.GrossVnd), Money.Vnd(bill.ReductionVnd),
            bill.Lines.FirstOrDefault(line => line.ReductionRule is not null)?.ReductionRule ?? "", Money.Vnd(bill.TotalVnd), asked.ArrivedAt));
        var use = Math.Min(Account.CreditVnd, bill.OwedVnd);
        if (use == 0) return;
        Put(bill with { CreditVnd = use });
        Account = Account with { CreditVnd = Account.CreditVnd - use };
        Enter(StatementKind.CreditUsed, bill.Code, bill.Period, use, null);
        Tell(TuitionContracts.CreditUsed, new CreditUsedV1(loaded.Id, loaded.Version + 1, Account.Entries, Account.School, bill.Code, Money.Vnd(use), asked.ArrivedAt));
    }

    /// <summary>Gives up some of what a bill asks, at most all of it.</summary>
    public void WriteOff(Bill bill, long amountVnd, string reason)
    {
        Put(bill with { WrittenOffVnd = bill.WrittenOffVnd + amountVnd });
        EnterWriteOff(StatementKind.WrittenOff, bill, amountVnd, reason);
    }

    /// <summary>Takes a bill back; what was paid on it becomes credit, and what was given up of it was not given up.</summary>
    public void Reverse(Bill bill, string reason, bool isCancelled)
    {
        if (bill.WrittenOffVnd > 0)
        {
            var (whole, undone) = (bill with { WrittenOffVnd = 0 }, bill.WrittenOffVnd);
            Put(whole);
            EnterWriteOff(StatementKind.WriteOffUndone, bill, undone, reason);
            bill = whole;
        }

        var held = bill.PaidVnd + bill.CreditVnd;
        Put(bill with { PaidVnd = 0, CreditVnd = 0, ReversedAt = asked.ArrivedAt, ReversalReason = reason, IsCancelled = isCancelled });
        Account = Account with { CreditVnd = Account.CreditVnd + held };
        Enter(StatementKind.Reversed, bill.Code, bill.Period, bill.TotalVnd, reason);
        Tell(TuitionContracts.BillReversed, new BillReversedV1(
            loaded.Id, loaded.Version + 1, Account.Entries, bill.Code, Account.School, bill.Period, Money.Vnd(bill.GrossVnd), Money.Vnd(bill.ReductionVnd),
            Money.Vnd(bill.TotalVnd), reason, asked.ArrivedAt));
        if (held > 0) Grant(bill.Code, bill.Period, held, "reversed", asked.ArrivedAt);
    }

    /// <summary>Replaces a bill by one with other terms.</summary>
    public void Reissue(Bill former, Bill bill, string reason)
    {
        if (former.Stands) Reverse(former, reason, isCancelled: false);
        var revision = former.Revision + 1;
        Issue(bill with
        {
            Revision = revision,
            Code = TuitionIds.BillCode(loaded.Id, bill.Period, revision),
            IssuedAt = asked.ArrivedAt,
            PaidVnd = 0,
            CreditVnd = 0,
            WrittenOffVnd = 0,
            ReversedAt = null,
            ReversalReason = null,
            IsCancelled = false,
        });
    }

    /// <summary>Money came for a bill. What the bill does not owe becomes credit, so that it always has a home.</summary>
    /// <param name="at">When the payment's money moved.</param>
    public void Receive(string period, long amountVnd, string reference, DateTimeOffset at)
    {
        // Null when the period was closed and archived long ago.
        var bill = Account.Latest(period);
        var code = CodeOf(bill, period);
        var settles = Math.Min(amountVnd, bill?.OwedVnd ?? 0);
        var left = amountVnd - settles;
        if (bill is not null) Put(bill with { PaidVnd = bill.PaidVnd + settles });
        Account = Account with { ReceivedVnd = Account.ReceivedVnd + amountVnd, CreditVnd = Account.CreditVnd + left };
        Enter(StatementKind.Paid, code, period, amountVnd, reference);
        Tell(TuitionContracts.BillPaid, new BillPaidV1(
            loaded.Id, loaded.Version + 1, Account.Entries, Account.School, code, Money.Vnd(amountVnd), at));
        if (left > 0) Grant(code, period, left, bill is { Stands: true } ? "overpaid" : "not-owed", at);
    }

    /// <summary>
    /// Money went back to the payer: off the bill it was for, then off the credit, then off the latest other bills. A part goes back
    /// because there was too much, so it is taken off the credit first.
    /// </summary>
    public void Return(BillShareReturnedV1 returned)
    {
        var (period, amount) = (returned.Period, returned.AmountVnd);
        if (amount > Account.ReceivedVnd - Account.ReturnedVnd - Account.ArchivedVnd)
            throw new PermanentFailureException("return-exceeds", $"{loaded.Id} never received what went back.");
        List<BillPartV1> owedAgain = [];
        var (left, credit) = (amount, 0L);
        if (returned.IsPart) TakeCredit();
        left -= TakeOff(Account.Standing(period), left, owedAgain);
        TakeCredit();
        foreach (var other in Account.Bills.Reverse().ToList())
        {
            if (left == 0) break;
            left -= TakeOff(other, left, owedAgain);
        }

        Account = Account with { ReturnedVnd = Account.ReturnedVnd + amount };
        Enter(StatementKind.Returned, CodeOf(Account.Latest(period), period), period, amount, returned.Basket.Value);
        Tell(TuitionContracts.BillReturned, new BillReturnedV1(
            loaded.Id, loaded.Version + 1, Account.Entries, Account.School, Money.Vnd(amount), owedAgain, Money.Vnd(credit), returned.ReturnedAt));

        void TakeCredit()
        {
            var taken = Math.Min(left, Account.CreditVnd);
            Account = Account with { CreditVnd = Account.CreditVnd - taken };
            (left, credit) = (left - taken, credit + taken);
        }
    }

    /// <summary>Adds a message of another kind to the commit.</summary>
    public void Send(Message message) => _messages.Add(message);

    /// <summary>Everything as one change.</summary>
    /// <param name="action">What an officer or a family did, for the history; null for what the statement says already.</param>
    public Change<StudentAccount> Close(string? action = null, string? note = null, ReadOnlyMemory<byte> answer = default, string? once = null)
    {
        foreach (var entry in _entries)
        {
            _documents.Add(new Document(
                string.Create(CultureInfo.InvariantCulture, $"{StatementEntry.Prefix}{entry.Number:D6}"),
                JsonSerializer.SerializeToUtf8Bytes(entry, TuitionJson.Default.StatementEntry)));
        }

        if (action is not null)
        {
            var entry = new HistoryEntry(asked.ArrivedAt, asked.Caller, action, null, null, loaded.Version + 1, note);
            _documents.Add(new Document(Document.HistoryPrefix + stem, JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry)));
        }

        if (once is not null) _documents.Add(new Document(once, "{}"u8.ToArray()));
        _messages.Add(TuitionMessages.StudentAccountChanged.Write(
            $"{stem}-v", loaded.Id, asked.ArrivedAt, asked.Correlation,
            TuitionViews.Of(loaded.Id, loaded.Version + 1, Account, loaded.State?.Class, loaded.State)));
        return new Change<StudentAccount>(Account)
        {
            Documents = _documents,
            Messages = [.. _messages.Select(message => new Outgoing(message))],
            Answer = answer,
        };
    }

    private string CodeOf(Bill? bill, string period) => bill?.Code ?? TuitionIds.BillCode(loaded.Id, period, 1);

    private void Grant(string code, string period, long amountVnd, string cause, DateTimeOffset at)
    {
        Enter(StatementKind.CreditGranted, code, period, amountVnd, cause);
        Tell(TuitionContracts.CreditGranted, new CreditGrantedV1(
            loaded.Id, loaded.Version + 1, Account.Entries, Account.School, code, Money.Vnd(amountVnd), cause, at));
    }

    private void EnterWriteOff(StatementKind kind, Bill bill, long amountVnd, string reason)
    {
        Enter(kind, bill.Code, bill.Period, amountVnd, reason);
        Tell(TuitionContracts.BillWrittenOff, new BillWrittenOffV1(
            loaded.Id, loaded.Version + 1, Account.Entries, Account.School, bill.Code, Money.Vnd(amountVnd), kind == StatementKind.WriteOffUndone, asked.ArrivedAt));
    }

    private long TakeOff(Bill? bill, long amountVnd, List<BillPartV1> owedAgain)
    {
        if (bill is not { Stands: true }) return 0;
        var paid = Math.Min(amountVnd, bill.PaidVnd);
        var credit = Math.Min(amountVnd - paid, bill.CreditVnd);
        if (paid + credit == 0) return 0;
        Put(bill with { PaidVnd = bill.PaidVnd - paid, CreditVnd = bill.CreditVnd - credit });
        owedAgain.Add(new BillPartV1(bill.Code, Money.Vnd(paid + credit)));
        return paid + credit;
    }

    private void Put(Bill bill) =>
        Account = Account with { Bills = [.. Account.Bills.Select(other => other.Code == bill.Code ? bill : other)] };

    /// <summary>Keeps the state small: the oldest period in which nothing is owed moves into documents.</summary>
    private void MakeRoom()
    {
        while (Account.Bills.Count >= StudentAccount.MaxBills)
        {
            var closed = Account.Bills.GroupBy(bill => bill.Period).FirstOrDefault(period => period.All(bill => bill.OwedVnd == 0))
                ?? throw new EngineBusyException($"{loaded.Id} has too many open bills.", TimeSpan.FromMinutes(1));
            foreach (var bill in closed)
                _documents.Add(new Document($"b/{bill.Code}", JsonSerializer.SerializeToUtf8Bytes(bill, TuitionJson.Default.Bill)));
            Account = Account with
            {
                Bills = [.. Account.Bills.Where(bill => bill.Period != closed.Key)],
                ArchivedPeriods = [.. Account.ArchivedPeriods, closed.Key],
                ArchivedVnd = Account.ArchivedVnd + closed.Sum(bill => bill.PaidVnd + bill.CreditVnd),
            };
        }
    }

    private void Enter(StatementKind kind, string code, string period, long amountVnd, string? note)
    {
        Account = Account with { Entries = Account.Entries + 1 };
        _entries.Add(new StatementEntry(
            Account.Entries, asked.ArrivedAt, kind, code, period, amountVnd, note, Account.OwedVnd, Account.CreditVnd));
    }

    private void Tell<T>(Contract<T> contract, T payload) => _messages.Add(contract.Write(
        string.Create(CultureInfo.InvariantCulture, $"{stem}-{_messages.Count}"), loaded.Id, asked.ArrivedAt, asked.Correlation, payload));
}
