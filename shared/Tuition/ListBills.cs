using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A page of a school's bills of a period.</summary>
/// <param name="Class">Only this class; null for all.</param>
/// <param name="OverdueOnly">Only bills with something overdue.</param>
public sealed record ListSchool(string School, string Period, string? Class = null, bool OverdueOnly = false, int Take = 50, string? Continuation = null);

/// <summary>Rows with the way to the next page.</summary>
public sealed record BillList(IReadOnlyList<BillRow> Rows, string? Continuation);

/// <summary>A class's sums.</summary>
public sealed record ClassTotal(string Class, int Bills, long TotalVnd, long ReductionVnd, long OwedVnd, long OverdueVnd);

/// <summary>Claims with the way to the next page.</summary>
public sealed record BenefitList(IReadOnlyList<BenefitRow> Rows, string? Continuation);

/// <summary>Lists bills and claims for schools and families.</summary>
public sealed class ListBills(IViewStore views)
{
    /// <summary>The most rows of one page.</summary>
    public const int MaxTake = 200;

    /// <summary>Rows looked at for one page of a filtered list, and for the sums of a school.</summary>
    public const int MaxScanned = 10_000;

    private const int ScanStep = 1_000;

    public async ValueTask<Result<BillList>> OfSchoolAsync(ListSchool query, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.IsOfficerOf(asked.Caller, query.School)) return KernelProblems.Forbidden;
        if (!BillingPeriod.TryParse(query.Period, out _)) return TuitionProblems.NotAPeriod;
        var (take, today) = (Math.Clamp(query.Take, 1, MaxTake), asked.ArrivedAt.VietnamDate());
        var rows = new List<BillRow>(take);
        var from = query.Continuation is { } last ? last + "\u0001" : query.Class is { } first ? first + "|" : null;
        for (var scanned = 0; scanned < MaxScanned;)
        {
            var page = await views.RangeAsync(
                new ViewRange(
                    TuitionViews.BySchool, TuitionViews.SchoolPartition(query.School, query.Period), ScanStep, from, query.Class is { } only ? only + "}" : null),
                cancellationToken);
            foreach (var row in page.Rows.Select(TuitionViews.ReadBill))
            {
                if (query.OverdueOnly && row.OverdueVnd(today) == 0) continue;
                if (rows.Count == take) return new BillList(rows, SortOf(rows[^1]));
                rows.Add(row);
            }

            if (page.Continuation is null) return new BillList(rows, null);
            scanned += page.Rows.Count;
            from = page.Rows[^1].Sort + "\u0001";
        }

        return new BillList(rows, from![..^1]);
    }

    /// <summary>Due, reduced, owed and overdue by class.</summary>
    public async ValueTask<Result<IReadOnlyList<ClassTotal>>> ByClassAsync(string school, string period, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.IsOfficerOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (!BillingPeriod.TryParse(period, out _)) return TuitionProblems.NotAPeriod;
        var today = asked.ArrivedAt.VietnamDate();
        var totals = new SortedDictionary<string, ClassTotal>(StringComparer.Ordinal);
        string? continuation = null;
        for (var scanned = 0; scanned < MaxScanned;)
        {
            var page = await views.RangeAsync(
                new ViewRange(TuitionViews.BySchool, TuitionViews.SchoolPartition(school, period), ScanStep, Continuation: continuation), cancellationToken);
            foreach (var row in page.Rows.Select(TuitionViews.ReadBill).Where(row => !row.IsCancelled))
            {
                var sum = totals.GetValueOrDefault(row.Class) ?? new ClassTotal(row.Class, 0, 0, 0, 0, 0);
                totals[row.Class] = new ClassTotal(
                    row.Class, sum.Bills + 1, sum.TotalVnd + row.TotalVnd, sum.ReductionVnd + row.ReductionVnd, sum.OwedVnd + row.OwedVnd,
                    sum.OverdueVnd + row.OverdueVnd(today));
            }

            if ((continuation = page.Continuation) is null) break;
            scanned += page.Rows.Count;
        }

        return totals.Values.ToList();
    }

    /// <summary>The caller's own bills, of all their children.</summary>
    public async ValueTask<Result<BillList>> OfFamilyAsync(string? continuation, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        var page = await views.RangeAsync(new ViewRange(TuitionViews.ByFamily, asked.Caller.Id, MaxTake, Continuation: continuation), cancellationToken);
        return new BillList([.. page.Rows.Select(TuitionViews.ReadBill)], page.Continuation);
    }

    /// <summary>Claims that wait, or were decided, newest first when decided.</summary>
    public async ValueTask<Result<BenefitList>> BenefitsAsync(
        string school, bool isOpen, string? continuation, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.IsOfficerOf(asked.Caller, school)) return KernelProblems.Forbidden;
        var page = await views.RangeAsync(
            new ViewRange(TuitionViews.Benefits, TuitionViews.BenefitPartition(school, isOpen), 50, Continuation: continuation, Descending: !isOpen), cancellationToken);
        return new BenefitList([.. page.Rows.Select(TuitionViews.ReadBenefit)], page.Continuation);
    }

    private static string SortOf(BillRow row) => $"{row.Class}|{row.Account}";
}
