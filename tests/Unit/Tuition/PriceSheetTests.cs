using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class PriceSheetTests
{
    private static readonly string[] Header =
        ["Mã khoản", "Tên khoản", "Loại", "Kỳ thu", "Mọi học sinh", "Cấp học", "Giá", "Từ ngày", "Đến ngày", "Căn cứ", "Đơn vị tính"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Read_RowsOfOneItem_AreItsPrices()
    {
        var items = Read(
            ["meals", "Suất ăn trưa", "dịch vụ", "tháng", "", "Tiểu học, THCS", "35.000", "01/01/2026", "31/12/2026", "NQ 1", "Suất"],
            ["meals", "Suất ăn trưa", "dịch vụ", "tháng", "", "Tiểu học, THCS", "38 000", "01/01/2027", "", "NQ 2", "Suất"],
            ["TUITION", "Học phí", "Học phí", "Học kỳ", "x", "", "1,200,000", "2026-09-01", "", "NQ 3", ""]).Value;

        items.Should().HaveCount(2);
        items[0].Should().BeEquivalentTo(new FeeItem(
            "meals",
            new("Suất ăn trưa", "Suất ăn trưa"),
            FeeKind.Service,
            BillingCycle.Month,
            IsForAll: false,
            [SchoolLevel.Primary, SchoolLevel.LowerSecondary],
            [
                new(new DateOnly(2026, 1, 1), "NQ 1", new ItemPrice(35_000), new DateOnly(2026, 12, 31)),
                new(new DateOnly(2027, 1, 1), "NQ 2", new ItemPrice(38_000)),
            ],
            "Suất"));
        (items[1].Code, items[1].Kind, items[1].Cycle, items[1].IsForAll, items[1].Prices[0].Value.AmountVnd, items[1].Unit)
            .Should().Be(("tuition", FeeKind.Tuition, BillingCycle.Term, true, 1_200_000L, null));
    }

    [Theory]
    [InlineData(2, "", "loại")]
    [InlineData(2, "quà tặng", "loại")]
    [InlineData(3, "năm", "kỳ thu")]
    [InlineData(4, "có lẽ", "mọi học sinh")]
    [InlineData(5, "đại học", "cấp học")]
    [InlineData(5, "THCS, thcs", "cấp học")]
    [InlineData(6, "", "giá")]
    [InlineData(6, "-1", "giá")]
    [InlineData(6, "12,5k", "giá")]
    [InlineData(6, "99999999999999999999", "giá")]
    [InlineData(7, "", "từ ngày")]
    [InlineData(7, "31/02/2026", "từ ngày")]
    [InlineData(8, "mãi mãi", "đến ngày")]
    public void Read_ACellThatMeansNothing_IsNamedByItsLine(int cell, string text, string said)
    {
        string[] row = ["meals", "Suất ăn", "dịch vụ", "tháng", "", "", "35000", "01/01/2026", "", "NQ 1", ""];
        row[cell] = text;

        var problem = Read(["it", "Tin học", "thỏa thuận", "", "có", "", "20000", "01/01/2026", "", "NQ 1", ""], row).Problem!;

        problem.Code.Should().Be("TUITION-001");
        problem.Fields!.Should().ContainSingle().Which.Text.Vi.Should().Be($"Chưa đúng: dòng 3: {said}");
    }

    [Fact]
    public void Read_AnItemThatSaysTwoThings_IsRefused()
    {
        var problem = Read(
            ["meals", "Suất ăn", "dịch vụ", "", "", "", "1", "01/01/2026", "", "NQ 1", ""],
            ["meals", "Suất ăn trưa", "dịch vụ", "", "", "", "2", "01/01/2027", "", "NQ 1", ""]).Problem!;

        problem.Fields!.Single().Text.En.Should().Contain("line 3").And.Contain("line 2");
    }

    [Fact]
    public void Read_WithoutItsColumns_IsRefused() => PriceSheet.Read(new Sheet(["Mã khoản"], [])).Problem!.Code.Should().Be("SHEET-009");

    [Theory]
    [InlineData("01-001")]
    [InlineData("01-002")]
    public async Task WhatIsPublished_AsASheet_PublishesTheSame(string school)
    {
        var world = await TuitionWorld.OpenAsync();
        var officer = new Caller("officer", Role.School, "x", school);
        var command = DemoTuition.Catalogue(school, TuitionWorld.Start);
        await world.Catalogues.PublishAsync(command, world.By(officer), Ct);
        var published = (await world.Catalogues.FindAsync(school, Ct))!;

        var table = PriceSheet.Of(published);
        var rows = table.Rows.Select((row, i) => new SheetRow(i + 2, [.. row.Select(cell => $"{cell}")])).ToList();
        var items = PriceSheet.Read(new Sheet(table.Header, rows)).Value;

        items.Should().BeEquivalentTo(published.Items);
        (await world.Catalogues.TryAsync(command with { Items = items }, world.By(officer), Ct)).Value.Items.Should().BeEquivalentTo(published.Items);
    }

    [Fact]
    public async Task ATrial_SaysWhatPublishingWould_AndChangesNothing()
    {
        var world = await TuitionWorld.OpenAsync();
        var before = (await world.Catalogues.FindAsync(TuitionWorld.School, Ct))!;
        var command = DemoTuition.Catalogue(TuitionWorld.School, TuitionWorld.Start) with { Name = new("Tên mới", "New name") };

        (await world.Catalogues.TryAsync(command, world.By(TuitionWorld.Officer), Ct)).Value.Name.Vi.Should().Be("Tên mới");
        (await world.Catalogues.TryAsync(command, world.By(TuitionWorld.OtherSchool), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
        (await world.Catalogues.TryAsync(command with { Items = [] }, world.By(TuitionWorld.Officer), Ct)).Problem!.Code.Should().Be("TUITION-001");

        (await world.Catalogues.FindAsync(TuitionWorld.School, Ct))!.Name.Should().Be(before.Name);
    }

    private static Result<FeeItem[]> Read(params string[][] rows) =>
        PriceSheet.Read(new Sheet(Header, [.. rows.Select((cells, i) => new SheetRow(i + 2, cells))]));
}
