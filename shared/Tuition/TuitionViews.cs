using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A bill as lists show it.</summary>
public sealed record BillRow(
    RecordId Account, string School, string Name, string Class, string Period, string Code, long TotalVnd, long ReductionVnd, long OwedVnd,
    bool IsCancelled, IReadOnlyList<Instalment> Instalments, string Student = "", Standing Standing = Standing.Studying, IReadOnlyList<LineFacts>? Lines = null,
    long WrittenOffVnd = 0)
{
    /// <summary>What is owed of the parts due before a day.</summary>
    public long OverdueVnd(DateOnly day) => IsCancelled
        ? 0
        : Math.Max(0, Instalments.Where(part => part.DueOn < day).Sum(part => part.AmountVnd) - (TotalVnd - OwedVnd));

    public BillId Id => new(Account, Period);
}

/// <summary>A claim as the queue shows it.</summary>
public sealed record BenefitRow(RecordId Benefits, string Student, string StudentName, BenefitClaim Claim);

/// <summary>The lists people read.</summary>
public static class TuitionViews
{
    /// <summary>A school's bills of a period: partition <c>school|period</c>, sorted by class.</summary>
    public const string BySchool = "tuition-by-school";

    /// <summary>Where a bill's code leads: partition the code, sort the bill's id. The row is empty, because a bill may be replaced.</summary>
    public const string ByCode = "tuition-by-code";

    /// <summary>A family's bills: partition the account signed in with, sorted by pupil and period.</summary>
    public const string ByFamily = "tuition-by-family";

    /// <summary>Claims to benefits: partition <c>school|open</c> or <c>school|decided</c>, sorted by when they were made.</summary>
    public const string Benefits = "tuition-benefits";

    /// <summary>The change that writes an account's rows.</summary>
    /// <param name="before">The account before, to leave out what did not change; null for every row.</param>
    /// <param name="formerClass">Class where lists showed it until now.</param>
    internal static StudentAccountChangedV1 Of(RecordId id, long version, StudentAccount account, string? formerClass, StudentAccount? before = null)
    {
        var isAll = before is null || before.Name != account.Name || before.Class != account.Class || !before.Guardians.SequenceEqual(account.Guardians);
        var bills = account.Bills.GroupBy(bill => bill.Period).Select(period => period.Last())
            .Where(bill => isAll || !ReferenceEquals(before!.Latest(bill.Period), bill))
            .Select(bill => new BillFacts(
                bill.Period, bill.Code, bill.TotalVnd, bill.ReductionVnd, bill.OwedVnd, !bill.Stands, bill.Instalments, bill.Standing, FactsOf(bill), bill.WrittenOffVnd))
            .ToList();
        return new StudentAccountChangedV1(
            id, version, account.School, account.Name, account.Class, formerClass == account.Class ? null : formerClass, account.Guardians, account.CreditVnd, bills, account.Student);
    }

    private static List<LineFacts> FactsOf(Bill bill) =>
        [.. bill.Lines.Select(line => new LineFacts(line.Item, line.NameVi, line.NameEn, line.GrossVnd, line.ReductionVnd, line.Reduction))];

    /// <summary>Rows that follow from a change.</summary>
    public static IEnumerable<ViewChange> Rows(StudentAccountChangedV1 changed)
    {
        foreach (var bill in changed.Bills)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new BillRow(
                    changed.Account, changed.School, changed.Name, changed.Class, bill.Period, bill.Code, bill.TotalVnd, bill.ReductionVnd, bill.OwedVnd,
                    bill.IsCancelled, bill.Instalments, changed.Student, bill.Standing, bill.Lines, bill.WrittenOffVnd),
                TuitionJson.Default.BillRow);
            var partition = SchoolPartition(changed.School, bill.Period);
            yield return new ViewChange(new ViewKey(BySchool, partition, $"{changed.Class}|{changed.Account}"), changed.Version, body);
            yield return new ViewChange(new ViewKey(ByCode, bill.Code, new BillId(changed.Account, bill.Period).ToString()), changed.Version, "{}"u8.ToArray());
            if (changed.FormerClass is { } former)
                yield return new ViewChange(new ViewKey(BySchool, partition, $"{former}|{changed.Account}"), changed.Version, null);
            foreach (var guardian in changed.Guardians)
                yield return new ViewChange(new ViewKey(ByFamily, guardian, $"{changed.Account}|{bill.Period}"), changed.Version, body);
        }
    }

    /// <summary>Rows that follow from a claim.</summary>
    public static IEnumerable<ViewChange> Rows(BenefitChangedV1 changed)
    {
        ReadOnlyMemory<byte>? body = JsonSerializer.SerializeToUtf8Bytes(
            new BenefitRow(changed.Benefits, changed.Student, changed.StudentName, changed.Claim), TuitionJson.Default.BenefitRow);
        var isOpen = changed.Claim.Status is BenefitStatus.Asked;
        var sort = $"{IdSource.StampOf(changed.Claim.AskedAt)}|{changed.Benefits}|{changed.Claim.Number:D2}";
        yield return new ViewChange(new ViewKey(Benefits, BenefitPartition(changed.Claim.School, isOpen: true), sort), changed.Version, isOpen ? body : null);
        yield return new ViewChange(new ViewKey(Benefits, BenefitPartition(changed.Claim.School, isOpen: false), sort), changed.Version, isOpen ? null : body);
    }

    /// <summary>The changes that would write a record's rows now: for rebuilding views.</summary>
    public static IEnumerable<ViewChange> Rows(RecordId id, long version, StudentAccount account) => Rows(Of(id, version, account, null));

    /// <inheritdoc cref="Rows(RecordId, long, StudentAccount)"/>
    public static IEnumerable<ViewChange> Rows(RecordId id, long version, StudentBenefits benefits) =>
        benefits.Claims.SelectMany(claim => Rows(new BenefitChangedV1(id, version, benefits.Student, benefits.Name, claim)));

    public static string SchoolPartition(string school, string period) => $"{school}|{period}";

    public static string BenefitPartition(string school, bool isOpen) => $"{school}|{(isOpen ? "open" : "decided")}";

    internal static BillRow ReadBill(ViewRow row) => JsonSerializer.Deserialize(row.Body.Span, TuitionJson.Default.BillRow)!;

    internal static BenefitRow ReadBenefit(ViewRow row) => JsonSerializer.Deserialize(row.Body.Span, TuitionJson.Default.BenefitRow)!;
}
