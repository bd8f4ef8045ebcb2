using System.Text;
using CsCheck;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sheets;

public sealed class CsvSheetTests
{
    [Theory]
    [InlineData("Họ tên,Ngày sinh\r\nNGUYỄN THỊ ÁNH,01/02/2009\r\n")]
    [InlineData("Họ tên;Ngày sinh\nNGUYỄN THỊ ÁNH;01/02/2009")]
    [InlineData("Họ tên\tNgày sinh\rNGUYỄN THỊ ÁNH\t01/02/2009\r")]
    [InlineData("sep=;\r\nHọ tên;Ngày sinh\r\nNGUYỄN THỊ ÁNH;01/02/2009")]
    [InlineData("\r\n\r\n Họ tên , Ngày sinh ,,\r\n,,\r\nNGUYỄN THỊ ÁNH , 01/02/2009,,,,\r\n")]
    [InlineData("\"Họ tên\",\"Ngày sinh\"\n\"NGUYỄN THỊ ÁNH\",\"01/02/2009\"\n")]
    public void Read_TheSameTableHoweverItIsWritten_IsTheSame(string text)
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var sheet = Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]).Value;

            sheet.Header.Should().Equal("Họ tên", "Ngày sinh");
            sheet.Rows.Should().ContainSingle().Which.Cells.Should().Equal("NGUYỄN THỊ ÁNH", "01/02/2009");
        }
    }

    [Fact]
    public void Read_QuotedCells_KeepSeparatorsQuotesAndLines()
    {
        var sheet = Read("a,b\n\"one, two\",\"line 1\nline 2\"\n\"a \"\"word\"\"\",last\n").Value;

        sheet.Rows.Select(row => row.LineNumber).Should().Equal(2, 4);
        sheet.Rows[0].Cells.Should().Equal("one, two", "line 1\nline 2");
        sheet.Rows[1].Cells.Should().Equal("a \"word\"", "last");
    }

    [Fact]
    public void Read_NumbersAndFormulas_StayText()
    {
        var sheet = Read("code,note,number\n001,=1+1,001204012345\n").Value;

        sheet.Rows[0].Cells.Should().Equal("001", "=1+1", "001204012345");
    }

    [Fact]
    public void Read_DecomposedLetters_AreComposed()
    {
        var sheet = Read("tên\nTha\u0302\u0301ng\n").Value;

        sheet.Rows[0].Cells[0].Should().Be("Thấng");
    }

    [Fact]
    public void Read_ShortRow_IsPadded() => Read("a,b,c\n1\n").Value.Rows[0].Cells.Should().Equal("1", "", "");

    [Fact]
    public void Read_HeaderOnly_HasNoRows() => Read("a,b\n").Value.Rows.Should().BeEmpty();

    [Theory]
    [InlineData("", "SHEET-001", "")]
    [InlineData("\n , ,\n", "SHEET-001", "")]
    [InlineData("a,b\n1,2,3\n", "SHEET-008", "Row 2, column 3.")]
    [InlineData("a,b\n1,x\"y\n", "SHEET-006", "Row 2.")]
    [InlineData("a,b\n\n1,\"x\"y\n", "SHEET-006", "Row 3.")]
    [InlineData("a,b\n1,2\n\"never closed,2\n3,4\n", "SHEET-006", "Row 3.")]
    [InlineData("%PDF-1.7\nthat is no table", "SHEET-003", "")]
    [InlineData("a\0b", "SHEET-003", "")]
    public void Read_BadTable_IsRefusedWithItsPlace(string text, string code, string place)
    {
        var problem = Read(text).Problem!;

        problem.Code.Should().Be(code);
        problem.Detail!.En.Contains(place, StringComparison.Ordinal).Should().BeTrue(problem.Detail.En);
    }

    [Fact]
    public void Read_LegacyEncoding_IsRefusedWithItsLine()
    {
        var problem = Read([.. "Họ tên\nNguyễn\n"u8, 0xD5, 0x20, .. "\nmore\n"u8]).Problem!;

        problem.Code.Should().Be("SHEET-005");
        problem.Detail!.En.Should().StartWith("Line 3 ");
        Read([0xFF, 0xFE, (byte)'a', 0, 0x0A, 0, 0x00, 0xD8, (byte)'b', 0]).Problem!.Detail!.En.Should().StartWith("Line 2 ");
    }

    [Fact]
    public void Read_CellLimit_HoldsOnBothEnds()
    {
        Read($"a\n{new string('x', Sheet.MaxCellChars)}\n").Problem.Should().BeNull();
        var problem = Read($"a,b\n1,{new string('x', Sheet.MaxCellChars + 1)}\n").Problem!;

        problem.Code.Should().Be("SHEET-007");
        problem.Detail!.En.Should().Be("Row 2, column 2.");
        Read("a\nx\u0007y\n").Problem!.Code.Should().BeOneOf("SHEET-003", "SHEET-007");
    }

    [Fact]
    public void Read_RowLimit_HoldsOnBothEnds()
    {
        var full = "a\n" + string.Concat(Enumerable.Repeat("1\n", Sheet.MaxRows));

        Read(full).Value.Rows.Should().HaveCount(Sheet.MaxRows);
        Read(full + "1\n").Problem!.Code.Should().Be("SHEET-008");
    }

    [Fact]
    public void Read_ColumnLimit_HoldsOnBothEnds()
    {
        Read(string.Join(',', Enumerable.Repeat("a", Sheet.MaxColumns))).Value.Header.Should().HaveCount(Sheet.MaxColumns);
        Read(string.Join(',', Enumerable.Repeat("a", Sheet.MaxColumns + 1))).Problem!.Code.Should().Be("SHEET-008");
    }

    [Fact]
    public void Read_SizeLimit_HoldsOnBothEnds()
    {
        Read(new byte[Sheet.MaxBytes + 1]).Problem!.Code.Should().Be("SHEET-002");
        Read(Encoding.ASCII.GetBytes(new string(' ', Sheet.MaxBytes))).Problem!.Code.Should().NotBe("SHEET-002");
    }

    [Fact]
    public void Read_RowWithoutEnd_IsRefusedWithoutKeepingIt()
    {
        var separators = Encoding.ASCII.GetBytes(new string(',', Sheet.MaxBytes));
        var open = Encoding.ASCII.GetBytes(("a\n\"" + new string('x', Sheet.MaxBytes))[..Sheet.MaxBytes]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Read(separators).Problem!.Code.Should().Be("SHEET-006");
        Read(open).Problem!.Code.Should().Be("SHEET-006");

        var decodedBytes = 2L * 2 * Sheet.MaxBytes;
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(decodedBytes + (decodedBytes / 2));
    }

    [Fact]
    public void Read_AnyBytes_NeverThrow() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Read(bytes));

    [Fact]
    public void Read_AnyTextOfTableCharacters_KeepsTheLimits() =>
        Gen.OneOf("a", "ễ", "\"", ",", ";", "\t", "\n", "\r\n", "\"\"", "=", " ", "\u0301", "😀").Array[0, 200].Sample(parts =>
        {
            if (!Read(string.Concat(parts)).Succeeded(out var sheet, out _)) return;
            sheet.Header.Should().NotBeEmpty();
            sheet.Rows.All(row => row.Cells.Count == sheet.Header.Count && row.LineNumber > 1).Should().BeTrue();
        });

    [Fact]
    public void Read_WhatTheExportWrote_ComesBack() =>
        Gen.OneOf("a", "ễ", "\"", ",", ";", "\n", " x", "=").Array[1, 10].Select(string.Concat).Array[3].Array[1, 10].SampleAsync(async rows =>
        {
            using var stream = new MemoryStream();
            await using (var export = new CsvExport(stream))
            {
                await export.RowAsync(["h1", "h2", "h3"], default);
                foreach (var row in rows) await export.RowAsync(row, default);
            }

            var sheet = Read(stream.ToArray()).Value;
            sheet.Rows.Select(row => row.Cells).Should().BeEquivalentTo(
                rows.Select(row => row.Select(cell => (cell.StartsWith('=') ? "'" + cell : cell).Trim())).Where(row => row.Any(cell => cell.Length > 0)),
                options => options.WithStrictOrdering());
        }, iter: 200);

    private static Result<Sheet> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static Result<Sheet> Read(byte[] content) => new SheetReader().Read(content, TestContext.Current.CancellationToken);
}
