using System.IO.Compression;
using System.Text;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sheets;

public sealed class TableFileTests
{
    private static readonly string[] Dangerous = ["=1+1", "+84", "-5", "@SUM(A1)", "\t=1", "\r=1"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_TextThatBeginsLikeAFormula_IsNeutralisedInBoth()
    {
        var table = new ExportTable("t", ["Tên", "Số"], [.. Dangerous.Select(text => (object[])[text, 5L])]);

        var csv = Encoding.UTF8.GetString(await TableFile.CsvAsync(table, Stop));
        foreach (var text in Dangerous) csv.Should().Contain($"'{text}");
        var xlsx = new SheetReader().Read(await TableFile.XlsxAsync(table, Stop), Stop).Value;
        xlsx.Rows.Select(row => row.Cells[0]).Should().OnlyContain(cell => cell.StartsWith('\''));
        Part(await TableFile.XlsxAsync(table, Stop), "sheet1.xml").Should().NotContain("<x:f>").And.NotContain("<f>");
    }

    [Fact]
    public async Task Xlsx_Numbers_CanBeAddedUp_AndTextKeepsItsZeros()
    {
        var table = new ExportTable("t", ["Mã", "Số"], [["0100000001", 1_200_000L]]);

        var read = new SheetReader().Read(await TableFile.XlsxAsync(table, Stop), Stop).Value;
        read.Header.Should().Equal("Mã", "Số");
        read.Rows.Single().Cells.Should().Equal("0100000001", "1200000");
        Part(await TableFile.XlsxAsync(table, Stop), "sheet1.xml").Should().MatchRegex("t=\"n\"[^>]*><x:v>1200000<");
    }

    [Fact]
    public async Task Files_WithoutRows_HaveTheirHeader()
    {
        var table = new ExportTable("t", ["Mã", "Số"], []);

        Encoding.UTF8.GetString(await TableFile.CsvAsync(table, Stop)).Should().EndWith("Mã,Số\r\n");
        new SheetReader().Read(await TableFile.XlsxAsync(table, Stop), Stop).Value.Header.Should().Equal("Mã", "Số");
    }

    [Fact]
    public void Times_AreGivenOnBothClocks() =>
        ExportTable.Times(new DateTimeOffset(2026, 12, 31, 20, 0, 0, TimeSpan.Zero)).Should().Equal("2026-12-31 20:00:00", "2027-01-01 03:00:00");

    private static string Part(byte[] xlsx, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(xlsx));
        using var reader = new StreamReader(zip.Entries.Single(entry => entry.Name == name).Open());
        return reader.ReadToEnd();
    }
}
