using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>What every page must pass: no sideways scrolling, no accessibility violation. Screenshots go to SCREENSHOTS when it is set.</summary>
internal static class PageChecks
{
    private static readonly string[] Tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    public static async Task MustBeSoundAsync(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });

        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.Should().BeLessThanOrEqualTo(0, "{0} must not scroll sideways", name);

        var result = await page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions
        {
            RunOnly = new Deque.AxeCore.Commons.RunOnlyOptions { Type = "tag", Values = [.. Tags] },
        });
        result.Violations.Select(violation => $"{violation.Id}: {violation.Help} — {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")
            .Should().BeEmpty("{0} must have no accessibility violation", name);
    }

    /// <summary>Bytes over the wire for a first visit: the page and everything it loads.</summary>
    public static async Task<long> FirstViewBytesAsync(this IPage page, string path)
    {
        long total = 0;
        var pending = new List<Task<RequestSizesResult>>();
        void Count(object? sender, IRequest request) => pending.Add(request.SizesAsync());
        page.RequestFinished += Count;
        await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        page.RequestFinished -= Count;
        foreach (var sizes in await Task.WhenAll(pending)) total += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        return total;
    }
}
