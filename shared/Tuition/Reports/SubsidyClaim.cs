using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What is claimed for one pupil under one benefit.</summary>
/// <param name="Group">Code of the benefit group, <c>free-tuition</c> or <c>private-support</c>.</param>
/// <param name="Months">Months of tuition that was reduced.</param>
/// <param name="TuitionVnd">Taken off the pupil's bills, in đồng.</param>
/// <param name="StudyCostMonths">Months of support for study costs.</param>
/// <param name="StudyCostsVnd">Support for study costs, in đồng.</param>
public sealed record SubsidyRow(
    string Student, string Name, string Class, string Group, LocalText GroupName, int Months, long TuitionVnd, int StudyCostMonths, long StudyCostsVnd)
{
    public long AmountVnd => TuitionVnd + StudyCostsVnd;
}

/// <summary>A school's claim to the budget.</summary>
/// <param name="From">First month, <c>2026-09</c>.</param>
/// <param name="To">Last month.</param>
/// <param name="At">When it was made.</param>
public sealed record SubsidyClaim(
    string School, string From, string To, string Instrument, DateTimeOffset At, int Pupils, long TotalVnd, IReadOnlyList<SubsidyRow> Rows)
{
    private static readonly LocalText[] Header =
    [
        new("Trường", "School"), new("Từ tháng", "From"), new("Đến tháng", "To"), new("Mã học sinh", "Pupil code"), new("Họ và tên", "Name"), new("Lớp", "Class"),
        new("Mã đối tượng", "Group"), new("Đối tượng", "Group name"), new("Số tháng học phí", "Months of tuition"), new("Học phí (đồng)", "Tuition (VND)"),
        new("Số tháng chi phí học tập", "Months of study costs"), new("Chi phí học tập (đồng)", "Study costs (VND)"), new("Tổng (đồng)", "Amount (VND)"),
        new("Căn cứ", "Instrument"), new("Lập lúc (UTC)", "Made at (UTC)"), new("Lập lúc (giờ Việt Nam)", "Made at (Vietnam time)"),
    ];

    public ExportTable ToTable(string language)
    {
        var times = ExportTable.Times(At);
        return new ExportTable(
            $"subsidy-{School}-{From}",
            [.. Header.Select(title => title.In(language))],
            [.. Rows.Select(row => (object[])[
                School, From, To, row.Student, row.Name, row.Class, row.Group, row.GroupName.In(language), (long)row.Months, row.TuitionVnd,
                (long)row.StudyCostMonths, row.StudyCostsVnd, row.AmountVnd, Instrument, times[0], times[1]])]);
    }
}
