using System.Text;
using PublicServices.Finance;
using PublicServices.Infra.Statements;
using PublicServices.Kernel;
using PublicServices.Tests.Adapters.Sheets;

namespace PublicServices.Tests.Adapters.Statements;

/// <summary>A bank's and a gateway's tables, good and hostile. Whatever is wrong with one refuses all of it, with the line.</summary>
public sealed class TableStatementTests
{
    private const string Header = "Ngày,Số GD,Ghi có,Ghi nợ,Số dư,Loại tiền,Nội dung";

    private const string Good =
        Header + "\n"
        + "23/11/2026,FT1,45000,,1045000,VND,\"hoc phi, thang 11\"\n"
        + "23/11/2026 09:15:00,FT2,,\"11,000\",1034000,VND,PHI\n"
        + "24/11/2026,FT3,\"1,000,000.00\",,2034000,VND,\n"
        + "Tổng cộng,,1045000,11000,,,\n";

    private static readonly StatementSource Bank = StatementSource.Bank("vcb-0011");

    private static readonly ColumnMapping Mapping = new(Bank, Header.Split(','), "Ngày", "dd/MM/yyyy")
    {
        Credit = "Ghi có",
        Debit = "Ghi nợ",
        Balance = "Số dư",
        CurrencyColumn = "Loại tiền",
        Reference = "Số GD",
        Memo = "Nội dung",
        TotalLabel = "Tổng cộng",
        DecimalSign = '.',
    };

    [Fact]
    public void Statement_OfTheSavedColumns_IsRead()
    {
        var statement = Read(Good).Value;

        statement.Should().Match<Statement>(one => one.From == new DateOnly(2026, 11, 23) && one.To == new DateOnly(2026, 11, 24)
            && one.Opening == 1_000_000 && one.Closing == 2_034_000 && one.Net == Money.Vnd(1_034_000) && one.Number == "2026-11-23.2026-11-24");
        statement.Lines.Select(line => (line.Number, line.Amount.MinorUnits, line.Reference, line.Memo)).Should().Equal(
            (2, 45_000, "FT1", "hoc phi, thang 11"), (3, -11_000, "FT2", "PHI"), (4, 1_000_000, "FT3", ""));
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    public void Separator_OfAnotherRegion_IsFound(string separator)
    {
        var text = Good.Replace("\"hoc phi, thang 11\"", "hoc phi", StringComparison.Ordinal).Replace("\"11,000\"", "11000", StringComparison.Ordinal)
            .Replace("\"1,000,000.00\"", "1000000", StringComparison.Ordinal).Replace(",", separator, StringComparison.Ordinal);

        Read(text).Value.Lines.Should().HaveCount(3);
    }

    [Fact]
    public void Marks_OfUtf8AndUtf16_AreRead()
    {
        Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Good)]).Problem.Should().BeNull();
        Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Good)]).Problem.Should().BeNull();
        Read([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Good)]).Problem.Should().BeNull();
    }

    [Fact]
    public void Total_ThatIsWrong_IsRefused() => Refused(Good.Replace("Tổng cộng,,1045000", "Tổng cộng,,1045001", StringComparison.Ordinal), "FIN-101", "Line 5");

    [Fact]
    public void Balance_ThatDoesNotFollow_IsRefused() => Refused(Good.Replace("1034000", "1034001", StringComparison.Ordinal), "FIN-101", "Line 3");

    [Theory]
    [InlineData("Số GD", "Mã GD")]
    [InlineData("Ghi có,Ghi nợ", "Ghi nợ,Ghi có")]
    [InlineData(",Nội dung", ",Nội dung,Chi nhánh")]
    [InlineData(",Loại tiền", "")]
    public void Column_ThatChangedMovedOrCame_IsRefused(string from, string to) => Refused(Good.Replace(from, to, StringComparison.Ordinal), "FIN-102", "Line 1");

    [Fact]
    public void Currency_ThatIsForeign_IsRefused() => Refused(Good.Replace("1034000,VND", "1034000,USD", StringComparison.Ordinal), "FIN-103", "Line 3");

    [Fact]
    public void Line_ThatIsThereTwice_IsRefused()
    {
        var text = Good.Replace("24/11/2026,FT3", "24/11/2026,FT1", StringComparison.Ordinal).Replace("\"1,000,000.00\",,2034000", "45000,,1079000", StringComparison.Ordinal);
        var twice = text.Replace("24/11", "23/11", StringComparison.Ordinal).Replace("1045000,11000", "90000,11000", StringComparison.Ordinal);

        ReadWithout(twice, Mapping with { Balance = null }).Problem!.Code.Should().Be("FIN-104");
    }

    [Fact]
    public void EqualLines_WithoutAReference_AreDifferentPayers()
    {
        var text = "Ngày,Số tiền,Nội dung\n" + string.Concat(Enumerable.Repeat("23/11/2026,45000,NOP TIEN\n", 5));
        var mapping = new ColumnMapping(Bank, ["Ngày", "Số tiền", "Nội dung"], "Ngày", "dd/MM/yyyy") { Amount = "Số tiền", Memo = "Nội dung" };

        ReadWithout(text, mapping).Value.Lines.Should().HaveCount(5);
    }

    [Fact]
    public void Encoding_ThatIsNotUnicode_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        bytes[Array.LastIndexOf(bytes, (byte)'P')] = 0xD0;

        var problem = Read(bytes).Problem!;
        (problem.Code, problem.Detail!.En).Should().Be(("FIN-105", "Line 3 is not UTF-8."));
    }

    [Fact]
    public void End_ThatIsMissing_IsRefusedWhereverItWasCut()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        // The last row's trailing separators and its end say nothing that matters.
        var end = Good.LastIndexOf(",11000", StringComparison.Ordinal) + ",11000".Length;
        var last = Encoding.UTF8.GetByteCount(Good[..end]);

        for (var length = 0; length < last; length++) Read(bytes[..length]).Problem.Should().NotBeNull($"{length} bytes of {bytes.Length} are not the statement");
    }

    [Theory]
    [InlineData("23/11/2026,FT1", "31/02/2026,FT1")]
    [InlineData("23/11/2026,FT1", "11/23/2026,FT1")]
    [InlineData("45000,,1045000", "45000,45000,1045000")]
    [InlineData("45000,,1045000", ",,1045000")]
    [InlineData("45000,,1045000", "0,,1045000")]
    [InlineData("45000,,1045000", "-45000,,1045000")]
    [InlineData("45000,,1045000", "45000.50,,1045000")]
    [InlineData("45000,,1045000", "4e4,,1045000")]
    [InlineData("45000,,1045000", "999999999999999999999,,1045000")]
    [InlineData("PHI", "PHI\"x")]
    [InlineData("PHI\n", "PHI,\n")]
    public void Cell_ThatCannotBe_RefusesTheWhole(string from, string to) => Read(Good.Replace(from, to, StringComparison.Ordinal)).Problem.Should().NotBeNull();

    [Fact]
    public void Row_BehindTheTotal_IsRefused() => Read(Good + "24/11/2026,FT4,1,,2034001,VND,x\n").Problem!.Code.Should().Be("FIN-107");

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData(Header + "\n")]
    [InlineData(Header + "\nTổng cộng,,,,,,\n")]
    public void Nothing_IsNoStatement(string text) => Read(text).Problem.Should().NotBeNull();

    [Fact]
    public void Row_WithoutEnd_StopsEarly() => Read(Header + "\n\"" + new string('x', 1_000_000)).Problem!.Code.Should().Be("FIN-106");

    [Fact]
    public void Xlsx_WithABanksHeadAboveIt_IsRead()
    {
        var rows = Workbooks.Row(1, "NGÂN HÀNG", "SAO KÊ") + Workbooks.Row(3, Header.Split(',')) + Workbooks.Row(4, "23/11/2026", "FT1", "45000", "", "1045000", "VND", "hoc phi")
            + Workbooks.Row(5, "Tổng cộng", "", "45000");

        var statement = ReadWithout(Workbooks.Of(rows), Mapping with { RowsAbove = 1 }).Value;

        statement.Lines.Should().ContainSingle().Which.Should().Match<StatementLine>(line => line.Number == 4 && line.Amount == Money.Vnd(45_000));
        ReadWithout(Workbooks.Of(rows, doctype: "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"), Mapping with { RowsAbove = 1 }).Problem.Should().NotBeNull();
    }

    [Fact]
    public void VnPay_SettlementTable_IsReadByItsKnownColumns()
    {
        const string text = "vnp_PayDate,vnp_TransactionNo,vnp_TxnRef,vnp_TransactionType,vnp_Amount,vnp_Fee,vnp_BankCode,vnp_OrderInfo\n"
            + "20261123093000,14001,pay-1.1,01,4500000,100000,NCB,HP 1\n"
            + "20261123100000,14002,pay-1.r1,02,-4500000,0,NCB,hoan\n"
            + "TOTAL,,,,0,,,\n";
        var source = new StatementSource("vnpay");

        var statement = new StatementReader().Read(Encoding.UTF8.GetBytes(text), StatementFormat.Table, source, KnownTables.Of(source), TestContext.Current.CancellationToken).Value;

        statement.Lines.Select(line => (line.Kind, line.Amount.MinorUnits, line.Fee.MinorUnits, line.Order)).Should()
            .Equal((LineKind.Charge, 45_000, 1_000, "pay-1.1"), (LineKind.Refund, -45_000, 0, "pay-1.r1"));
        statement.Payout.Should().Be(new PayoutNote("vnpay-2026-11-23", Money.Vnd(-1_000), new DateOnly(2026, 11, 24), Memo: "VNPAY thanh toan"));
        new StatementReader().Read(Encoding.UTF8.GetBytes(text.Replace(",01,", ",99,", StringComparison.Ordinal)), StatementFormat.Table, source, KnownTables.Of(source), TestContext.Current.CancellationToken)
            .Problem!.Code.Should().Be("FIN-107", "a word nobody explained is not guessed at");
    }

    [Fact]
    public void Mapping_ThatIsNotSaved_IsAsked() => ReadWithout(Good, null).Problem!.Code.Should().Be("FIN-112");

    private static void Refused(string text, string code, string where)
    {
        var problem = Read(text).Problem!;
        problem.Code.Should().Be(code);
        problem.Detail!.En.Should().StartWith(where);
    }

    private static Result<Statement> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static Result<Statement> Read(byte[] bytes) => ReadWithout(bytes, Mapping);

    private static Result<Statement> ReadWithout(string text, ColumnMapping? mapping) => ReadWithout(Encoding.UTF8.GetBytes(text), mapping);

    private static Result<Statement> ReadWithout(byte[] bytes, ColumnMapping? mapping) =>
        new StatementReader().Read(bytes, StatementFormat.Table, Bank, mapping, TestContext.Current.CancellationToken);
}
