using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>A bank's columns are read off a sample, tried, saved, and read its statements from then on.</summary>
[Collection(SiteGroup.Name)]
public sealed class FinanceColumnsTests(SiteFixture site)
{
    /// <summary>Yesterday: an earlier day with anything on it would have to be closed before the one that <see cref="FinanceDeskTests"/> closes.</summary>
    private static readonly string Day = TimeProvider.System.GetUtcNow().AddHours(7).AddDays(-1).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string Table =>
        $"NGAN HANG TMCP;;;;\nTai khoan;0011;;;\nNgày giao dịch;Số bút toán;Ghi có;Ghi nợ;Diễn giải\n{Day};FT1;45.000;;hoc phi thang 11\n{Day};FT2;;11.000;PHI QUAN LY\n";

    [Theory]
    [InlineData(true, "bank.tpb-0031")]
    [InlineData(false, "bank.tpb-0032")]
    public async Task An_officer_sets_up_a_banks_columns_from_a_sample(bool script, string bank)
    {
        var page = await site.PhoneAsync(script);
        await SiteFixture.SignInAsync(page, "finance");
        await page.GotoAsync($"/finance/statements/{bank}");
        await page.ClickAsync("a[href^='/finance/columns/']");
        await page.FillAsync("[name=rowsAbove]", "2");
        await PressAsync(page, "Header", Table);
        (await page.InputValueAsync("[name=header]")).Should().Be("Ngày giao dịch\nSố bút toán\nGhi có\nGhi nợ\nDiễn giải");
        if (script) await page.MustBeSoundAsync("finance-columns-new");

        await PressAsync(page, "Save", null);
        (await page.InnerTextAsync(".errors")).Should().Contain("FIN-030").And.Contain("Ngày").And.Contain("Số tiền");
        if (script) await page.MustBeSoundAsync("finance-columns-refused");
        foreach (var (field, column) in new[] { ("day", "Ngày giao dịch"), ("credit", "Ghi có"), ("debit", "Ghi nợ"), ("reference", "Số bút toán"), ("memo", "Diễn giải") })
            await page.SelectOptionAsync($"[name={field}]", column);
        await PressAsync(page, "Try", Table.Replace($"{Day};FT2", $"{Day.Replace('/', '-')};FT2", StringComparison.Ordinal));
        (await page.InnerTextAsync(".errors")).Should().Contain("FIN-107").And.Contain("Dòng 5");
        await PressAsync(page, "Try", Table);
        (await page.InnerTextAsync("main")).Should().Contain("chưa lưu gì").And.Contain("hoc phi thang 11").And.Contain("11.000");
        if (script) await page.MustBeSoundAsync("finance-columns-tried");

        await PressAsync(page, "Save", null);
        await page.WaitForURLAsync("**/finance/columns?saved=1");
        (await page.InnerTextAsync("main")).Should().Contain(bank).And.Contain("Đã khai báo");
        if (script) await page.MustBeSoundAsync("finance-columns");
        await page.GotoAsync($"/finance/statements/{bank}");
        await page.SetInputFilesAsync("[name=file]", FileOf(Table));
        await page.ClickAsync("form[enctype] button.btn");
        (await page.InnerTextAsync(".note.ok")).Should().Contain("2 dòng");
    }

    private static async Task PressAsync(IPage page, string handler, string? sample)
    {
        if (sample is not null) await page.SetInputFilesAsync("[name=sample]", FileOf(sample));
        await page.ClickAsync($"button[formaction*={handler}]");
        await page.WaitForLoadStateAsync();
    }

    private static FilePayload FileOf(string content) => new() { Name = "saoke.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) };
}
