using System.Text;
using CsCheck;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sheets;

public sealed class XlsxSheetTests
{
    private static readonly byte[] Small = Workbooks.Of(
        Workbooks.Row(1, "Họ tên", "Số định danh") + Workbooks.Row(2, "TRẦN VĂN AN", "001204012345"));

    [Fact]
    public void Read_Text_KeepsZerosAndFormulas()
    {
        var sheet = Read(Workbooks.Of(
            """<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>""" + Workbooks.Row(2, "001204012345", "=1+1"),
            "<si><t>Số định danh</t></si><si><r><t>Ghi </t></r><r><t>chú</t></r></si>")).Value;

        sheet.Header.Should().Equal("Số định danh", "Ghi chú");
        sheet.Rows.Should().ContainSingle().Which.Should().BeEquivalentTo(new SheetRow(2, ["001204012345", "=1+1"]));
    }

    [Theory]
    [InlineData("<v>204012345678</v>", "204012345678")]
    [InlineData("<v>2.04012345678E+11</v>", "204012345678")]
    [InlineData("<v>123456789012345</v>", "123456789012345")]
    [InlineData("<v>1E+20</v>", "100000000000000000000")]
    [InlineData("<v>7.25</v>", "7.25")]
    [InlineData("<v>0.10000000000000001</v>", "0.1")]
    [InlineData("<v>-3</v>", "-3")]
    public void Read_NumberCell_HasNoExponent(string value, string text) => Cell(value).Should().Be(text);

    [Theory]
    [InlineData("s=\"1\"", "<v>39845</v>", "01/02/2009")]
    [InlineData("s=\"2\"", "<v>39845.5</v>", "01/02/2009 12:00")]
    [InlineData("t=\"b\"", "<v>1</v>", "TRUE")]
    [InlineData("t=\"str\"", "<f>A1&amp;\"x\"</f><v>resultx</v>", "resultx")]
    [InlineData("t=\"e\"", "<v>#N/A</v>", "#N/A")]
    [InlineData("", "", "")]
    public void Read_OtherCell_IsWhatAPersonSees(string attributes, string value, string text) => Cell(value, attributes).Should().Be(text);

    [Fact]
    public void Read_GapsBetweenRowsAndColumns_KeepTheirPlaces()
    {
        var sheet = Read(Workbooks.Of(
            """<row r="3"><c r="A3" t="inlineStr"><is><t>a</t></is></c><c r="C3" t="inlineStr"><is><t>c</t></is></c></row><row r="7"><c r="C7"><v>1</v></c></row>""")).Value;

        sheet.Header.Should().Equal("a", "", "c");
        sheet.Rows.Should().ContainSingle().Which.Should().BeEquivalentTo(new SheetRow(7, ["", "", "1"]));
    }

    [Fact]
    public void Read_RowAndColumnLimits_Hold()
    {
        var rows = string.Concat(Enumerable.Range(2, Sheet.MaxRows + 1).Select(number => Workbooks.Row(number, "x")));
        Read(Workbooks.Of(Workbooks.Row(1, "h") + rows)).Problem!.Code.Should().Be("SHEET-008");

        Read(Workbooks.Of(Workbooks.Row(1, Enumerable.Repeat("h", Sheet.MaxColumns)))).Problem.Should().BeNull();
        Read(Workbooks.Of(Workbooks.Row(1, Enumerable.Repeat("h", Sheet.MaxColumns + 1)))).Problem!.Code.Should().Be("SHEET-008");
    }

    [Fact]
    public void Read_CellTooLong_IsRefusedWithItsPlace()
    {
        var problem = Read(Workbooks.Of(Workbooks.Row(1, "a", "b") + Workbooks.Row(4, "1", new string('x', Sheet.MaxCellChars + 1)))).Problem!;

        problem.Code.Should().Be("SHEET-007");
        problem.Detail!.En.Should().Be("Row 4, column 2.");
    }

    [Theory]
    [InlineData("""<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>""")]
    [InlineData("""<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="XFD2"><v>1</v></c></row>""")]
    [InlineData("""<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999999999999"><c r="A1"><v>1</v></c></row>""")]
    [InlineData("""<row><c r="ZZZZZZZZZZZZZZZZZZZZ1"><v>1</v></c></row>""")]
    public void Read_CellAtTheEndOfTheWorld_IsRefusedSoon(string rows) =>
        Read(Workbooks.Of(rows)).Problem!.Code.Should().Be("SHEET-008");

    [Fact]
    public void Read_ZipBomb_IsRefused()
    {
        var bomb = Workbooks.Of(Workbooks.Row(1, "h"), $"<si><t>{new string('0', 65 * 1024 * 1024)}</t></si>");

        bomb.Length.Should().BeLessThan(Sheet.MaxBytes);
        Read(bomb).Problem!.Code.Should().Be("SHEET-002");
    }

    [Fact]
    public void Read_BrokenPartThatIsNoXml_DoesNotMatter() =>
        Read(Workbooks.Of(Workbooks.Row(1, "h"), parts: ("xl/drawings/vmlDrawing1.vml", "<xml><br></xml>"))).Problem.Should().BeNull();

    [Fact]
    public void Read_FarCellInAPartOfAnyName_IsRefused() =>
        Read(Workbooks.Of(Workbooks.Row(1, "h"), parts: ("xl/sheet.dat", "<x><c r=\"XFD1\"/></x>"))).Problem!.Code.Should().Be("SHEET-008");

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>""")]
    [InlineData("""<!DOCTYPE x [<!ENTITY e "boom">]>""")]
    public void Read_Entities_AreRefused(string doctype) =>
        Read(Workbooks.Of("""<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>""", doctype: doctype)).Problem!.Code.Should().Be("SHEET-004");

    [Fact]
    public void Read_OtherArchivesAndOldWorkbooks_AreRefused()
    {
        Read(Workbooks.Zip(("word/document.xml", "<x/>"))).Problem!.Code.Should().Be("SHEET-003");
        Read(Workbooks.Zip(("xl/workbook.xml", "not xml"))).Problem!.Code.Should().Be("SHEET-004");
        Read([.. "PK\u0003\u0004"u8, 1, 2, 3]).Problem!.Code.Should().Be("SHEET-004");
        Read([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).Problem!.Code.Should().Be("SHEET-004");
        Read(Workbooks.Of("")).Problem!.Code.Should().Be("SHEET-001");
        Read(Workbooks.Zip(Enumerable.Range(0, 1_001).Select(i => ($"xl/{i}.xml", "")))).Problem!.Code.Should().Be("SHEET-004");
    }

    [Fact]
    public void Read_TruncatedOrMutated_NeverThrows()
    {
        for (var length = 4; length < Small.Length; length += 7) Read(Small[..length]).Problem.Should().NotBeNull();
        Gen.Select(Gen.Int[0, Small.Length - 1], Gen.Byte).Array[1, 10].Sample(changes =>
        {
            var bytes = (byte[])Small.Clone();
            foreach (var (at, value) in changes) bytes[at] = value;
            Read(bytes);
        }, iter: 300);
    }

    [Fact]
    public void Read_MutatedMarkup_NeverThrows()
    {
        const string markup = """<row r="2"><c r="A2" s="1" t="n"><v>39845</v></c><c r="B2" t="s"><v>0</v></c></row>""";
        Gen.Select(Gen.Int[0, markup.Length - 1], Gen.Char[' ', '~']).Array[1, 4].Sample(changes =>
        {
            var text = new StringBuilder(markup);
            foreach (var (at, value) in changes) text[at] = value;
            Read(Workbooks.Of(Workbooks.Row(1, "a", "b") + text, "<si><t>x</t></si>"));
        }, iter: 300);
    }

    private static string Cell(string value, string attributes = "") =>
        Read(Workbooks.Of(Workbooks.Row(1, "a", "b") + $"""<row r="2"><c r="A2" {attributes}>{value}</c><c r="B2" t="inlineStr"><is><t>b</t></is></c></row>""")).Value.Rows[0].Cells[0];

    private static Result<Sheet> Read(byte[] content) => new SheetReader().Read(content, TestContext.Current.CancellationToken);
}
