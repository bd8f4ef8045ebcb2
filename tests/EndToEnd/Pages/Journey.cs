using System.Text;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>A family's way through the pages, step by step, for tests that need a registration to look at.</summary>
internal static class Journey
{
    /// <summary>Fills in and submits a form; afterwards the page shows the registration. Checks every page on the way when asked.</summary>
    /// <returns>The registration's id.</returns>
    public static async Task<string> RegisterAsync(IPage page, string personalNumber, bool check = false)
    {
        await page.GotoAsync("/exams/thpt-2027/start");
        if (check)
        {
            await page.MustBeSoundAsync("start");
            await page.ClickAsync("main form button.btn");
            await page.Locator(".errors").WaitForAsync();
            await page.MustBeSoundAsync("start-errors");
        }

        await page.CheckAsync("input[name=type][value=A]");
        await page.CheckAsync("input[name=purpose][value=Both]");
        await page.FillAsync("[name=name]", "Nguyễn Gia Hân");
        await page.CheckAsync("input[name=sex][value=Female]");
        await page.FillAsync("[name=dateOfBirth]", "05/09/2009");
        await page.FillAsync("[name=personalNumber]", personalNumber);
        await page.SelectOptionAsync("[name=birthPlace]", "01");
        await page.SelectOptionAsync("[name=ethnicity]", "01");
        await page.CheckAsync("input[name=relationship][value=Parent]");
        await page.CheckAsync("input[name=agreed]");
        await page.ClickAsync("main form button.btn");

        await page.WaitForURLAsync("**/form/school*");
        await page.SelectOptionAsync("[name=department]", "01");
        await page.ClickAsync(".filters button");
        if (check) await page.MustBeSoundAsync("form-school");
        await page.SelectOptionAsync("[name=unit]", "01-001");
        await page.FillAsync("[name=class]", "12A1");
        await page.CheckAsync("input[name=programme][value=General]");
        await page.CheckAsync("input[name=sameSchool]");
        await page.ClickAsync("form[method=post] button.btn");

        await page.WaitForURLAsync("**/form/subjects*");
        foreach (var subject in new[] { "physics", "chemistry", "foreign-language", "informatics" })
            await page.CheckAsync($"input[name=studiedSubjects][value={subject}]");
        await page.CheckAsync("input[name=electives][value=physics]");
        await page.CheckAsync("input[name=electives][value=foreign-language]");
        await page.SelectOptionAsync("[name=language]", "N1");
        if (check) await page.MustBeSoundAsync("form-subjects");
        await page.ClickAsync("form[method=post] button.btn");

        await page.WaitForURLAsync("**/form/priority*");
        if (check) await page.MustBeSoundAsync("form-priority");
        await page.SelectOptionAsync("[name=priorityRegion]", "KV3");
        await page.ClickAsync("form[method=post] button.btn");

        await page.WaitForURLAsync("**/form/contact*");
        if (check) await page.MustBeSoundAsync("form-contact");
        await page.FillAsync("[name=phone]", "0912 345 678");
        await page.FillAsync("[name=address]", "12 phố Minh Họa, phường Ba Đình, Hà Nội");
        await page.ClickAsync("form[method=post] button.btn");

        await page.WaitForURLAsync("**/review*");
        if (check) await page.MustBeSoundAsync("review");
        await page.CheckAsync("input[name=agreed]");
        await page.ClickAsync("main form button.btn");
        await page.WaitForURLAsync("**submitted=1");
        return new Uri(page.Url).Segments[^1].Trim('/');
    }

    /// <summary>Pays from the registration's page through the sandbox; afterwards the page shows the payment.</summary>
    public static async Task PayAsync(IPage page, bool check = false)
    {
        await page.ClickAsync("a[href^='/pay/']");
        if (check) await page.MustBeSoundAsync("pay");
        await page.ClickAsync("button[name=gateway][value=sandbox]");
        await page.WaitForURLAsync("**/sandbox/pay*");
        if (check) await page.MustBeSoundAsync("sandbox");
        await page.ClickAsync("button[value=Succeed]");
        await page.WaitForURLAsync("**back=true");
    }

    /// <summary>A school officer's list of one pupil in a class 12, who takes meals: issued, and listed.</summary>
    /// <returns>The address of the bill.</returns>
    public static async Task<string> BillAsync(IPage page, string period, string student, string name)
    {
        await UploadBillsAsync(page, period, $"student,name,class,items\n{student},{name},12A7,boarding\n");
        await UntilAsync(page, $"/school/tuition?period={period}", name);
        return (await page.Locator("a", new() { HasText = name }).GetAttributeAsync("href"))!;
    }

    /// <summary>A school officer's list of a period, as CSV; tried, or issued.</summary>
    public static async Task UploadBillsAsync(IPage page, string period, string list, string mode = "issue")
    {
        await page.GotoAsync("/school/tuition/upload");
        await page.FillAsync("[name=period]", period);
        await page.SetInputFilesAsync("[name=sheet]", new FilePayload { Name = "list.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(list) });
        await page.ClickAsync($"button[value={mode}]");
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Loads a page again until it says something: what follows by message follows in a moment.</summary>
    public static async Task UntilAsync(IPage page, string path, string text)
    {
        var said = "";
        await Eventually.TrueAsync(
            async () =>
            {
                await page.GotoAsync(path);
                said = await page.InnerTextAsync("main");
                return said.Contains(text, StringComparison.OrdinalIgnoreCase);
            },
            Eventually.Soon,
            () => $"{path} says “{text}”; it says: {said}");
    }
}
