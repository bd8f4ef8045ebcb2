using System.Text;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>What a pupil's family cannot pay is given up by two finance officers, from the bill's own page.</summary>
[Collection(SiteGroup.Name)]
public sealed class WriteOffPagesTests(SiteFixture site)
{
    private const string Period = "2027-06";
    private const string Pupil = "Mai Thị Lựu";

    [Fact]
    public async Task Two_officers_give_up_what_a_bill_asks()
    {
        var bill = await BillAsync();
        var officer = await site.PhoneAsync(script: false);
        await SiteFixture.SignInAsync(officer, "finance");
        await officer.GotoAsync(bill);
        await officer.Locator("a[href^='/finance/write-off']").ClickAsync();
        await officer.FillAsync("[name=amountVnd]", "không có");
        await officer.FillAsync("[name=reason]", "Hộ nghèo, đã chuyển đi");
        await officer.GetByRole(AriaRole.Button, new() { Name = "Đề nghị" }).ClickAsync();
        (await officer.InnerTextAsync(".errors")).Should().Contain("FIN-031");
        await officer.GotoAsync(bill);
        await officer.Locator("a[href^='/finance/write-off']").ClickAsync();
        await SoundAsync(officer.Url, "finance-write-off");
        await officer.FillAsync("[name=reason]", "Hộ nghèo, đã chuyển đi");
        await officer.GetByRole(AriaRole.Button, new() { Name = "Đề nghị" }).ClickAsync();
        await officer.WaitForURLAsync("**/finance/proposals?saved=1");

        var checker = await site.PhoneAsync();
        await SiteFixture.SignInAsync(checker, "finance-2");
        await Journey.UntilAsync(checker, "/finance/proposals", "Hộ nghèo, đã chuyển đi");
        await checker.MustBeSoundAsync("finance-proposals-write-off");
        var card = checker.Locator("li.card", new() { HasText = "Hộ nghèo, đã chuyển đi" });
        await card.Locator("[name=reason]").FillAsync("Đã xem hồ sơ");
        await card.Locator("button[formaction*=Agree]").ClickAsync();
        await checker.WaitForURLAsync("**saved=1");

        await Journey.UntilAsync(officer, bill, "Đã xóa phần còn nợ");
        (await officer.Locator("a[href^='/finance/write-off']").CountAsync()).Should().Be(0, "nothing is owed any more");
        await Journey.UntilAsync(checker, "/finance/proposals?decided=true", "Hộ nghèo, đã chuyển đi");
        var school = await site.PhoneAsync();
        await SiteFixture.SignInAsync(school, "school-01-002");
        await school.GotoAsync(bill);
        await school.MustBeSoundAsync("tuition-bill-written-off");
        await school.Locator("a[href^='/tuition/accounts/']").ClickAsync();
        (await school.InnerTextAsync("main")).Should().Contain("Xóa nợ");
        await Journey.UntilAsync(officer, "/finance/ledger", "Xóa nợ và tổn thất");
    }

    /// <returns>The address of a bill nobody else touches.</returns>
    private async Task<string> BillAsync()
    {
        const string List = $"student,name,class,items\n0100000961,{Pupil},12A7,boarding\n";
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "school-01-002");
        await page.GotoAsync("/school/tuition/upload");
        await page.FillAsync("[name=period]", Period);
        await page.SetInputFilesAsync("[name=sheet]", new FilePayload { Name = "list.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(List) });
        await page.ClickAsync("button[value=issue]");
        await page.WaitForLoadStateAsync();
        await Journey.UntilAsync(page, $"/school/tuition?period={Period}", Pupil);
        return (await page.Locator("a", new() { HasText = Pupil }).GetAttributeAsync("href"))!;
    }

    /// <summary>The checks need script, the journey does without: the same page in a browser of its own.</summary>
    private async Task SoundAsync(string address, string name)
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "finance");
        await page.GotoAsync(address);
        await page.MustBeSoundAsync(name);
    }
}
