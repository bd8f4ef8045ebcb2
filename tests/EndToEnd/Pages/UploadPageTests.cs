using System.Net;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Playwright;
using PublicServices.Tests.Support;

namespace PublicServices.Tests.EndToEnd.Pages;

/// <summary>A photo of 8 MB from a phone whose network comes and goes.</summary>
[Collection(SiteGroup.Name)]
public sealed class UploadPageTests(SiteFixture site) : IDisposable
{
    private const int PhotoBytes = 8_000_000;
    private const int Blocks = 31;
    private const int BreakAfter = 8;
    private const int FirstCandidate = 770_000;
    private readonly string _photo = Path.Combine(Directory.CreateTempSubdirectory("photo-").FullName, "học bạ.jpg");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_photo)!, recursive: true);

    [Fact]
    public async Task An_upload_goes_on_where_the_connection_broke()
    {
        var page = await site.PhoneAsync();
        await BeginAsync(page, site.Address, 1);
        await SendUntilItBreaksAsync(page, 1, "**/uploads/reg-*/**");
    }

    [Fact]
    public async Task An_upload_goes_on_when_the_page_was_closed_and_the_same_file_is_chosen_again()
    {
        var page = await site.PhoneAsync();
        var id = await BeginAsync(page, site.Address, 2);
        var sent = CountBlocks(page);
        await BreakAfterAsync(page, "**/uploads/reg-*/**");
        await page.ClickAsync("form[data-upload] button.btn");
        await page.Locator(".upload-state.wait").WaitForAsync();
        await page.Context.SetOfflineAsync(false);
        await page.UnrouteAllAsync();
        await page.GotoAsync($"/registrations/{id}");

        await page.GotoAsync($"/registrations/{id}/files");
        await ChooseAsync(page);
        await page.ClickAsync("form[data-upload] button.btn");
        await page.WaitForURLAsync("**done=1");

        // The browser may not tell of a block that was under way when its page was closed.
        sent.Count.Should().BeInRange(Blocks - 1, Blocks + 4, "what had arrived is not sent again");
        (await page.InnerTextAsync("main")).Should().Contain("học bạ.jpg");
        (await page.EvaluateAsync<int>("() => Object.keys(localStorage).length")).Should().Be(0);
    }

    [Fact]
    public async Task What_is_too_large_is_refused_before_it_is_sent_and_what_is_no_photo_after()
    {
        var page = await site.PhoneAsync();
        await BeginAsync(page, site.Address, 3);
        var sent = CountBlocks(page);
        await page.CheckAsync("input[name=kind][value=photo]");
        await page.ClickAsync("form[data-upload] button.btn");
        await page.Locator(".upload-state.bad").WaitForAsync();
        (await page.InnerTextAsync(".upload-state")).Should().Contain("FILE-002");
        sent.Should().BeEmpty();
        await page.MustBeSoundAsync("upload-refused");

        await File.WriteAllTextAsync(_photo, "not a photo at all", TestContext.Current.CancellationToken);
        await page.CheckAsync("input[name=kind][value=transcript]");
        await page.SetInputFilesAsync("input[name=file]", _photo);
        await page.ClickAsync("form[data-upload] button.btn");
        await page.WaitForFunctionAsync("() => /FILE-003/.test(document.querySelector('.upload-state').textContent)");
        (await page.Locator("form[data-upload] button.btn").IsEnabledAsync()).Should().BeTrue("one can choose another file");
    }

    [Fact]
    public async Task The_plain_form_does_it_without_script()
    {
        var page = await site.PhoneAsync(script: false);
        await BeginAsync(page, site.Address, 4);
        await page.ClickAsync("form[data-upload] button.btn");
        await page.WaitForURLAsync("**done=1");
        (await page.InnerTextAsync("main")).Should().Contain("học bạ.jpg").And.Contain($"{PhotoBytes / 1024} kB");
    }

    [Fact]
    public async Task An_address_that_is_blocked_falls_back_to_the_plain_form()
    {
        var page = await site.PhoneAsync();
        await BeginAsync(page, site.Address, 5);
        await page.RouteAsync("**/uploads/reg-*/**", route => route.FulfillAsync(new RouteFulfillOptions { Status = 403 }));
        await page.ClickAsync("form[data-upload] button.btn");
        await page.WaitForURLAsync("**done=1");
        (await page.InnerTextAsync("main")).Should().Contain("học bạ.jpg");
    }

    [Fact]
    public async Task An_upload_goes_straight_to_Azure_Storage_and_on_where_the_connection_broke()
    {
        Assert.SkipWhen(Azurite.Missing is not null, Azurite.Missing ?? "");
        Assert.SkipWhen(site.NoBrowser is not null, site.NoBrowser ?? "");
        await using var azurite = await Azurite.StartAsync();
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, $"--Blobs:ConnectionString={azurite.ConnectionString}");
        var origin = server.Url.GetLeftPart(UriPartial.Authority);
        await PrepareAsync(azurite, origin);
        var page = await site.PhoneAsync(address: origin);

        await BeginAsync(page, origin, 6);
        await SendUntilItBreaksAsync(page, 6, "**/quarantine/**");

        var service = new BlobServiceClient(azurite.ConnectionString);
        (await ListAsync(service, "files")).Should().ContainSingle().Which.Properties.ContentLength.Should().Be(PhotoBytes);
        (await ListAsync(service, "quarantine")).Should().BeEmpty();
    }

    private static ValueTask<List<BlobItem>> ListAsync(BlobServiceClient service, string container) =>
        service.GetBlobContainerClient(container).GetBlobsAsync(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

    private static async Task PrepareAsync(Azurite azurite, string origin)
    {
        var service = new BlobServiceClient(azurite.ConnectionString);
        foreach (var container in new[] { "files", "quarantine" }) await service.CreateBlobContainerAsync(container);
        // As the deployment sets it: pages of this origin may write, and nothing else.
        BlobServiceProperties properties = await service.GetPropertiesAsync();
        properties.Cors =
        [
            new BlobCorsRule { AllowedOrigins = origin, AllowedMethods = "PUT", AllowedHeaders = "content-type", ExposedHeaders = "", MaxAgeInSeconds = 600 },
        ];
        await service.SetPropertiesAsync(properties);
    }

    private static List<IRequest> CountBlocks(IPage page)
    {
        var sent = new List<IRequest>();
        page.Request += (_, request) =>
        {
            if (request.Method == "PUT") sent.Add(request);
        };
        return sent;
    }

    /// <summary>Lets some blocks through; then the phone has no network at all.</summary>
    private static async Task BreakAfterAsync(IPage page, string address)
    {
        var passed = 0;
        await page.RouteAsync(address, async route =>
        {
            if (route.Request.Method == "PUT" && ++passed == BreakAfter + 1)
            {
                await page.Context.SetOfflineAsync(true);
                await route.AbortAsync("connectionreset");
            }
            else
            {
                await route.ContinueAsync();
            }
        });
    }

    /// <summary>Files a registration, and chooses a photo for it on the files page.</summary>
    private async Task<string> BeginAsync(IPage page, string server, int seed)
    {
        await File.WriteAllBytesAsync(_photo, Photos.OfSize(PhotoBytes, seed));
        using var family = await Visitor.SignInAsync(new Uri(server), "acc-lan");
        var filed = await family.PostAsync($"/api/exams/{Candidates.Session}/registrations", Candidates.SchoolFiling(FirstCandidate + seed));
        var id = filed.Must(HttpStatusCode.Created).Text("registration");
        await SiteFixture.SignInAsync(page, "acc-lan");
        await page.GotoAsync($"/registrations/{id}/files");
        await ChooseAsync(page);
        return id;
    }

    private async Task ChooseAsync(IPage page)
    {
        await page.CheckAsync("input[name=kind][value=transcript]");
        await page.SetInputFilesAsync("input[name=file]", _photo);
    }

    private async Task SendUntilItBreaksAsync(IPage page, int seed, string address)
    {
        var sent = CountBlocks(page);
        await BreakAfterAsync(page, address);
        await page.ClickAsync("form[data-upload] button.btn");
        await page.Locator(".upload-state.wait").WaitForAsync();
        (await page.InnerTextAsync(".upload-state")).Should().Contain("Mất kết nối").And.Contain("7,6 MB");
        (await page.EvaluateAsync<double>("() => document.querySelector('progress').value")).Should().Be(BreakAfter * 256 * 1024);
        await page.MustBeSoundAsync("upload-waiting");

        await page.Context.SetOfflineAsync(false);
        await page.WaitForURLAsync("**done=1");

        sent.Should().HaveCountLessThanOrEqualTo(Blocks + 3, "what had arrived is not sent again").And.HaveCountGreaterThanOrEqualTo(Blocks);
        (await page.InnerTextAsync("main")).Should().Contain("học bạ.jpg").And.Contain($"{Photos.OfSize(PhotoBytes, seed).Length / 1024} kB");
    }
}
