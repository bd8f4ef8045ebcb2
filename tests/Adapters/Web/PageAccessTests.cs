using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Razor.Hosting;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Web;

/// <summary>Every page there is, asked for by those who may not see it: they are turned away before the page does anything.</summary>
public sealed partial class PageAccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_AreShownToNobodyTheyAreNotFor()
    {
        await using var host = await WebHost.StartAsync("Development");
        foreach (var (role, persona) in ((Role?, string?)[])[(null, null), (Role.Family, "acc-lan"), (Role.School, "sch-1")])
        {
            using var client = host.Client();
            if (persona is not null) await WebHost.SignInAsync(client, persona);
            foreach (var page in Pages().Where(page => page.Who is { } who && (role is null || who.Roles?.Split(',').Contains(role.ToString()) == false)))
            {
                using var answer = await client.GetAsync(page.Path, Token);
                answer.StatusCode.Should().Be(role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, "{0} asked for {1}", role?.ToString() ?? "nobody", page.Path);
            }
        }

        host.Logged.Should().NotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_WithALimit_AreLimitedFromTheFirstRequestOn()
    {
        await using var host = await WebHost.StartAsync("Development", settings: ("Web:PublicRequestsPerMinute", "1"));
        using var client = host.Client();
        var limited = Pages().Where(page => page.Limit == WebSetup.PublicPolicy).ToList();
        limited.Should().HaveCountGreaterThan(3);

        (await client.GetAsync("/privacy", Token)).StatusCode.Should().Be(HttpStatusCode.OK, "it has no limit");
        using var first = await client.GetAsync(limited[0].Path, Token);
        first.StatusCode.Should().NotBe(HttpStatusCode.TooManyRequests);
        foreach (var page in limited)
        {
            using var answer = await client.GetAsync(page.Path, Token);
            answer.StatusCode.Should().Be(HttpStatusCode.TooManyRequests, page.Path);
        }
    }

    private static List<Page> Pages()
    {
        var pages = typeof(WebSetup).Assembly.GetCustomAttributes<RazorCompiledItemAttribute>()
            .Where(item => item.Kind == "mvc.1.0.razor-page")
            .Select(item =>
            {
                var route = item.Type.GetCustomAttributes<RazorCompiledItemMetadataAttribute>().Single(metadata => metadata.Key == "RouteTemplate").Value;
                var model = item.Type.GetProperty("Model")!.PropertyType;
                return new Page(
                    Parameter().Replace(route, "x"), model.GetCustomAttribute<AuthorizeAttribute>(), model.GetCustomAttribute<EnableRateLimitingAttribute>()?.PolicyName);
            })
            .ToList();
        pages.Should().HaveCountGreaterThan(40);
        return pages;
    }

    private sealed record Page(string Path, AuthorizeAttribute? Who, string? Limit);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
