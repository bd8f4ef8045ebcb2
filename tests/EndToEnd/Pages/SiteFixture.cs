using System.Diagnostics;
using Microsoft.Playwright;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>The real process on a data folder of its own, and a real browser; both end with the tests.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("ps-pages-").FullName;
    private Process? _server;
    private IPlaywright? _playwright;

    /// <summary>Where the site listens, without a slash at the end.</summary>
    public string Address { get; private set; } = string.Empty;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Null when there is a browser; otherwise why not.</summary>
    public string? NoBrowser { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
        if (!File.Exists(chromium))
        {
            NoBrowser = $"There is no browser at {chromium}; set CHROMIUM.";
            return;
        }

        await StartServerAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A page of a phone, 360 px wide, in Vietnamese.</summary>
    public async Task<IPage> PhoneAsync(bool script = true, string locale = "vi-VN", int width = 360, string? address = null)
    {
        Assert.SkipWhen(NoBrowser is not null, NoBrowser ?? "");
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address ?? Address,
            JavaScriptEnabled = script,
            Locale = locale,
            ViewportSize = new ViewportSize { Width = width, Height = 780 },
        });
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    /// <summary>Checks a page as somebody sees it, in a browser of its own: the checks need script, a journey may do without.</summary>
    public async Task MustBeSoundAsync(string persona, string path, string name)
    {
        var page = await PhoneAsync();
        await SignInAsync(page, persona);
        await page.GotoAsync(path);
        await page.MustBeSoundAsync(name);
    }

    /// <summary>Signs in as a demonstration person.</summary>
    public static async Task SignInAsync(IPage page, string persona)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator($"button[value='{persona}']").ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartServerAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "PublicServices.Functions.dll");
        _server = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls=http://127.0.0.1:0", $"--Data:Folder={_folder}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development" },
        })!;
        using var timeout = new CancellationTokenSource(StartTimeout);
        while (await _server.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            const string Listening = "Listening on ";
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at < 0) continue;
            Address = line[(at + Listening.Length)..].Trim();
            // Nobody reads on: a full pipe would stop the server.
            _ = _server.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            _ = _server.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return;
        }

        throw new InvalidOperationException($"The server ended before it listened: {await _server.StandardError.ReadToEndAsync(CancellationToken.None)}");
    }
}

[CollectionDefinition(Name)]
public sealed class SiteGroup : ICollectionFixture<SiteFixture>
{
    public const string Name = "site";
}
