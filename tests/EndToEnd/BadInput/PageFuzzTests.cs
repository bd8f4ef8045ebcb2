using System.Net;
using System.Text.RegularExpressions;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>The forms six people find by the links of their pages, one of each kind, each of its fields filled with what breaks programs.</summary>
public sealed partial class PageFuzzTests
{
    private const int MaxPages = 40;

    private static readonly string[] Values =
    [
        "", " . ", "-1", "99999999999999999999", "0001-01-01", "9999-12-31T23:59", "2027-02-30", "\u0000", "\u202e", "İıſﬀ🦉", "a.b.c", "a:b", "%00", "=1+1", "[]",
        new string('ệ', 6_000),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("acc-lan", "/registrations", "/tuition", "/exams/thpt-2027/start", "/join")]
    [InlineData("school-01-002", "/school", "/school/tuition", "/school/tuition/prices")]
    [InlineData("department-01", "/department", "/department/windows")]
    [InlineData("ministry", "/ministry/sessions", "/ministry/sessions/edit", "/department/units", "/department/windows")]
    [InlineData("finance", "/finance", "/finance/columns/bank.x-1", "/finance/columns/a.b.c", "/finance/statements/bank.x-1", "/finance/cases", "/finance/write-off")]
    [InlineData("operator", "/operator", "/operator/endpoints", "/operator/deliveries")]
    public async Task Forms_are_answered_whatever_stands_in_a_field(string persona, params string[] from)
    {
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        using var http = await SignInAsync(server.Url, persona);
        var (toSee, seen, sent) = (new Queue<string>(from), new HashSet<string>(), 0);
        while (seen.Count < MaxPages && toSee.TryDequeue(out var path))
        {
            // One of each kind of page: ids make the others.
            if (!seen.Add(Id().Replace(path.Split('?')[0], "x")) || path.StartsWith("/sign-", StringComparison.Ordinal)) continue;
            using var answer = await http.GetAsync(path, Stop);
            var page = await answer.Content.ReadAsStringAsync(Stop);
            ((int)answer.StatusCode).Should().BeLessThan(500, path);
            if (answer.StatusCode != HttpStatusCode.OK) continue;
            foreach (var link in PageForm.LinksOf(page)) toSee.Enqueue(link);
            foreach (var form in PageForm.Of(page).Where(form => !form.Address.StartsWith("/sign-", StringComparison.Ordinal)))
            {
                sent += await SendAllAsync(http, path, form, toSee);
            }
        }

        sent.Should().BeGreaterThan(100);
        server.Output.Split('\n').Where(line => line.Contains("The request failed", StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static async Task<int> SendAllAsync(HttpClient http, string page, PageForm form, Queue<string> toSee)
    {
        var sent = 0;
        for (var field = 0; field < form.Fields.Count; field++)
        {
            foreach (var value in Values)
            {
                var spoiled = form.With(field, value);
                var address = new Uri(new Uri(http.BaseAddress!, page), form.Address.Length == 0 ? page : form.Address);
                using var content = spoiled.Content();
                using var answer = form.IsPost
                    ? await http.PostAsync(address, content, Stop)
                    : await http.GetAsync(new UriBuilder(address) { Query = await content.ReadAsStringAsync(Stop) }.Uri, Stop);
                ((int)answer.StatusCode).Should().BeLessThan(500, "{0} {1}={2}", address.PathAndQuery, form.Fields[field].Name, value.Length > 40 ? $"{value.Length} characters" : value);
                if (answer.Headers.Location is { OriginalString: ['/', ..] next } && toSee.Count < 200) toSee.Enqueue(next);
                sent++;
            }
        }

        return sent;
    }

    private static async Task<HttpClient> SignInAsync(Uri server, string persona)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), UseProxy = false }) { BaseAddress = server };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var form = PageForm.Of(await http.GetStringAsync("/sign-in", Stop)).Single(form => form.Fields.Contains(new PageField("persona", persona)));
        using var content = form.Content();
        using var answer = await http.PostAsync(form.Address.Length == 0 ? "/sign-in" : form.Address, content, Stop);
        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        return http;
    }

    [GeneratedRegex("[0-9a-z]{20,}")]
    private static partial Regex Id();
}
