using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>Columns that are saved, listed and refused, and read a sample without keeping anything.</summary>
public sealed class MappingTests : IDisposable
{
    private const string Sample = "VIETCOMBANK;;;\nSo tai khoan;0011;;\nNgày;Ghi có;Ghi nợ;Nội dung\n23/11/2026;45.000;;hoc phi\n24/11/2026;;11.000;=PHI\n";

    private static readonly ColumnMapping Mapping = new(FinanceWorld.Bank, ["Ngày", "Ghi có", "Ghi nợ", "Nội dung"], "Ngày", "dd/MM/yyyy")
    {
        RowsAbove = 2,
        Credit = "Ghi có",
        Debit = "Ghi nợ",
        Memo = "Nội dung",
    };

    private readonly FinanceWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Save_OfABanksColumns_IsListedBesideWhatIsKnownOfGateways()
    {
        var key = Cause.Request("http:fin-1", "press-1", "x");
        (await Save().HandleAsync(Mapping, FinanceWorld.Officer, key, FinanceWorld.Stop)).Problem.Should().BeNull();
        (await Save().HandleAsync(Mapping, FinanceWorld.Officer, key, FinanceWorld.Stop)).Problem.Should().BeNull();

        var listed = (await List().HandleAsync(FinanceWorld.Officer, FinanceWorld.Stop)).Value.Mappings;
        listed.Select(entry => (entry.Mapping.Source.Value, entry.IsSaved)).Should().Equal((FinanceWorld.Bank.Value, true), ("portalpay", false), ("vnpay", false));
        (await List().OneAsync(FinanceWorld.Bank.Value, FinanceWorld.Officer, FinanceWorld.Stop)).Value!.Mapping.Should().BeEquivalentTo(Mapping);
        (await List().OneAsync("bank.other", FinanceWorld.Officer, FinanceWorld.Stop)).Value.Should().BeNull();
        (await List().OneAsync("BANK", FinanceWorld.Officer, FinanceWorld.Stop)).Problem!.Code.Should().Be("FIN-002");
        (await List().HandleAsync(FinanceWorld.Family, FinanceWorld.Stop)).Problem.Should().Be(KernelProblems.Forbidden);
    }

    public static TheoryData<string, ColumnMapping> Unusable => new()
    {
        { "header", Mapping with { Header = [] } },
        { "day", Mapping with { Day = "" } },
        { "day", Mapping with { Day = "Ngay" } },
        { "dayFormat", Mapping with { DayFormat = "dd/mm/yyyy" } },
        { "amount", Mapping with { Credit = null, Debit = null } },
        { "debit", Mapping with { Debit = null } },
        { "memo", Mapping with { Header = [.. Mapping.Header, "Nội dung"] } },
        { "currency", Mapping with { Currency = "USD" } },
        { "decimalSign", Mapping with { DecimalSign = ';' } },
        { "rowsAbove", Mapping with { RowsAbove = -1 } },
        { "scale", Mapping with { Scale = 0 } },
        { "payoutDays", Mapping with { PayoutDays = 31 } },
        { "kinds", Mapping with { Kind = "Nội dung" } },
        { "source", Mapping with { Source = new StatementSource("BANK") } },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public async Task Save_OfUnusableColumns_NamesTheField(string field, ColumnMapping mapping)
    {
        var problem = (await Save().HandleAsync(mapping, FinanceWorld.Officer, cause: null, FinanceWorld.Stop)).Problem!;

        problem.Code.Should().Be("FIN-030");
        // Without a header every column that is named is at fault as well, after it.
        problem.Fields![0].Field.Should().Be(field);
        (await List().HandleAsync(FinanceWorld.Officer, FinanceWorld.Stop)).Value.Mappings.Should().NotContain(entry => entry.IsSaved);
    }

    [Fact]
    public async Task Trial_ReadsTheHeaderAndTheFirstLines_AndKeepsNothing()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Sample);
        var trial = _world.Get<TryMapping>();

        trial.ReadHeader(bytes, 2, FinanceWorld.Officer, FinanceWorld.Stop).Value.Should().Equal(Mapping.Header);
        var tried = trial.Handle(bytes, Mapping, FinanceWorld.Officer, FinanceWorld.Stop).Value;
        tried.Should().Match<MappingTrial>(one => one.Count == 2 && one.Net == Money.Vnd(34_000) && one.From == FinanceWorld.Day);
        tried.First.Select(line => (line.Number, line.Amount.MinorUnits)).Should().Equal((4, 45_000), (5, -11_000));

        trial.Handle(bytes, Mapping with { Memo = "Diễn giải" }, FinanceWorld.Officer, FinanceWorld.Stop).Problem!.Code.Should().Be("FIN-030");
        trial.Handle(bytes, Mapping with { RowsAbove = 1 }, FinanceWorld.Officer, FinanceWorld.Stop).Problem!.Detail!.En.Should().StartWith("Line 2");
        trial.Handle(bytes, Mapping, FinanceWorld.Family, FinanceWorld.Stop).Problem.Should().Be(KernelProblems.Forbidden);
        var later = System.Text.Encoding.UTF8.GetBytes(Sample.Replace("24/11/2026", "25/11/2026", StringComparison.Ordinal));
        trial.Handle(later, Mapping, FinanceWorld.Officer, FinanceWorld.Stop).Problem.Should().BeEquivalentTo(new { Code = "FIN-114", Detail = new { En = "Line 5: 25/11/2026." } });
        trial.ReadHeader(bytes, 9, FinanceWorld.Officer, FinanceWorld.Stop).Problem!.Code.Should().Be("FIN-110");
        (await List().HandleAsync(FinanceWorld.Officer, FinanceWorld.Stop)).Value.Mappings.Should().NotContain(entry => entry.IsSaved);
    }

    private SaveMapping Save() => _world.Get<SaveMapping>();

    private ListMappings List() => _world.Get<ListMappings>();
}
