using System.Net;
using System.Text.RegularExpressions;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>A server for those who mean it badly, and a confirmed registration that must not move whatever they send.</summary>
public sealed partial class BadInputFixture : IAsyncLifetime
{
    private readonly DataFolder _folder = new();
    private readonly Dictionary<string, Visitor> _people = [];
    private string _before = "";

    internal ServerProcess Server { get; private set; } = null!;

    internal Visitor Nobody { get; private set; } = null!;

    /// <summary>The registration that must not move, its payment, and an endpoint.</summary>
    internal string Registration { get; private set; } = "";

    internal string Payment => $"pay-{Registration}";

    internal IEnumerable<Visitor> Everybody => _people.Values.Append(Nobody);

    internal Visitor As(string persona) => _people[persona];

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.StartAsync(_folder.Path);
        Nobody = new Visitor(Server.Url);
        foreach (var persona in new[] { "acc-lan", "acc-minh", "school-01-001", "school-01-002", "department-01", "ministry", "finance", "operator" })
            _people[persona] = await Visitor.SignInAsync(Server.Url, persona);
        var confirmed = await new Family(As("acc-lan"), Nobody).ConfirmedAsync(500_000);
        Registration = confirmed.Text("id");
        _before = await StandingAsync();
    }

    /// <summary>After any abuse: nothing moved, nothing failed inside, and the server serves.</summary>
    internal async Task MustStandAsync()
    {
        (await StandingAsync()).Should().Be(_before);
        (await Nobody.GetAsync("/health/ready")).Must(HttpStatusCode.OK);
        MustNotHaveFailed();
    }

    /// <summary>No request met a fault of ours.</summary>
    internal void MustNotHaveFailed() =>
        Server.Output.Split('\n').Where(line => line.Contains("The request failed", StringComparison.Ordinal)).Should().BeEmpty();

    /// <summary>What every answer to bad input is: no fault of ours, and either fine or a problem document with a code.</summary>
    internal static Answer MustBeAnswered(Answer answer, string what)
    {
        if ((int)answer.Status >= 500) Assert.Fail($"{what} → {answer}");
        if ((int)answer.Status < 400) return answer;
        // Some things the web server itself refuses, without a word and before anything of ours runs.
        if (answer.Bytes.Length == 0 && !answer.Headers.ContainsKey("X-Correlation-Id")) return answer;
        if (answer.MediaType != "application/problem+json") Assert.Fail($"{what} → not a problem document: {answer}");
        if (!StableCode().IsMatch(answer.Code ?? "") || answer.Text("title").Length == 0) Assert.Fail($"{what} → {answer}");
        if (answer.Json["status"]!.GetValue<int>() != (int)answer.Status) Assert.Fail($"{what} → two statuses: {(int)answer.Status}, {answer}");
        if (answer.Body.Contains("   at ", StringComparison.Ordinal) || answer.Body.Contains("Exception", StringComparison.Ordinal))
            Assert.Fail($"{what} → shows its insides: {answer}");
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people.Values) person.Dispose();
        Nobody?.Dispose();
        if (Server is not null) await Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<string> StandingAsync()
    {
        var lan = As("acc-lan");
        var answers = new[]
        {
            await lan.GetAsync($"/api/exams/registrations/{Registration}"),
            await lan.GetAsync($"/api/exams/registrations/{Registration}/history"),
            await Nobody.GetAsync($"/api/payments/{Payment}"),
            await Nobody.GetAsync("/api/exams/sessions"),
            await As("operator").GetAsync("/api/portal/endpoints"),
        };
        return string.Join('\n', answers.Select(answer => answer.Must(HttpStatusCode.OK).Body));
    }

    [GeneratedRegex(@"\A[A-Z]+-[0-9]{3}\z")]
    private static partial Regex StableCode();
}

[CollectionDefinition(Name)]
public sealed class BadInputGroup : ICollectionFixture<BadInputFixture>
{
    public const string Name = "bad input";
}
