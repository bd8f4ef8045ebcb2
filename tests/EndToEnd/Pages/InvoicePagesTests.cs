using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

[Collection(SiteGroup.Name)]
public sealed class InvoicePagesTests(SiteFixture site)
{
    private const string Period = "2027-07";

    [Fact]
    public async Task A_school_issues_an_invoice_and_replaces_it_without_script()
    {
        var page = await site.PhoneAsync(script: false);
        await SiteFixture.SignInAsync(page, "school-01-002");
        await BillAndPayAsync(page);

        await page.GotoAsync($"/school/tuition/invoices?period={Period}");
        await page.FillAsync("[name=taxCode]", "0100109107");
        await page.FillAsync("[name=address]", "Số 1, Hà Nội");
        await page.FillAsync("[name=series]", "C26TAA");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lưu" }).ClickAsync();
        (await page.InnerTextAsync(".errors")).Should().Contain("Mã số thuế");
        await page.FillAsync("[name=taxCode]", "0100109106");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lưu" }).ClickAsync();
        await page.WaitForURLAsync("**done=1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Xuất hóa đơn cho khoản đã nộp đủ" }).ClickAsync();
        await Journey.UntilAsync(page, $"/school/tuition/invoices?period={Period}", "Lương Thị Thu");
        await site.MustBeSoundAsync("school-01-002", $"/school/tuition/invoices?period={Period}", "invoices");

        await page.Locator("tbody a").First.ClickAsync();
        (await page.InnerTextAsync("main")).Should().Contain("Một triệu ba trăm năm mươi ba nghìn đồng").And.Contain("Dịch vụ bán trú");
        await site.MustBeSoundAsync("school-01-002", new Uri(page.Url).AbsolutePath, "invoice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lập hóa đơn điều chỉnh" }).ClickAsync();
        (await page.InnerTextAsync(".errors")).Should().Contain("TUITION-001");
        await page.FillAsync("[name=reason]", "Sai tên người mua");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lập hóa đơn thay thế" }).ClickAsync();
        await page.WaitForURLAsync("**done=1");
        (await page.InnerTextAsync("main")).Should().Contain("Hóa đơn thay thế").And.Contain("Sai tên người mua").And.NotContain("Lập hóa đơn điều chỉnh");
        await page.GetByText("Hóa đơn của kỳ").ClickAsync();
        (await page.InnerTextAsync("main")).Should().Contain("Đã bị thay thế");
    }

    [Fact]
    public async Task A_finance_officer_reads_a_schools_invoices_in_English()
    {
        var page = await site.PhoneAsync(locale: "en-US");
        await SiteFixture.SignInAsync(page, "finance");
        await page.GotoAsync("/school/tuition/invoices?school=01-001&period=2030-01");
        (await page.InnerTextAsync("main")).Should().Contain("There is no invoice of this period");
        (await page.Locator("[name=taxCode]").CountAsync()).Should().Be(0);
        await page.MustBeSoundAsync("invoices-finance");
    }

    private async Task BillAndPayAsync(IPage page)
    {
        await page.GotoAsync(await Journey.BillAsync(page, Period, "0100000901", "Lương Thị Thu"));
        await page.Locator("button[name=whole][value=true]").ClickAsync();
        await page.WaitForURLAsync("**/pay/**");
        await page.Locator("button[value=sandbox]").ClickAsync();
        await page.Locator("button[value=Succeed]").ClickAsync();
        await Journey.UntilAsync(page, $"/school/tuition?period={Period}", "Đã nộp đủ");
    }
}
