using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A bill somebody searched for.</summary>
/// <param name="Bill">The bill's id, which leads to its page.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="SettledVnd">Paid and met by credit, in đồng.</param>
public sealed record FoundBill(
    string Bill, RecordId Account, string School, string Student, string Name, string Class, string Code, string Period,
    DateTimeOffset IssuedAt, long TotalVnd, long SettledVnd, long OwedVnd, bool Stands);

/// <summary>What a search found.</summary>
public sealed record FoundBills(IReadOnlyList<FoundBill> Bills)
{
    private static readonly LocalText[] Header =
    [
        new("Hóa đơn", "Bill"), new("Trường", "School"), new("Mã học sinh", "Pupil"), new("Họ và tên", "Name"), new("Lớp", "Class"),
        new("Kỳ thu", "Period"), new("Phát hành lúc (UTC)", "Issued at (UTC)"), new("Phát hành lúc (giờ Việt Nam)", "Issued at (Vietnam time)"),
        new("Phải thu (đồng)", "Billed (VND)"), new("Đã nộp (đồng)", "Settled (VND)"), new("Còn nợ (đồng)", "Owed (VND)"), new("Còn hiệu lực", "Stands"),
    ];

    public ExportTable ToTable(string language) => new(
        "bills",
        [.. Header.Select(title => title.In(language))],
        [.. Bills.Select(bill => (object[])[
            bill.Code, bill.School, bill.Student, bill.Name, bill.Class, bill.Period, .. ExportTable.Times(bill.IssuedAt), bill.TotalVnd, bill.SettledVnd,
            bill.OwedVnd, Word(bill.Stands).In(language)])]);

    private static LocalText Word(bool stands) => stands ? new("có", "yes") : new("không", "no");
}

/// <summary>Officers find bills by their code, replaced and cancelled ones too, or by a pupil's code at a school.</summary>
public sealed class FindBills(StudentAccounts accounts, IViewStore views, KeyedHash hash)
{
    private const int MaxCodeLength = 40;

    /// <param name="query">A bill's or a pupil's code.</param>
    /// <param name="school">Where the pupil studies; needed for a pupil's code alone.</param>
    /// <returns>What was found, perhaps nothing; <c>PS-004</c> for those who see no school's money, <c>TUITION-001</c> without anything to search by.</returns>
    public async ValueTask<Result<FoundBills>> HandleAsync(string? query, string? school, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not (Role.Finance or Role.School or Role.Department)) return KernelProblems.Forbidden;
        if (query?.Trim().ToUpperInvariant() is not { Length: > 2 and <= MaxCodeLength } text) return TuitionProblems.NotValid([TuitionProblems.Required("q")]);
        var page = await views.RangeAsync(new ViewRange(TuitionViews.ByCode, text, Take: 1), cancellationToken);
        if (page.Rows.Count == 1 && BillId.TryParse(page.Rows[0].Sort, out var id))
            return new FoundBills(await OfAccountAsync(id.Account, bill => bill.Code == text, asked, cancellationToken));
        if (!TuitionIds.IsStudent(text) || !TuitionIds.IsSchool(school)) return new FoundBills([]);
        return new FoundBills(await OfAccountAsync(TuitionIds.Account(hash, school!, text), _ => true, asked, cancellationToken));
    }

    private async ValueTask<IReadOnlyList<FoundBill>> OfAccountAsync(
        RecordId id, Func<Bill, bool> wanted, Asked asked, CancellationToken cancellationToken)
    {
        var loaded = await accounts.LoadAsync(id, cancellationToken);
        if (loaded.State is not { } account || !TuitionPermissions.SeesMoneyOf(asked.Caller, account.School)) return [];
        var found = account.Bills.Where(wanted).Select(bill => new FoundBill(
            new BillId(id, bill.Period).ToString(), id, account.School, account.Student, account.Name, bill.Class, bill.Code, bill.Period, bill.IssuedAt,
            bill.TotalVnd, bill.PaidVnd + bill.CreditVnd, bill.OwedVnd, bill.Stands)).ToList();
        if (found.Count > 0) await accounts.NoteReadAsync(loaded, asked, cancellationToken);
        return found;
    }
}
