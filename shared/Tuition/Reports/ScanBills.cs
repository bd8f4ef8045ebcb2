using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Reads all bills of a school's period for a report.</summary>
public sealed class ScanBills(IViewStore views)
{
    /// <summary>The most bills of a period a report adds up; beyond it the report is refused, because a part would look like the whole.</summary>
    public const int MaxBills = 20_000;

    private const int Step = 1_000;

    /// <returns>The bills that were not cancelled; or <c>TUITION-018</c> when there are more than a report takes.</returns>
    public async ValueTask<Result<IReadOnlyList<BillRow>>> HandleAsync(string school, string period, CancellationToken cancellationToken)
    {
        var bills = new List<BillRow>();
        string? continuation = null;
        do
        {
            var page = await views.RangeAsync(
                new ViewRange(TuitionViews.BySchool, TuitionViews.SchoolPartition(school, period), Step, Continuation: continuation), cancellationToken);
            bills.AddRange(page.Rows.Select(TuitionViews.ReadBill).Where(row => !row.IsCancelled));
            if (bills.Count > MaxBills) return TuitionProblems.TooMany;
            continuation = page.Continuation;
        }
        while (continuation is not null);

        return bills;
    }
}
