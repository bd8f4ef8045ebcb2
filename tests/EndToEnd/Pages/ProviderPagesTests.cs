using Microsoft.Playwright;
using PublicServices.Tests.EndToEnd.SignIn;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>Signing in and out at a provider in a real browser: its rules about cookies and redirects are not ours to imitate.</summary>
[Collection(SiteGroup.Name)]
public sealed class ProviderPagesTests(SiteFixture site)
{
    [Fact]
    public async Task A_family_signs_in_at_the_provider_and_out_again()
    {
        Assert.SkipWhen(site.NoBrowser is not null, site.NoBrowser ?? "");
        await using var provider = await ProviderDouble.StartAsync();
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, provider.Settings());
        await using var context = await site.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.Url.ToString(), Locale = "en-GB" });
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();

        await page.GotoAsync("/registrations");
        new Uri(page.Url).AbsolutePath.Should().Be("/registrations");
        (await page.ContentAsync()).Should().Contain("Nguyễn Thị Lan");

        await page.GotoAsync("/sign-out");
        await page.Locator("main form button").ClickAsync();
        // The address alone would not tell: the page with the button has the same.
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("You are signed out", new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
        provider.Ended.Should().ContainSingle();
    }
}
