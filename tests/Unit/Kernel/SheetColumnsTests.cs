using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class SheetColumnsTests
{
    private static readonly SheetColumn Name = new("fullName", new("Họ và tên", "Full name"), OtherNames: ["Họ tên"]);
    private static readonly SheetColumn Birth = new("dateOfBirth", new("Ngày sinh", "Date of birth"));
    private static readonly SheetColumn Note = new("note", new("Ghi chú", "Note"), IsRequired: false);

    [Theory]
    [InlineData("Họ và tên", "Ngày sinh")]
    [InlineData("HO VA TEN", "ngay_sinh")]
    [InlineData("full name", "DATE OF BIRTH")]
    [InlineData("Họ tên", "dateOfBirth")]
    [InlineData("Ho\u0323 te\u0302n (*)", " Ngày  sinh: ")]
    public void Find_NameHoweverItIsWritten_IsFound(string name, string birth)
    {
        var sheet = new Sheet([birth, "STT", name], [new SheetRow(2, ["01/02/2009", "1", "AN"])]);

        var columns = SheetColumns.Find(sheet, [Name, Birth, Note]).Value;

        columns.Cell(sheet.Rows[0], Name).Should().Be("AN");
        columns.Cell(sheet.Rows[0], Birth).Should().Be("01/02/2009");
        columns.Cell(sheet.Rows[0], Note).Should().BeEmpty();
    }

    [Fact]
    public void Find_MissingAndDoubled_NamesEachOfThem()
    {
        var problem = SheetColumns.Find(new Sheet(["Ghi chú", "note", ""], []), [Name, Birth, Note]).Problem!;

        problem.Code.Should().Be("SHEET-009");
        problem.Fields!.Select(field => (field.Field, field.Code)).Should().Equal(
            ("fullName", "SHEET-F01"), ("dateOfBirth", "SHEET-F01"), ("note", "SHEET-F02"));
    }

    [Theory]
    [InlineData("28/04/2009", true)]
    [InlineData("1/2/2009", true)]
    [InlineData("01-02-2009", true)]
    [InlineData("01.02.2009", true)]
    [InlineData("2009-02-01", true)]
    [InlineData("29/02/2008", true)]
    [InlineData("29/02/2009", false)]
    [InlineData("12/31/2009", false)]
    [InlineData("01/02/09", false)]
    [InlineData("39845", false)]
    [InlineData("01/02/2009 12:00", false)]
    [InlineData("", false)]
    public void TryDate_Cell_IsADayOrNot(string cell, bool isDay) => SheetCell.TryDate(cell, out _).Should().Be(isDay);

    [Fact]
    public void TryDate_DayAndMonth_AreNotSwapped()
    {
        SheetCell.TryDate("05/02/2009", out var day).Should().BeTrue();
        day.Should().Be(new DateOnly(2009, 2, 5));
    }

    [Theory]
    [InlineData("1204012345", 12, "001204012345")]
    [InlineData("001204012345", 12, "001204012345")]
    [InlineData("1", 2, "01")]
    [InlineData("", 12, "")]
    [InlineData("12O4", 12, "12O4")]
    [InlineData("١٢", 12, "١٢")]
    [InlineData("1234567890123", 12, "1234567890123")]
    public void Digits_ShortNumber_GetsItsZerosBack(string cell, int digits, string code) => SheetCell.Digits(cell, digits).Should().Be(code);
}
