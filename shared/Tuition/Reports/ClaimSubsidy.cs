using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>
/// Works out what a school claims: what benefits took off its bills, and support for study costs of approved claims. A month counts
/// once for a pupil and benefit, however it was billed.
/// </summary>
/// <remarks>Source: Decree 238/2025/NĐ-CP, Articles 15–19.</remarks>
public sealed class ClaimSubsidy(ScanBills scan, IViewStore views, TuitionRuleBook book)
{
    /// <summary>The most months of one claim.</summary>
    public const int MaxMonths = 12;

    /// <summary>The most decided claims of a school that are looked at.</summary>
    public const int MaxClaims = 20_000;

    private const int Step = 1_000;
    private const int LastMonthOfYear = 5;
    private const int FirstMonthOfYear = 9;

    /// <returns>The claim; <c>PS-004</c> for strangers, <c>TUITION-004</c> when the months are none or too many, <c>TUITION-018</c> too large.</returns>
    public async ValueTask<Result<SubsidyClaim>> HandleAsync(string school, string? from, string? to, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.SeesMoneyOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (!TuitionIds.IsSchool(school)) return KernelProblems.NotFound;
        if (!TryMonth(from, out var first) || !TryMonth(to, out var last) || last < first || first.AddMonths(MaxMonths) <= last) return TuitionProblems.NotAPeriod;
        List<DateOnly> months = [];
        for (var month = first; month <= last; month = month.AddMonths(1)) months.Add(month);

        var pupils = new Dictionary<(string Student, string Group), Sum>();
        var halted = new HashSet<(string Student, DateOnly Month)>();
        var classes = new Dictionary<string, (string Name, string Class)>();
        foreach (var period in months.SelectMany(PeriodsFrom))
        {
            if (!(await scan.HandleAsync(school, period.Code, cancellationToken)).Succeeded(out var bills, out var problem)) return problem;
            foreach (var bill in bills) Take(bill, period, pupils, halted, classes);
        }

        if (await AddStudyCostsAsync(school, months, pupils, halted, classes, cancellationToken) is { } refusal) return refusal;
        var rows = pupils.Where(pair => pair.Value.TuitionVnd + pair.Value.StudyCostsVnd > 0)
            .Select(pair => RowOf(pair.Key, pair.Value, classes[pair.Key.Student], last))
            .OrderBy(row => row.Class, StringComparer.Ordinal).ThenBy(row => row.Student, StringComparer.Ordinal).ThenBy(row => row.Group, StringComparer.Ordinal)
            .ToList();
        return new SubsidyClaim(
            school, from!, to!, book.Groups.InForce(last)?.Instrument ?? "", asked.ArrivedAt, rows.Select(row => row.Student).Distinct().Count(),
            rows.Sum(row => row.AmountVnd), rows);
    }

    private static void Take(
        BillRow bill, BillingPeriod period, Dictionary<(string Student, string Group), Sum> pupils, HashSet<(string Student, DateOnly Month)> halted,
        Dictionary<string, (string Name, string Class)> classes)
    {
        classes[bill.Student] = (bill.Name, bill.Class);
        foreach (var line in bill.Lines ?? [])
        {
            if (line.Reduction is not { } group) continue;
            var sum = pupils.TryGetValue((bill.Student, group), out var known) ? known : pupils[(bill.Student, group)] = new Sum();
            sum.TuitionVnd += line.ReductionVnd;
            sum.Months.UnionWith(MonthsOf(period));
        }

        if (bill.Standing is Standing.Suspended or Standing.Repeating) halted.UnionWith(MonthsOf(period).Select(month => (bill.Student, month)));
    }

    /// <summary>Support for study costs is paid apart from bills, so it follows from approved claims; once for a month, whatever the groups.</summary>
    private async ValueTask<Problem?> AddStudyCostsAsync(
        string school, List<DateOnly> months, Dictionary<(string Student, string Group), Sum> pupils, HashSet<(string Student, DateOnly Month)> halted,
        Dictionary<string, (string Name, string Class)> classes, CancellationToken cancellationToken)
    {
        var paid = new Dictionary<(string Student, int Year), HashSet<DateOnly>>();
        string? continuation = null;
        var seen = 0;
        do
        {
            var page = await views.RangeAsync(
                new ViewRange(TuitionViews.Benefits, TuitionViews.BenefitPartition(school, isOpen: false), Step, Continuation: continuation), cancellationToken);
            if ((seen += page.Rows.Count) > MaxClaims) return TuitionProblems.TooMany;
            foreach (var row in page.Rows.Select(TuitionViews.ReadBenefit).Where(row => row.Claim.Status is BenefitStatus.Approved))
            {
                foreach (var month in months.Where(month => IsSchoolMonth(month) && row.Claim.Covers(month) && !halted.Contains((row.Student, month))))
                {
                    if (book.StudyCosts.InForce(month)?.Value is not { } costs) continue;
                    if (book.GroupsOn(month).FirstOrDefault(group => group.Code == row.Claim.Group) is not { HasStudyCosts: true } group) continue;
                    var year = month.Month >= FirstMonthOfYear ? month.Year : month.Year - 1;
                    var done = paid.TryGetValue((row.Student, year), out var known) ? known : paid[(row.Student, year)] = [];
                    if (done.Count >= costs.MaxMonths || !done.Add(month)) continue;
                    var sum = pupils.TryGetValue((row.Student, group.Code), out var of) ? of : pupils[(row.Student, group.Code)] = new Sum();
                    sum.StudyCostMonths++;
                    sum.StudyCostsVnd += costs.AmountVnd;
                    classes.TryAdd(row.Student, (row.StudentName, ""));
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return null;
    }

    private SubsidyRow RowOf((string Student, string Group) key, Sum sum, (string Name, string Class) pupil, DateOnly day) => new(
        key.Student, pupil.Name, pupil.Class, key.Group, NameOf(key.Group, day), sum.Months.Count, sum.TuitionVnd, sum.StudyCostMonths, sum.StudyCostsVnd);

    private LocalText NameOf(string code, DateOnly day) => code switch
    {
        "free-tuition" => new("Không thu học phí (trường công lập)", "No tuition (public school)"),
        "private-support" => new("Hỗ trợ học phí (trường ngoài công lập)", "Tuition support (private school)"),
        _ => book.GroupsOn(day).FirstOrDefault(group => group.Code == code)?.Name ?? new LocalText(code, code),
    };

    private static bool IsSchoolMonth(DateOnly month) => month.Month is >= FirstMonthOfYear or <= LastMonthOfYear;

    /// <summary>The periods that begin in a month: itself, and a term.</summary>
    private static IEnumerable<BillingPeriod> PeriodsFrom(DateOnly month)
    {
        string?[] codes =
        [
            month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            month.Month switch
            {
                FirstMonthOfYear => string.Create(CultureInfo.InvariantCulture, $"{month.Year}-{month.Year + 1}-hk1"),
                1 => string.Create(CultureInfo.InvariantCulture, $"{month.Year - 1}-{month.Year}-hk2"),
                _ => null,
            },
        ];
        foreach (var code in codes)
        {
            if (BillingPeriod.TryParse(code, out var period)) yield return period;
        }
    }

    /// <summary>First days of the months a period covers: the first term September to January, the second February to May.</summary>
    private static IEnumerable<DateOnly> MonthsOf(BillingPeriod period)
    {
        var first = new DateOnly(period.FirstDay.Year, period.FirstDay.Month, 1);
        if (period.Cycle is BillingCycle.Term && first.Month == 1) first = first.AddMonths(1);
        return Enumerable.Range(0, period.Months).Select(first.AddMonths);
    }

    private static bool TryMonth(string? text, out DateOnly month)
    {
        var isMonth = BillingPeriod.TryParse(text, out var period) && period.Cycle is BillingCycle.Month;
        month = isMonth ? period.FirstDay : default;
        return isMonth;
    }

    private sealed class Sum
    {
        public HashSet<DateOnly> Months { get; } = [];

        public long TuitionVnd { get; set; }

        public int StudyCostMonths { get; set; }

        public long StudyCostsVnd { get; set; }
    }
}
