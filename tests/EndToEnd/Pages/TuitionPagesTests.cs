using System.Text;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

[Collection(SiteGroup.Name)]
public sealed class TuitionPagesTests(SiteFixture site)
{
    [Fact]
    public async Task A_family_sees_its_childrens_bills_and_pays_both_at_once_without_script()
    {
        var page = await site.PhoneAsync(script: false);
        await SiteFixture.SignInAsync(page, "acc-lan");
        await Journey.UntilAsync(page, "/tuition", "Nguyễn Minh Bảo");
        (await page.InnerTextAsync("main")).Should().Contain("Nguyễn Minh Anh");
        (await page.Locator("[name=bill]").CountAsync()).Should().Be(2);
        await site.MustBeSoundAsync("acc-lan", "/tuition", "tuition-mine");
        var bill = await page.Locator("a[href^='/tuition/bills/']").First.GetAttributeAsync("href");
        await site.MustBeSoundAsync("acc-lan", bill!, "tuition-bill");
        await site.MustBeSoundAsync("acc-lan", bill + "/notice", "tuition-notice");

        await page.GetByRole(AriaRole.Button, new() { Name = "Nộp các hóa đơn đã chọn" }).ClickAsync();
        await page.WaitForURLAsync("**/pay/**");
        (await page.InnerTextAsync("main")).Should().Contain("Học phí và các khoản thu");
        await page.Locator("button[value=sandbox]").ClickAsync();
        await page.Locator("button[value=Succeed]").ClickAsync();
        await Journey.UntilAsync(page, "/tuition", "Đã nộp đủ");

        var statement = await page.Locator("a[href^='/tuition/accounts/']").First.GetAttributeAsync("href");
        await Journey.UntilAsync(page, statement!, "Đã nộp");
        await site.MustBeSoundAsync("acc-lan", statement!, "tuition-statement");
    }

    [Fact]
    public async Task Somebody_with_the_link_sees_no_name_and_a_guardian_joins_with_the_code()
    {
        var school = await site.PhoneAsync();
        await SiteFixture.SignInAsync(school, "school-01-002");
        await Journey.UntilAsync(school, "/school/tuition", "Lê Quốc Khánh");
        await school.MustBeSoundAsync("school-tuition");
        var bill = await school.Locator("a", new() { HasText = "Lê Quốc Khánh" }).GetAttributeAsync("href");

        var stranger = await site.PhoneAsync();
        await stranger.GotoAsync(bill!);
        (await stranger.InnerTextAsync("main")).Should().Contain("L. Q. Khánh").And.NotContain("Lê Quốc").And.NotContain("0100000004");
        await stranger.MustBeSoundAsync("tuition-bill-stranger");

        await SiteFixture.SignInAsync(stranger, "acc-hoa");
        await stranger.GotoAsync(bill!);
        await stranger.FillAsync("[name=student]", "0100000099");
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Thêm" }).ClickAsync();
        (await stranger.InnerTextAsync("main")).Should().Contain("Mã học sinh không khớp");
        await stranger.FillAsync("[name=student]", "0100000004");
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Thêm" }).ClickAsync();
        await stranger.WaitForURLAsync("**done=1");
        (await stranger.InnerTextAsync("main")).Should().Contain("Lê Quốc Khánh");
    }

    [Fact]
    public async Task A_school_adds_a_price_to_the_sheet_it_got_and_publishes_it()
    {
        var school = await site.PhoneAsync();
        await SiteFixture.SignInAsync(school, "school-01-001");
        await school.GotoAsync("/school/tuition/prices");
        await school.MustBeSoundAsync("school-prices");
        var got = await school.APIRequest.GetAsync("/school/tuition/prices?handler=Sheet");
        var sheet = Encoding.UTF8.GetString(await got.BodyAsync()).TrimEnd();
        (await school.APIRequest.GetAsync("/school/tuition/prices?handler=Sheet&format=xlsx")).Ok.Should().BeTrue();

        await SendAsync(sheet + "\r\nclub,Câu lạc bộ cờ vua,Chess club,thỏa thuận,tháng,,,nhiều,01/01/2030,,Thỏa thuận với phụ huynh,", "try");
        (await school.InnerTextAsync("main")).Should().Contain(": giá");
        await school.MustBeSoundAsync("school-prices-refused");
        var better = sheet + "\r\nclub,Câu lạc bộ cờ vua,Chess club,thỏa thuận,tháng,,,150.000,01/01/2030,,Thỏa thuận với phụ huynh,";
        await SendAsync(better, "try");
        (await school.InnerTextAsync("main")).Should().Contain("Kết quả thử").And.Contain("Câu lạc bộ cờ vua").And.Contain("150.000");
        await school.MustBeSoundAsync("school-prices-trial");
        (await PricesAsync()).Should().NotContain("Câu lạc bộ cờ vua");

        await SendAsync(better, "publish");
        await school.WaitForURLAsync("**done=1");
        (await PricesAsync()).Should().Contain("Câu lạc bộ cờ vua");
        await SendAsync(sheet, "publish");
        (await school.InnerTextAsync("main")).Should().Contain("club: Chưa đúng");

        async Task SendAsync(string content, string mode)
        {
            await school.GotoAsync("/school/tuition/prices");
            await school.SetInputFilesAsync("[name=sheet]", new FilePayload { Name = "bang-gia.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) });
            await school.ClickAsync($"button[value={mode}]");
            await school.WaitForLoadStateAsync();
        }

        async Task<string> PricesAsync()
        {
            var anybody = await site.PhoneAsync();
            await anybody.GotoAsync("/tuition/prices/01-001");
            return await anybody.InnerTextAsync("main");
        }
    }

    [Fact]
    public async Task A_school_tries_a_list_and_issues_it()
    {
        const string List = "student,name,class,items\n0100000777,Đặng Thị Thu,12A9,boarding\n0100000778,Hồ Văn Tài,12A9,swimming\n";
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "school-01-002");
        await Journey.UploadBillsAsync(page, "2027-03", List, "try");
        (await page.InnerTextAsync("main")).Should().Contain("Mới: 1").And.Contain("Không nhận: 1").And.Contain("swimming");
        await page.MustBeSoundAsync("school-tuition-upload");
        await Journey.UploadBillsAsync(page, "2027-03", List);
        await Journey.UntilAsync(page, "/school/tuition?period=2027-03", "Đặng Thị Thu");
    }

    [Fact]
    public async Task A_school_records_an_exemption_and_the_Department_approves_it()
    {
        var school = await site.PhoneAsync();
        await SiteFixture.SignInAsync(school, "school-01-002");
        await school.GotoAsync("/school/tuition/benefits");
        await school.FillAsync("[name=student]", "0100000005");
        await school.FillAsync("[name=studentName]", "Phạm Thảo My");
        await school.SelectOptionAsync("[name=group]", "disabled");
        await school.FillAsync("[name=from]", "01/01/2026");
        await school.FillAsync("[name=to]", "31/12/2027");
        await school.FillAsync("[name=evidence]", "Giấy xác nhận 12/2026");
        await school.GetByRole(AriaRole.Button, new() { Name = "Gửi người thứ hai duyệt" }).ClickAsync();
        await school.WaitForURLAsync("**done=1**");
        await Journey.UntilAsync(school, "/school/tuition/benefits", "Người thứ hai sẽ quyết định");
        await school.MustBeSoundAsync("school-benefits");

        var department = await site.PhoneAsync(locale: "en-US");
        await SiteFixture.SignInAsync(department, "department-01");
        await Journey.UntilAsync(department, "/school/tuition/benefits?school=01-002", "Phạm Thảo My");
        await department.MustBeSoundAsync("department-benefits");
        await department.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await department.WaitForURLAsync("**done=1**");
        await Journey.UntilAsync(department, "/school/tuition/benefits?school=01-002", "Approved");
    }

    [Theory]
    [InlineData("school-01-002")]
    [InlineData("finance")]
    public async Task Officers_read_reports_and_find_a_pupils_bill(string persona)
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, persona);
        await Journey.UntilAsync(page, "/school/tuition/reports?school=01-002", "Trần Gia Hân");
        (await page.InnerTextAsync("main")).Should().Contain("Tiền điện điều hòa").And.Contain("Decree 238/2025");
        await page.MustBeSoundAsync("reports-" + persona);
        await page.GotoAsync("/school/tuition/search?school=01-002&q=0100000003");
        (await page.InnerTextAsync("main")).Should().Contain("Trần Gia Hân").And.Contain("Còn nợ");
        await page.MustBeSoundAsync("search-" + persona);
        await page.GotoAsync("/school/tuition/search?q=x");
        (await page.InnerTextAsync(".errors")).Should().Contain("TUITION-001");
        await page.MustBeSoundAsync("search-refused-" + persona);
    }

    [Fact]
    public async Task A_school_cancels_a_bill_and_issues_it_again()
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "school-01-002");
        await Journey.UntilAsync(page, "/school/tuition", "Vũ Đức Huy");
        await page.Locator("a", new() { HasText = "Vũ Đức Huy" }).ClickAsync();
        await page.FillAsync("[name=reason]", "Nhầm khoản bán trú");
        await page.Locator("button.stop").ClickAsync();
        await page.WaitForURLAsync("**done=1");
        (await page.InnerTextAsync("main")).Should().Contain("Đã hủy").And.Contain("Nhầm khoản bán trú");
        await page.MustBeSoundAsync("tuition-cancelled");
        await page.FillAsync("[name=reason]", "Đã kiểm tra lại");
        await page.GetByRole(AriaRole.Button, new() { Name = "Phát hành lại" }).ClickAsync();
        await page.Locator("button.stop").WaitForAsync();
        (await page.InnerTextAsync("main")).Should().NotContain("Nhầm khoản bán trú").And.Contain("-2");
    }

    [Fact]
    public async Task Everybody_reads_a_schools_prices()
    {
        var page = await site.PhoneAsync();
        await page.GotoAsync("/tuition/prices/01-002");
        (await page.InnerTextAsync("main")).Should().Contain("1.200.000").And.Contain("Dịch vụ bán trú");
        await page.MustBeSoundAsync("tuition-prices");
    }
}
