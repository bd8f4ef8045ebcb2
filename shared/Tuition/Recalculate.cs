using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>
/// A benefit was approved: bills of the time it covers are worked out anew at their own prices. One that changes is reversed and
/// issued again; what was paid on it is credit, and settles the new bill first.
/// </summary>
public sealed class Recalculate(StudentAccounts accounts, Catalogues catalogues, Records<StudentBenefits> benefits, Pricing pricing, KeyedHash hash)
{
    public async ValueTask HandleAsync(RecalculationDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var entitled = (await benefits.LoadAsync(TuitionIds.Benefits(hash, due.Student), cancellationToken)).State;
        var seen = (await accounts.LoadAsync(due.Account, cancellationToken)).State;
        // Without an account nothing was billed yet, and the first bill will know the benefit.
        if (seen is null || await catalogues.FindAsync(seen.School, cancellationToken) is not { } catalogue) return;
        var asked = Asked.By(context);
        await accounts.ChangeAsync(
            due.Account, context.Cause, (loaded, stem) => Decide(loaded, stem, due, catalogue, entitled, asked), cancellationToken);
    }

    private Result<Change<StudentAccount>?> Decide(
        Loaded<StudentAccount> loaded, string stem, RecalculationDueV1 due, FeeCatalogue catalogue, StudentBenefits? entitled, Asked asked)
    {
        if (loaded.State is not { } account) return (Change<StudentAccount>?)null;
        var posting = new AccountPosting(loaded, account, asked, stem);
        var changed = false;
        foreach (var bill in account.Bills.Where(bill => bill.Stands).ToList())
        {
            if (!BillingPeriod.TryParse(bill.Period, out var period) || period.FirstDay < due.From || period.FirstDay > due.To) continue;
            var reduced = pricing.Reduce(bill, catalogue, period, entitled);
            if (reduced.Lines.SequenceEqual(bill.Lines)) continue;
            // The bill may hold credit of one reversed just before, so it is taken as it is now.
            posting.Reissue(posting.Account.Standing(bill.Period)!, reduced, due.Reason);
            changed = true;
        }

        return changed ? posting.Close("recalculate", due.Reason) : (Change<StudentAccount>?)null;
    }
}
