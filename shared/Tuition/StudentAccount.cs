using System.Text.Json.Serialization;

namespace PublicServices.Tuition;

/// <summary>
/// What one pupil owes and has paid at one school. The state of an <c>sta-</c> record: a bill, the credit it uses and the
/// statement's line change together, in one commit.
/// </summary>
public sealed record StudentAccount
{
    /// <summary>Bills kept in the state; closed ones beyond it move into documents of their own.</summary>
    public const int MaxBills = 30;

    /// <summary>Family accounts that may see it.</summary>
    public const int MaxGuardians = 4;

    /// <summary>Wrong pupil codes after which nobody more may join by the link.</summary>
    public const int MaxJoinFailures = 5;

    public required string School { get; init; }

    /// <summary>The school's or the sector's code of the pupil.</summary>
    public required string Student { get; init; }

    public required string Name { get; init; }

    public required string Class { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public IReadOnlyList<string> Guardians { get; init; } = [];

    /// <summary>Who invoices are made out to; null for the pupil.</summary>
    public BuyerDetails? Buyer { get; init; }

    public int JoinFailures { get; init; }

    /// <summary>Oldest first, reversed ones included.</summary>
    public IReadOnlyList<Bill> Bills { get; init; } = [];

    /// <summary>Periods whose bills are closed and kept as documents; they are never billed again.</summary>
    public IReadOnlyList<string> ArchivedPeriods { get; init; } = [];

    /// <summary>Money of the family that settles no bill yet, in đồng.</summary>
    public long CreditVnd { get; init; }

    /// <summary>All money that ever came, in đồng.</summary>
    public long ReceivedVnd { get; init; }

    /// <summary>All money that went back to payers, in đồng.</summary>
    public long ReturnedVnd { get; init; }

    /// <summary>Settled on bills that are archived, in đồng.</summary>
    public long ArchivedVnd { get; init; }

    /// <summary>Lines of the statement so far; the next one's number follows.</summary>
    public int Entries { get; init; }

    public long OwedVnd => Bills.Sum(bill => bill.OwedVnd);

    /// <summary>The bill of a period that stands; null when there is none.</summary>
    public Bill? Standing(string period) => Bills.LastOrDefault(bill => bill.Period == period && bill.Stands);

    /// <summary>The last bill of a period, standing or not.</summary>
    public Bill? Latest(string period) => Bills.LastOrDefault(bill => bill.Period == period);
}

/// <summary>What a line of the statement is.</summary>
[JsonConverter(typeof(Kernel.NamedEnumConverter<StatementKind>))]
public enum StatementKind
{
    Issued,
    Reversed,
    Paid,
    CreditGranted,
    CreditUsed,
    Returned,

    /// <summary>Finance officers gave it up.</summary>
    WrittenOff,

    /// <summary>It was given up, and the bill it was on was taken back.</summary>
    WriteOffUndone,
}

/// <summary>One line of the statement, written once beside the account.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bill">Code of the bill.</param>
/// <param name="AmountVnd">Đồng, more than zero but for a bill over nothing.</param>
/// <param name="Note">The payment's reference, or the reason.</param>
/// <param name="OwedVnd">Owed on all bills afterwards.</param>
/// <param name="CreditVnd">Credit afterwards.</param>
public sealed record StatementEntry(
    int Number, DateTimeOffset At, StatementKind Kind, string Bill, string Period, long AmountVnd, string? Note, long OwedVnd, long CreditVnd)
{
    /// <summary>Prefix of the statement's documents.</summary>
    public const string Prefix = "s/";
}

/// <summary>What must be true of every stored account.</summary>
public static class AccountSoundness
{
    public static IEnumerable<string> Faults(StudentAccount account)
    {
        if (account.CreditVnd < 0) yield return "credit below zero";
        if (account.ReturnedVnd > account.ReceivedVnd) yield return "more went back than came";
        if (account.Bills.Count > StudentAccount.MaxBills) yield return "more bills than there may be";
        if (account.ReceivedVnd - account.ReturnedVnd != account.ArchivedVnd + account.CreditVnd + account.Bills.Sum(bill => bill.PaidVnd + bill.CreditVnd))
            yield return "money that came is neither on a bill nor credit";
        foreach (var bill in account.Bills)
        {
            if (bill.Instalments.Sum(part => part.AmountVnd) != bill.TotalVnd) yield return $"instalments of {bill.Code} do not add up";
            if (bill.PaidVnd < 0 || bill.CreditVnd < 0 || bill.WrittenOffVnd < 0 || bill.PaidVnd + bill.CreditVnd + bill.WrittenOffVnd > bill.TotalVnd) yield return $"{bill.Code} is settled beyond its total";
            if (!bill.Stands && bill.PaidVnd + bill.CreditVnd + bill.WrittenOffVnd != 0) yield return $"{bill.Code} is reversed and holds money";
            if (bill.Lines.Any(line => line.ReductionVnd < 0 || line.ReductionVnd > line.GrossVnd)) yield return $"{bill.Code} takes off more than there is";
        }

        if (account.Bills.Where(bill => bill.Stands).GroupBy(bill => bill.Period).Any(period => period.Count() > 1)) yield return "two bills stand for one period";
    }
}
