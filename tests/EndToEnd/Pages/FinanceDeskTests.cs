using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>The finance desk from a gateway's file to the signed close, by two officers and without the API.</summary>
[Collection(SiteGroup.Name)]
public sealed class FinanceDeskTests(SiteFixture site)
{
    private const string Bank = "bank.vcb-0011";

    /// <summary>The first day anything is posted on, so that it is the first that can be closed.</summary>
    private static readonly DateOnly First = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(7).Date).AddDays(-2);

    private static string Day => First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Settlement => string.Create(
        CultureInfo.InvariantCulture,
        $"vnp_PayDate,vnp_TransactionNo,vnp_TxnRef,vnp_TransactionType,vnp_Amount,vnp_Fee,vnp_BankCode,vnp_OrderInfo\n{First:yyyyMMdd},VN1,HP1,01,4500000,110000,NCB,=hoc phi\nTOTAL,,,,4500000,110000,,\n");

    /// <summary>The payout, under words no rule knows, and the bank's own fee.</summary>
    private static string BankStatement
    {
        get
        {
            var day = First.AddDays(1).ToString("yyMMdd", CultureInfo.InvariantCulture);
            return $":20:STMT1\n:25:BFTVVNVX/0071000000011\n:28C:00327/001\n:60F:C{day}VND1000000,\n"
                + $":61:{day}{day[2..]}C43900,NTRFNONREF//FT1\n:86:CHUYEN KHOAN\n:61:{day}{day[2..]}D11000,NCHGFEE1\n:86:PHI QUAN LY\n:62F:C{day}VND1032900,\n-\n";
        }
    }

    [Fact]
    public async Task Two_officers_bring_statements_match_decide_and_close_the_day()
    {
        var officer = await site.PhoneAsync();
        await SiteFixture.SignInAsync(officer, "finance");
        await BringAsync(officer, "vnpay", "Table", Settlement.Replace("TOTAL,,,,4500000", "TOTAL,,,,4500100", StringComparison.Ordinal));
        (await officer.InnerTextAsync(".errors")).Should().Contain("FIN-101").And.Contain("Dòng 3");
        await officer.MustBeSoundAsync("finance-statement-refused");
        await BringAsync(officer, "vnpay", "Table", Settlement);
        (await officer.InnerTextAsync(".note.ok")).Should().Contain("Đã nhận sao kê");
        await BringAsync(officer, "vnpay", "Table", Settlement);
        (await officer.InnerTextAsync(".note.ok")).Should().Contain("không có gì thay đổi");
        await Journey.UntilAsync(officer, "/finance/ledger", "transit:vnpay");
        await BringAsync(officer, Bank, "Mt940", BankStatement);
        await officer.MustBeSoundAsync("finance-statement-taken");

        await MatchAsync(officer);
        await ProposeAccountAsync(officer);
        await officer.GotoAsync("/finance/proposals");
        (await officer.InnerTextAsync("main")).Should().Contain("Bạn là người đề nghị").And.NotContain("Đồng ý\n");
        (await officer.Locator("button[formaction*=Agree]").CountAsync()).Should().Be(0, "whoever proposes does not decide");

        var checker = await site.PhoneAsync();
        await SiteFixture.SignInAsync(checker, "finance-2");
        await checker.GotoAsync("/finance/proposals");
        await checker.MustBeSoundAsync("finance-proposals");

        // The decision itself needs no script.
        var chief = await site.PhoneAsync(script: false);
        await SiteFixture.SignInAsync(chief, "finance-2");
        await AgreeAsync(chief, "fees:vcb-0011");
        await Journey.UntilAsync(officer, "/finance/ledger", "fees:vcb-0011");

        await CloseAsync(officer, chief);
        await officer.GotoAsync("/finance");
        (await officer.InnerTextAsync("main")).Should().Contain("đã khóa sổ đến").And.Contain(Bank);
        await officer.MustBeSoundAsync("finance-desk");
    }

    private static async Task BringAsync(IPage page, string source, string format, string content)
    {
        await page.GotoAsync($"/finance/statements/{source}");
        await page.SelectOptionAsync("[name=format]", format);
        await page.SetInputFilesAsync("[name=file]", new FilePayload { Name = "saoke.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(content) });
        await page.ClickAsync("form[enctype] button.btn");
        await page.Locator(".note.ok, .errors").First.WaitForAsync();
    }

    /// <summary>The rules leave the payout with a suggestion; one key accepts it.</summary>
    private static async Task MatchAsync(IPage page)
    {
        await Journey.UntilAsync(page, $"/finance/lines/{Bank}", "CHUYEN KHOAN");
        await page.ClickAsync("form[action*=Run] button");
        await page.WaitForURLAsync("**saved=1*");
        await Journey.UntilAsync(page, $"/finance/lines/{Bank}", "Chấp nhận gợi ý");
        (await page.InnerTextAsync("main")).Should().Contain("số tiền 400").And.Contain("PHI QUAN LY");
        await page.MustBeSoundAsync("finance-lines");
        var line = page.Locator("[data-line]", new() { HasText = "CHUYEN KHOAN" });
        while (await line.GetAttributeAsync("class") != "card near") await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("m");
        await page.WaitForURLAsync("**saved=1*");
        await Journey.UntilAsync(page, $"/finance/lines/{Bank}?done=true", "CHUYEN KHOAN");
        await page.MustBeSoundAsync("finance-lines-matched");
    }

    private static async Task ProposeAccountAsync(IPage page)
    {
        await page.GotoAsync($"/finance/lines/{Bank}");
        var line = page.Locator("[data-line]", new() { HasText = "PHI QUAN LY" });
        await line.Locator("details[data-key=a] summary").ClickAsync();
        await line.Locator("[name=account]").FillAsync("fees:vcb-0011");
        await line.Locator("form[action*=Assign] [name=reason]").FillAsync("Phí ngân hàng");
        await line.Locator("form[action*=Assign] button").ClickAsync();
        await page.WaitForURLAsync("**saved=1*");
        await Journey.UntilAsync(page, "/finance/proposals", "fees:vcb-0011");
        await page.MustBeSoundAsync("finance-proposals-mine");
    }

    private static async Task AgreeAsync(IPage page, string about)
    {
        await Journey.UntilAsync(page, "/finance/proposals", about);
        var card = page.Locator("li.card", new() { HasText = about });
        await card.Locator("[name=reason]").FillAsync("Đã xem");
        await card.Locator("button[formaction*=Agree]").ClickAsync();
        await page.WaitForURLAsync("**saved=1*");
    }

    /// <summary>The gateway reports money no payment knows, so that the day is closed by two people with what differs.</summary>
    private static async Task CloseAsync(IPage officer, IPage chief)
    {
        await officer.GotoAsync($"/finance/days/{Day}");
        (await officer.InnerTextAsync("main")).Should().Contain("Cổng đã thu · vnpay").And.Contain("Dòng chưa khớp");
        await officer.MustBeSoundAsync("finance-day-open");
        await officer.FillAsync("[name=reason]", "VNPAY đang tra soát");
        await officer.ClickAsync("form[action*=Propose] button");
        await officer.WaitForURLAsync("**/finance/proposals*");
        await AgreeAsync(chief, "Khóa sổ ngày có chênh lệch");
        await Journey.UntilAsync(officer, $"/finance/days/{Day}", "Ngày này đã khóa sổ");
        await officer.MustBeSoundAsync("finance-day-closed");

        var report = await officer.APIRequest.GetAsync($"{new Uri(officer.Url).GetLeftPart(UriPartial.Authority)}/api/finance/days/{Day}/close?format=csv", WithCookies(await officer.Context.CookiesAsync()));
        (await report.TextAsync()).Should().Contain("signature").And.Contain("captured");
        var lines = await officer.APIRequest.GetAsync($"{new Uri(officer.Url).GetLeftPart(UriPartial.Authority)}/finance/lines/vnpay?handler=Export", WithCookies(await officer.Context.CookiesAsync()));
        (await lines.TextAsync()).Should().Contain("'=hoc phi", "no cell may run as a formula").And.Contain("day begins (UTC+7)");
        var sheet = await officer.APIRequest.GetAsync($"{new Uri(officer.Url).GetLeftPart(UriPartial.Authority)}/finance/days/{Day}?handler=Ledger&format=xlsx", WithCookies(await officer.Context.CookiesAsync()));
        (await sheet.BodyAsync()).Should().StartWith("PK"u8.ToArray());
    }

    private static APIRequestContextOptions WithCookies(IEnumerable<BrowserContextCookiesResult> cookies) => new()
    {
        Headers = [new("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Name}={cookie.Value}")))],
    };
}
