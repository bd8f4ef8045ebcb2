using System.Net.Http.Headers;

namespace PublicServices.Tests.EndToEnd.SignIn;

/// <summary>A browser as far as signing in needs one: cookies of its own, and redirects followed from server to server.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri server, bool followRedirects)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = followRedirects, UseProxy = false }) { BaseAddress = server };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
    }

    public Task<BrowserPage> GetAsync(string path) => GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));

    public async Task<BrowserPage> GetAsync(Uri address)
    {
        using var response = await _http.GetAsync(address, TestContext.Current.CancellationToken);
        return new BrowserPage(
            await Answer.ReadAsync(response, TestContext.Current.CancellationToken), response.RequestMessage!.RequestUri!, response.Headers.Location);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Where the browser ended, and what it got there.</summary>
internal sealed record BrowserPage(Answer Answer, Uri Address, Uri? LeadsTo);
