using System.Globalization;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What the ledger makes of bills and of pupils' credit: one line of an account's statement is one journal. Pure.</summary>
/// <remarks>
/// Every line that touches a school's receivable names the bill, so that what a bill owes is the sum of its lines. Bills meet the
/// payments that settle them in <see cref="ChartOfAccounts.Unapplied"/> and <see cref="ChartOfAccounts.Returning"/>.
/// </remarks>
/// <exception cref="PermanentFailureException"><c>bill-event-invalid</c>: an amount that cannot be.</exception>
public static class BillJournals
{
    /// <summary>The school may ask for it; null for a bill over nothing.</summary>
    public static JournalDraft? Of(BillIssuedV1 issued) => Draft(
        issued.Account, issued.Entry, "bill-issued", issued.School, issued.At, issued.Total,
        Owed(issued.School, issued.Bill, issued.Total), Line(ChartOfAccounts.Revenue(issued.School), -issued.Total.MinorUnits));

    /// <summary>The school may not ask for it any more; null for a bill over nothing. What was settled on it is granted as credit apart.</summary>
    public static JournalDraft? Of(BillReversedV1 reversed) => Draft(
        reversed.Account, reversed.Entry, "bill-reversed", reversed.School, reversed.At, reversed.Total,
        Line(ChartOfAccounts.Revenue(reversed.School), reversed.Total.MinorUnits), Owed(reversed.School, reversed.Bill, Negative(reversed.Total)));

    /// <summary>Money of a payment is on its bill, all of it: what the bill does not owe is granted as credit apart.</summary>
    public static JournalDraft? Of(BillPaidV1 paid) => Draft(
        paid.Account, paid.Entry, "bill-paid", paid.School, paid.At, paid.Amount,
        Line(ChartOfAccounts.Unapplied(TuitionContracts.Service), paid.Amount.MinorUnits), Owed(paid.School, paid.Bill, Negative(paid.Amount)));

    /// <summary>Money leaves a bill for the pupil's credit.</summary>
    public static JournalDraft? Of(CreditGrantedV1 granted) => Draft(
        granted.Account, granted.Entry, "credit-granted", granted.School, granted.At, granted.Amount,
        Owed(granted.School, granted.Bill, granted.Amount), Line(ChartOfAccounts.Credits(granted.School), -granted.Amount.MinorUnits));

    /// <summary>The pupil's credit settles a bill.</summary>
    public static JournalDraft? Of(CreditUsedV1 used) => Draft(
        used.Account, used.Entry, "credit-used", used.School, used.At, used.Amount,
        Line(ChartOfAccounts.Credits(used.School), used.Amount.MinorUnits), Owed(used.School, used.Bill, Negative(used.Amount)));

    /// <summary>A school's loss, or no loss any more.</summary>
    public static JournalDraft? Of(BillWrittenOffV1 written)
    {
        var loss = written.IsUndone ? Negative(written.Amount) : written.Amount;
        return Draft(
            written.Account, written.Entry, written.IsUndone ? "bill-write-off-undone" : "bill-written-off", written.School, written.At, written.Amount,
            Line(ChartOfAccounts.WriteOff(written.School), loss.MinorUnits), Owed(written.School, written.Bill, Negative(loss)));
    }

    /// <summary>Money that went back is owed again, or is no credit any more.</summary>
    public static JournalDraft? Of(BillReturnedV1 returned) => Draft(
        returned.Account, returned.Entry, "bill-returned", returned.School, returned.At, returned.Amount,
        [
            .. returned.OwedAgain.Select(part => Owed(returned.School, part.Bill, part.Amount)),
            Line(ChartOfAccounts.Credits(returned.School), returned.FromCredit.MinorUnits),
            Line(ChartOfAccounts.Returning(TuitionContracts.Service), -returned.Amount.MinorUnits),
        ]);

    private static JournalDraft? Draft(
        RecordId account, int entry, string kind, string school, DateTimeOffset at, Money amount, params ReadOnlySpan<JournalLine> lines)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{account.Value}.e{entry}");
        if (amount is not { MinorUnits: >= 0, Currency: Money.Dong }) throw new PermanentFailureException("bill-event-invalid", $"{id}: {kind} of {amount}.");
        if (amount.IsZero) return null;
        List<JournalLine> posted = [];
        foreach (var line in lines)
        {
            if (!line.Amount.IsZero) posted.Add(line);
        }

        return new JournalDraft(id, at, new ShardKey(school, account.Value), kind, account, posted);
    }

    private static JournalLine Owed(string school, string bill, Money amount) => new(ChartOfAccounts.Receivable(school), amount, bill);

    private static JournalLine Line(AccountCode account, long amountVnd) => new(account, Money.Vnd(amountVnd));

    private static Money Negative(Money amount) => amount with { MinorUnits = -amount.MinorUnits };
}
