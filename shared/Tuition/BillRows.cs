using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>
/// What one row of a list does to one pupil's account. The row says everything itself, so that doing it again, whole or after an
/// interruption, changes nothing more. A bill is one commit; no payment exists until somebody wants to pay.
/// </summary>
public sealed class BillRows(StudentAccounts accounts, Records<StudentBenefits> benefits, Pricing pricing, TuitionNotices notices, KeyedHash hash)
{
    /// <summary>Works on a row; with <paramref name="isTrial"/> only says what would happen.</summary>
    public async ValueTask<BillRowReport> ApplyAsync(
        FeeCatalogue catalogue, BillingPeriod period, EnrolmentRow row, Asked asked, bool isTrial, CancellationToken cancellationToken)
    {
        var id = TuitionIds.Account(hash, catalogue.School, row.Student);
        var entitled = (await benefits.LoadAsync(TuitionIds.Benefits(hash, row.Student), cancellationToken)).State;
        var priced = pricing.Price(catalogue, period, row, entitled, id, asked.ArrivedAt, asked.Caller.Id);
        if (!priced.Succeeded(out var bill, out var problem)) return Refused(row, problem);

        var report = Report(row, BillOutcome.Unchanged, id, bill, null);
        if (isTrial)
        {
            var seen = await accounts.LoadAsync(id, cancellationToken);
            return Decide(seen, "trial", row, bill, catalogue, asked, ref report).Problem is { } refused ? Refused(row, refused) : report;
        }

        var result = await accounts.ChangeAsync(
            id, cause: null, (loaded, stem) => Decide(loaded, stem, row, bill, catalogue, asked, ref report), cancellationToken);
        return result.Problem is { } refusal ? Refused(row, refusal) : report;
    }

    internal static BillRowReport Refused(EnrolmentRow row, Problem problem) =>
        new(row.Line, BillOutcome.Refused, row.Name, row.Class, null, 0, 0, null, problem);

    private Result<Change<StudentAccount>?> Decide(
        Loaded<StudentAccount> loaded, string stem, EnrolmentRow row, Bill bill, FeeCatalogue catalogue, Asked asked, ref BillRowReport report)
    {
        var opened = loaded.State ?? new StudentAccount { School = catalogue.School, Student = row.Student, Name = row.Name, Class = row.Class };
        if (opened.ArchivedPeriods.Contains(bill.Period)) return TuitionProblems.PeriodClosed;
        var former = opened.Latest(bill.Period);
        if (former is { IsCancelled: true }) return TuitionProblems.Cancelled;

        var described = Describe(opened, row);
        var posting = new AccountPosting(loaded, described, asked, stem);
        if (former is null)
        {
            report = Report(row, BillOutcome.Issued, loaded.Id, bill, null);
            posting.Issue(bill);
        }
        else if (!former.SaysTheSameAs(bill))
        {
            report = Report(row, BillOutcome.Reissued, loaded.Id, bill, former.TotalVnd);
            posting.Reissue(former, bill, "list-changed");
        }
        else
        {
            var isSame = SameDetails(opened, described);
            report = Report(row, isSame ? BillOutcome.Unchanged : BillOutcome.Updated, loaded.Id, bill, null);
            return isSame ? (Change<StudentAccount>?)null : posting.Close("update-details");
        }

        var issued = posting.Account.Standing(bill.Period)!;
        if (notices.Issued(loaded.Id, posting.Account, issued, loaded.Version + 1, asked, $"{stem}-n") is { } notice) posting.Send(notice);
        return posting.Close();
    }

    private static StudentAccount Describe(StudentAccount account, EnrolmentRow row) => account with
    {
        Name = row.Name,
        Class = row.Class,
        Email = row.Email ?? account.Email,
        Phone = row.Phone ?? account.Phone,
        Guardians = row.Guardian is { } guardian && !account.Guardians.Contains(guardian) && account.Guardians.Count < StudentAccount.MaxGuardians
            ? [.. account.Guardians, guardian]
            : account.Guardians,
    };

    private static bool SameDetails(StudentAccount one, StudentAccount other) =>
        (one.Name, one.Class, one.Email, one.Phone, one.Guardians.Count) == (other.Name, other.Class, other.Email, other.Phone, other.Guardians.Count);

    private static BillRowReport Report(EnrolmentRow row, BillOutcome outcome, RecordId account, Bill bill, long? formerVnd) => new(
        row.Line, outcome, row.Name, row.Class, new BillId(account, bill.Period).ToString(), bill.TotalVnd, bill.ReductionVnd, formerVnd, null);
}
