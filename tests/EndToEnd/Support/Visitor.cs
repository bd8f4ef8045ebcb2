using System.Net.Http.Headers;
using System.Text;

namespace PublicServices.Tests.EndToEnd;

/// <summary>Somebody with a client of their own: a family, an officer, a partner, or nobody in particular.</summary>
internal sealed class Visitor : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;

    public Visitor(Uri server, string? token = null)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = server,
            Timeout = Timeout,
        };
        Token = token;
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string? Token { get; }

    public Uri Server => _http.BaseAddress!;

    /// <summary>Signs in as a demonstration person.</summary>
    public static async Task<Visitor> SignInAsync(Uri server, string persona)
    {
        using var nobody = new Visitor(server);
        var answer = (await nobody.PostAsync("/api/sign-in", $$"""{"persona":"{{persona}}"}""")).Must(System.Net.HttpStatusCode.OK);
        return new Visitor(server, answer.Text("accessToken"));
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostAsync(string path, string? json = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, JsonContent(json), headers);

    public Task<Answer> PutAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, JsonContent(json), headers);

    /// <exception cref="HttpRequestException">The connection was lost: whether it was done is unknown.</exception>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var answer = await Answer.ReadAsync(response, CancellationToken.None);
        await ApiCheck.OfAsync(_http, method.Method, path, answer);
        return answer;
    }

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent? JsonContent(string? json)
    {
        if (json is null) return null;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
