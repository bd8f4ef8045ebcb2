using System.Text;
using PublicServices.Infra.Sheets;

namespace PublicServices.Tests.Adapters.Sheets;

public sealed class CsvExportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+84901234567", "\"'+84901234567\"")]
    [InlineData("-5", "\"'-5\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("", "")]
    [InlineData("Trần “Ánh”, 12A1", "\"Trần “Ánh”, 12A1\"")]
    public async Task Row_AnyCell_NeverRunsAsAFormula(string cell, string written) =>
        (await WriteAsync(["x", cell])).Should().Be($"x,{written}\r\n");

    [Fact]
    public async Task Row_File_BeginsWithTheMarkThatExcelNeeds()
    {
        using var stream = new MemoryStream();
        await using (var export = new CsvExport(stream)) await export.RowAsync(["Họ tên"], Stop);

        stream.ToArray().Should().Equal([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("Họ tên\r\n")]);
    }

    [Fact]
    public async Task Row_OfAnotherWidth_IsAFaultOfTheProgram()
    {
        var write = async () => await WriteAsync(["a", "b"], ["c"]);

        await write.Should().ThrowAsync<InvalidOperationException>();
    }

    private static async Task<string> WriteAsync(params string[][] rows)
    {
        using var stream = new MemoryStream();
        await using (var export = new CsvExport(stream))
        {
            foreach (var row in rows) await export.RowAsync(row, Stop);
        }

        return Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\uFEFF');
    }
}
