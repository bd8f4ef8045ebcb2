namespace PublicServices.Tests.EndToEnd.Pages;

[Collection(SiteGroup.Name)]
public sealed class FamilyPagesTests(SiteFixture site)
{
    [Theory]
    [InlineData("/", "home")]
    [InlineData("/exams", "exams")]
    [InlineData("/exams/schools?department=01", "schools")]
    [InlineData("/sign-in", "sign-in")]
    [InlineData("/nowhere", "not-found")]
    public async Task Public_page_fits_a_phone_and_is_accessible(string path, string name)
    {
        var page = await site.PhoneAsync();
        await page.GotoAsync(path);
        await page.MustBeSoundAsync(name);
        (await page.FirstViewBytesAsync(path)).Should().BeLessThan(50_000);
    }

    [Theory]
    [InlineData(true, "acc-lan", "001309012345")]
    [InlineData(false, "acc-minh", "001309054321")]
    public async Task A_family_registers_on_a_phone(bool script, string persona, string personalNumber)
    {
        var page = await site.PhoneAsync(script);
        await SiteFixture.SignInAsync(page, persona);
        await page.GotoAsync("/exams/thpt-2027/start");
        if (script) await page.MustBeSoundAsync("start");

        await page.ClickAsync("main button.btn");
        await page.Locator(".errors").WaitForAsync();
        if (script) await page.MustBeSoundAsync("start-errors");

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
        await page.ClickAsync("main button.btn");

        await page.WaitForURLAsync("**/form/school*");
        await page.SelectOptionAsync("[name=department]", "01");
        await page.ClickAsync(".filters button");
        if (script) await page.MustBeSoundAsync("form-school");
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
        if (script) await page.MustBeSoundAsync("form-subjects");
        await page.ClickAsync("form[method=post] button.btn");

        await page.WaitForURLAsync("**/form/priority*");
        if (script) await page.MustBeSoundAsync("form-priority");
        await page.SelectOptionAsync("[name=priorityRegion]", "KV3");
        await page.ClickAsync("form[method=post] button.btn");

        await page.WaitForURLAsync("**/form/contact*");
        if (script) await page.MustBeSoundAsync("form-contact");
        await page.FillAsync("[name=phone]", "0912 345 678");
        await page.FillAsync("[name=address]", "12 phố Minh Họa, phường Ba Đình, Hà Nội");
        await page.ClickAsync("form[method=post] button.btn");

        await page.WaitForURLAsync("**/review*");
        if (script) await page.MustBeSoundAsync("review");
        await page.CheckAsync("input[name=agreed]");
        await page.ClickAsync("main form button.btn");

        await page.WaitForURLAsync("**submitted=1");
        if (script) await page.MustBeSoundAsync("track");
        (await page.InnerTextAsync("main")).Should().Contain("NGUYỄN GIA HÂN").And.Contain("45.000");
        await page.GotoAsync("/registrations");
        if (script) await page.MustBeSoundAsync("mine");
    }
}
