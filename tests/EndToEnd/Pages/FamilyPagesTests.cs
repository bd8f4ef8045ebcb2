namespace PublicServices.Tests.EndToEnd.Pages;

[Collection(SiteGroup.Name)]
public sealed class FamilyPagesTests(SiteFixture site)
{
    /// <summary>The most a phone loads to show a page for the first time.</summary>
    private const int MaxFirstViewBytes = 50_000;

    [Theory]
    [InlineData("/", "home")]
    [InlineData("/?lang=en", "home-en")]
    [InlineData("/exams", "exams")]
    [InlineData("/exams/schools?department=01", "schools")]
    [InlineData("/sign-in", "sign-in")]
    [InlineData("/payment-check", "payment-check")]
    [InlineData("/payment-check?reference=NOPE123", "payment-check-unknown")]
    [InlineData("/verify", "verify")]
    [InlineData("/verify/forged", "verify-forged")]
    [InlineData("/privacy", "privacy")]
    [InlineData("/dev/outbox", "outbox")]
    [InlineData("/nowhere", "not-found")]
    public async Task Public_page_fits_a_phone_and_is_accessible(string path, string name)
    {
        var page = await site.PhoneAsync();
        await page.GotoAsync(path);
        await page.MustBeSoundAsync(name);
        (await page.FirstViewBytesAsync(path)).Should().BeInRange(1_000, MaxFirstViewBytes);
    }

    [Fact]
    public async Task A_family_registers_pays_and_holds_a_receipt_on_a_phone()
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "acc-lan");
        var id = await Journey.RegisterAsync(page, "001309012345", check: true);
        await page.MustBeSoundAsync("track");
        (await page.InnerTextAsync("main")).Should().Contain("NGUYỄN GIA HÂN").And.Contain("45.000");

        await Journey.PayAsync(page, check: true);
        await Journey.UntilAsync(page, page.Url, "Đã nhận đủ lệ phí");
        await page.MustBeSoundAsync("paid");
        await Journey.UntilAsync(page, $"/registrations/{id}", "đã thanh toán");
        await Journey.UntilAsync(page, "/registrations", "NGUYỄN GIA HÂN");
        await page.MustBeSoundAsync("mine");

        await page.GotoAsync($"/registrations/{id}/receipt");
        await page.MustBeSoundAsync("receipt");
        await page.ClickAsync("a[href^='/verify/']");
        (await page.InnerTextAsync("main")).Should().Contain("Biên nhận là thật").And.NotContain("NGUYỄN GIA HÂN");
        await page.MustBeSoundAsync("verified");

        foreach (var path in new[] { "files", "guardians", "withdraw", "form/who", "form/contact" })
        {
            await page.GotoAsync($"/registrations/{id}/{path}");
            await page.MustBeSoundAsync("registration-" + path.Replace('/', '-'));
            (await page.FirstViewBytesAsync($"/registrations/{id}/{path}")).Should().BeLessThan(MaxFirstViewBytes);
        }
    }

    [Fact]
    public async Task A_family_registers_and_pays_without_script()
    {
        var page = await site.PhoneAsync(script: false);
        await SiteFixture.SignInAsync(page, "acc-minh");
        var id = await Journey.RegisterAsync(page, "001309054321");
        await Journey.PayAsync(page);
        await Journey.UntilAsync(page, $"/registrations/{id}", "đã thanh toán");
    }

    [Fact]
    public async Task Two_tabs_do_not_overwrite_each_other()
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "acc-lan");
        var id = await Journey.RegisterAsync(page, "001309067890");
        var other = await page.Context.NewPageAsync();
        await page.GotoAsync($"/registrations/{id}/form/contact");
        await other.GotoAsync($"/registrations/{id}/form/contact");
        await other.FillAsync("[name=address]", "Địa chỉ của tab thứ hai");
        await other.ClickAsync("form[method=post] button.btn");
        await other.WaitForURLAsync("**saved=contact");

        await page.FillAsync("[name=address]", "Địa chỉ của tab thứ nhất");
        await page.ClickAsync("form[method=post] button.btn");
        await page.Locator(".errors").WaitForAsync();
        (await page.InnerTextAsync(".errors")).Should().Contain("PS-002");
        (await page.InputValueAsync("[name=address]")).Should().Be("Địa chỉ của tab thứ nhất", "nothing typed is lost");
        (await page.InnerTextAsync(".note.warn")).Should().Contain("Địa chỉ của tab thứ hai", "one sees what one would replace");
        await page.MustBeSoundAsync("conflict");
        await other.GotoAsync($"/registrations/{id}/form/contact");
        (await other.InputValueAsync("[name=address]")).Should().Be("Địa chỉ của tab thứ hai");
    }

    [Fact]
    public async Task What_is_typed_offline_survives_a_reload_and_is_sent_when_online()
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "acc-lan");
        var id = await Journey.RegisterAsync(page, "001309024680");
        await page.GotoAsync($"/registrations/{id}/form/contact");
        await page.Context.SetOfflineAsync(true);
        await page.FillAsync("[name=address]", "Nhà mới, xã Minh Họa, Hà Nội");
        await page.ClickAsync("form[method=post] button.btn");
        await page.Locator(".draft-state.wait").WaitForAsync();
        (await page.InnerTextAsync(".draft-state")).Should().Contain("chưa gửi được");

        await page.Context.SetOfflineAsync(false);
        await page.Locator(".draft-state:not(.wait)").WaitForAsync();
        (await page.InnerTextAsync(".draft-state")).Should().Contain("Đã lưu");
        await page.ReloadAsync();
        (await page.InputValueAsync("[name=address]")).Should().Be("Nhà mới, xã Minh Họa, Hà Nội");
        (await page.EvaluateAsync<int>("() => Object.keys(localStorage).length")).Should().Be(0, "what was sent is no longer kept on the device");
    }

    [Fact]
    public async Task A_draft_never_hides_what_the_server_knows_better()
    {
        var page = await site.PhoneAsync();
        await SiteFixture.SignInAsync(page, "acc-lan");
        var id = await Journey.RegisterAsync(page, "001309013579");
        await page.GotoAsync($"/registrations/{id}/form/contact");
        await page.FillAsync("[name=address]", "Gõ dở trên máy này");
        await page.WaitForFunctionAsync("() => Object.keys(localStorage).length === 1");

        var other = await page.Context.Browser!.NewContextAsync(new() { BaseURL = site.Address, Locale = "vi-VN" });
        var elsewhere = await other.NewPageAsync();
        await SiteFixture.SignInAsync(elsewhere, "acc-lan");
        await elsewhere.GotoAsync($"/registrations/{id}/form/contact");
        await elsewhere.FillAsync("[name=address]", "Đã lưu từ máy khác");
        await elsewhere.ClickAsync("form[method=post] button.btn");
        await elsewhere.WaitForURLAsync("**saved=contact");

        await page.ReloadAsync();
        (await page.InputValueAsync("[name=address]")).Should().Be("Đã lưu từ máy khác");
        (await page.InnerTextAsync(".draft-state")).Should().Contain("bản cũ hơn");
        await page.MustBeSoundAsync("older-draft");
        await page.ClickAsync(".draft-state button >> nth=0");
        (await page.InputValueAsync("[name=address]")).Should().Be("Gõ dở trên máy này");
    }
}
