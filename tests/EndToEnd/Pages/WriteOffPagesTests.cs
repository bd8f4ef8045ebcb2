using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>What a pupil's family cannot pay is given up by two finance officers, from the bill's own page.</summary>
[Collection(SiteGroup.Name)]
public sealed class WriteOffPagesTests(SiteFixture site)
{
    [Fact]
    public async Task Two_officers_give_up_what_a_bill_asks()
    {
        var school = await site.PhoneAsync();
        await SiteFixture.SignInAsync(school, "school-01-002");
        var bill = await Journey.BillAsync(school, "2027-06", "0100000961", "Mai Thị Lựu");
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
        await site.MustBeSoundAsync("finance", officer.Url, "finance-write-off");
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
        await school.GotoAsync(bill);
        await school.MustBeSoundAsync("tuition-bill-written-off");
        await school.Locator("a[href^='/tuition/accounts/']").ClickAsync();
        (await school.InnerTextAsync("main")).Should().Contain("Xóa nợ");
        await Journey.UntilAsync(officer, "/finance/ledger", "Xóa nợ và tổn thất");
    }
}
