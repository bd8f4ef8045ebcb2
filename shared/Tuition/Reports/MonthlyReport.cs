using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What one class was billed for one item.</summary>
/// <param name="NetVnd">Gross less reduction, in đồng.</param>
/// <param name="CollectedVnd">Settled by payments and credit, less what went back: a bill's money meets its lines in their order.</param>
/// <param name="WrittenOffVnd">Given up by finance officers.</param>
/// <param name="OutstandingVnd">Net less collected and given up.</param>
public sealed record ItemTotal(
    string Class, string Item, LocalText Name, int Bills, long GrossVnd, long ReductionVnd, long NetVnd, long CollectedVnd, long WrittenOffVnd, long OutstandingVnd);

/// <summary>A school's period by class and item.</summary>
/// <param name="At">When it was made.</param>
public sealed record MonthlyReport(
    string School, string Period, DateTimeOffset At, IReadOnlyList<ItemTotal> Rows,
    long GrossVnd, long ReductionVnd, long NetVnd, long CollectedVnd, long WrittenOffVnd, long OutstandingVnd)
{
    public ExportTable ToTable(string language)
    {
        var times = ExportTable.Times(At);
        return new ExportTable(
            $"report-{School}-{Period}",
            [.. Header.Select(title => title.In(language))],
            [.. Rows.Select(row => (object[])[
                School, Period, row.Class, row.Item, row.Name.In(language), (long)row.Bills,
                row.GrossVnd, row.ReductionVnd, row.NetVnd, row.CollectedVnd, row.WrittenOffVnd, row.OutstandingVnd, times[0], times[1]])]);
    }

    private static readonly LocalText[] Header =
    [
        new("Trường", "School"), new("Kỳ thu", "Period"), new("Lớp", "Class"), new("Mã khoản", "Item"), new("Khoản thu", "Name"), new("Số hóa đơn", "Bills"),
        new("Tổng (đồng)", "Gross (VND)"), new("Miễn giảm (đồng)", "Reduced (VND)"), new("Phải thu (đồng)", "Billed (VND)"),
        new("Đã thu (đồng)", "Collected (VND)"), new("Xóa nợ (đồng)", "Written off (VND)"), new("Còn phải thu (đồng)", "Outstanding (VND)"),
        new("Lập lúc (UTC)", "Made at (UTC)"),
        new("Lập lúc (giờ Việt Nam)", "Made at (Vietnam time)"),
    ];
}

/// <summary>Adds up a period by class and item.</summary>
public sealed class ReportMonth(ScanBills scan)
{
    /// <returns>The report; <c>PS-004</c> for strangers, <c>TUITION-004</c> no period, <c>TUITION-018</c> too large.</returns>
    public async ValueTask<Result<MonthlyReport>> HandleAsync(string school, string period, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.SeesMoneyOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (!TuitionIds.IsSchool(school)) return KernelProblems.NotFound;
        if (!BillingPeriod.TryParse(period, out _)) return TuitionProblems.NotAPeriod;
        if (!(await scan.HandleAsync(school, period, cancellationToken)).Succeeded(out var bills, out var problem)) return problem;
        var totals = new SortedDictionary<(string Class, string Item), ItemTotal>(Comparer<(string Class, string Item)>.Create(Order));
        foreach (var bill in bills)
        {
            var lines = LinesOf(bill);
            long[] nets = [.. lines.Select(line => line.GrossVnd - line.ReductionVnd)];
            var (met, _) = Split.OldestFirst(bill.TotalVnd - bill.OwedVnd, nets);
            var (collected, _) = Split.OldestFirst(bill.TotalVnd - bill.OwedVnd - bill.WrittenOffVnd, nets);
            for (var i = 0; i < lines.Count; i++)
            {
                var (line, key) = (lines[i], (bill.Class, lines[i].Item));
                var sum = totals.GetValueOrDefault(key) ?? new ItemTotal(bill.Class, line.Item, new(line.NameVi, line.NameEn), 0, 0, 0, 0, 0, 0, 0);
                totals[key] = sum with
                {
                    Bills = sum.Bills + 1,
                    GrossVnd = sum.GrossVnd + line.GrossVnd,
                    ReductionVnd = sum.ReductionVnd + line.ReductionVnd,
                    NetVnd = sum.NetVnd + nets[i],
                    CollectedVnd = sum.CollectedVnd + collected[i],
                    WrittenOffVnd = sum.WrittenOffVnd + met[i] - collected[i],
                    OutstandingVnd = sum.OutstandingVnd + nets[i] - met[i],
                };
            }
        }

        var rows = totals.Values.ToList();
        return new MonthlyReport(
            school, period, asked.ArrivedAt, rows, rows.Sum(row => row.GrossVnd), rows.Sum(row => row.ReductionVnd), rows.Sum(row => row.NetVnd),
            rows.Sum(row => row.CollectedVnd), rows.Sum(row => row.WrittenOffVnd), rows.Sum(row => row.OutstandingVnd));
    }

    /// <summary>A row written before there were reports counts whole, so that the sums are right until views are rebuilt.</summary>
    private static IReadOnlyList<LineFacts> LinesOf(BillRow bill) => bill.Lines
        ?? [new LineFacts("all", "Tất cả các khoản", "All items", bill.TotalVnd + bill.ReductionVnd, bill.ReductionVnd, null)];

    private static int Order((string Class, string Item) one, (string Class, string Item) other) =>
        string.CompareOrdinal(one.Class, other.Class) is not 0 and var byClass ? byClass : string.CompareOrdinal(one.Item, other.Item);
}
