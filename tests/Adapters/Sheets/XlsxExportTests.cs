using PublicServices.Infra.Sheets;

namespace PublicServices.Tests.Adapters.Sheets;

public sealed class XlsxExportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+84901234567", "'+84901234567")]
    [InlineData("-5", "'-5")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("a=1", "a=1")]
    [InlineData("", "")]
    [InlineData("<Trần & “Ánh”>", "<Trần & “Ánh”>")]
    public void Text_NeverRunsAsAFormula(string text, string written) => XlsxExport.Protect(text).Should().Be(written);

    [Fact]
    public async Task File_IsReadAsItWasWritten()
    {
        var sheet = await WriteAsync(["tên", "amount"], ["=A1", -45_000L], ["An", 100_000_000_000_000L]);

        sheet.Header.Should().Equal("tên", "amount");
        sheet.Rows.Select(row => row.Cells).Should().BeEquivalentTo([["'=A1", "-45000"], new[] { "An", "100000000000000" }]);
    }

    [Fact]
    public async Task Row_OfAnotherWidth_IsAFaultOfTheProgram()
    {
        var write = async () => await WriteAsync(["a", "b"], ["only one"]);

        await write.Should().ThrowAsync<InvalidOperationException>();
    }

    private static async Task<PublicServices.Kernel.Sheet> WriteAsync(string[] header, params object[][] rows)
    {
        using var stream = new MemoryStream();
        await XlsxExport.WriteAsync(stream, "t", [header, .. rows], Stop);
        return new SheetReader().Read(stream.ToArray(), Stop).Value;
    }
}
