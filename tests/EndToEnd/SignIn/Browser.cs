using System.Net;

namespace PublicServices.Tests.EndToEnd.SignIn;

/// <summary>A browser without eyes: keeps cookies, and follows redirects one by one, so that a test can change them on the way.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri server)
    {
        Server = server;
        Cookies = new CookieContainer();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies, UseProxy = false });
        _http.DefaultRequestHeaders.Add("Accept", "text/html");
        _http.DefaultRequestHeaders.Add("Accept-Language", "en");
    }

    public Uri Server { get; }

    public CookieContainer Cookies { get; }

    /// <summary>True when the server's session cookie is here.</summary>
    public bool IsSignedIn => Cookies.GetCookies(Server)["ps-session"] is { Value.Length: > 0 };

    /// <summary>One request; a redirect is not followed.</summary>
    public async Task<(HttpStatusCode Status, Uri? Location, string Body)> GetAsync(Uri address)
    {
        using var answer = await _http.GetAsync(address);
        return await ReadAsync(address, answer);
    }

    /// <summary>Follows redirects to the end.</summary>
    public async Task<(HttpStatusCode Status, Uri Address, string Body)> VisitAsync(string path, Func<Uri, bool>? until = null)
    {
        var address = new Uri(Server, path);
        for (var step = 0; step < 10; step++)
        {
            var (status, location, body) = await GetAsync(address);
            if (location is null) return (status, address, body);
            address = location;
            if (until?.Invoke(address) == true) return (status, address, body);
        }

        throw new InvalidOperationException($"Redirected for ever, at last to {address}.");
    }

    /// <summary>Posts a page's form, with its antiforgery token.</summary>
    public async Task<(HttpStatusCode Status, Uri? Location, string Body)> PostFormAsync(string path)
    {
        var address = new Uri(Server, path);
        var page = (await GetAsync(address)).Body;
        const string Name = "__RequestVerificationToken\" type=\"hidden\" value=\"";
        var token = page[(page.IndexOf(Name, StringComparison.Ordinal) + Name.Length)..];
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token[..token.IndexOf('"')])]);
        using var answer = await _http.PostAsync(address, form);
        return await ReadAsync(address, answer);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<(HttpStatusCode Status, Uri? Location, string Body)> ReadAsync(Uri address, HttpResponseMessage answer)
    {
        var location = (int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } to ? new Uri(address, to) : null;
        return (answer.StatusCode, location, await answer.Content.ReadAsStringAsync());
    }
}
