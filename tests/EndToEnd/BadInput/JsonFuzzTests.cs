using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Functions.Hosting;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>JSON that is none, JSON of the wrong shape, and valid requests with something spoiled.</summary>
[Collection(BadInputGroup.Name)]
public sealed class JsonFuzzTests(BadInputFixture fixture)
{
    private const int Seed = 20_261_124;
    private const int MutationsOfEach = 150;

    private static readonly byte[][] Malformed =
    [
        [], "{"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), "0"u8.ToArray(), "\"text\""u8.ToArray(), "{} {}"u8.ToArray(), "{\"form\":"u8.ToArray(),
        "{\"form\":[],\"consent\":7}"u8.ToArray(), [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}'], [0xFF, 0xFE, 0x00], [(byte)'"', 0xC3, 0x28, (byte)'"'], [0],
        Encoding.UTF8.GetBytes(new string('[', 20_000)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"form\":", 5_000))),
        Encoding.UTF8.GetBytes("{\"form\":" + new string('1', 40_000) + "}"),
    ];

    [Fact]
    public async Task No_route_with_a_body_takes_what_is_not_its_JSON()
    {
        foreach (var trigger in Routes().Where(trigger => trigger.Method is "POST" or "PUT"))
        {
            var path = Fill(trigger.Route);
            foreach (var body in Malformed)
            {
                foreach (var visitor in new[] { fixture.As("acc-lan"), fixture.As("operator"), fixture.As("school-01-001") })
                {
                    var answer = await SendAsync(visitor, trigger.Method, path, body, "application/json");
                    BadInputFixture.MustBeAnswered(answer, $"{trigger.Method} {path} {Convert.ToHexString(body.AsSpan(0, Math.Min(body.Length, 20)))}");
                    ((int)answer.Status).Should().BeGreaterThanOrEqualTo(400, $"{trigger.Method} {path} took nonsense: {answer}");
                }
            }
        }

        await fixture.MustStandAsync();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonx")]
    [InlineData(";;;")]
    public async Task Another_content_type_is_refused(string contentType)
    {
        var answer = await SendAsync(
            fixture.As("acc-lan"), "POST", $"/api/exams/{Candidates.Session}/registrations", Encoding.UTF8.GetBytes(Candidates.FreeFiling(600_000)), contentType);
        answer.MustRefuse(System.Net.HttpStatusCode.UnsupportedMediaType, "PS-008");
        await fixture.MustStandAsync();
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(40_000_000)]
    public async Task A_huge_body_is_refused(int bytes)
    {
        var body = new byte[bytes];
        Array.Fill(body, (byte)' ');
        foreach (var path in new[] { $"/api/exams/{Candidates.Session}/registrations", $"/api/payments/{fixture.Payment}/attempts", "/callbacks/sandbox", "/webhooks/portal" })
        {
            try
            {
                var answer = await SendAsync(fixture.As("acc-lan"), "POST", path, body, "application/json");
                BadInputFixture.MustBeAnswered(answer, $"{bytes} bytes to {path}").Status.Should().Be(System.Net.HttpStatusCode.RequestEntityTooLarge);
            }
            catch (HttpRequestException) when (bytes > 1_000_000)
            {
                // The server may close the connection instead of reading tens of megabytes to their end.
            }
        }

        await fixture.MustStandAsync();
    }

    [Fact]
    public async Task Valid_requests_with_something_spoiled_are_answered()
    {
        var random = new Random(Seed);
        var session = $"/api/exams/{Candidates.Session}";
        var nextCandidate = 700_000;
        (string Who, string Method, string Path, Func<string> Body)[] requests =
        [
            ("acc-minh", "POST", $"{session}/registrations", () => Candidates.FreeFiling(nextCandidate++)),
            ("acc-minh", "POST", $"{session}/registrations", () => Candidates.SchoolFiling(nextCandidate++)),
            ("acc-minh", "POST", $"{session}/registrations", () => Candidates.Filing(Rich(nextCandidate++))),
            ("acc-minh", "PUT", $"{session}/drafts", () => Candidates.Filing(Rich(nextCandidate++))),
            ("acc-minh", "POST", "/api/exams/account/children", () => Candidates.FreeFiling(nextCandidate++).Replace("\"form\"", "\"who\"", StringComparison.Ordinal)),
            ("acc-minh", "POST", $"{session}/guardians", () => """{"identity":"001305500001","code":"ABCDEFGH","consent":{"textVersion":"2026-01","relationship":"Parent","agreed":true}}"""),
            ("acc-minh", "POST", $"/api/payments/{fixture.Payment}/attempts", () => """{"gateway":"sandbox","language":"vi"}"""),
            ("ministry", "PUT", $"/api/exams/sessions/{Candidates.Session}", () => Candidates.SessionDefinition),
            ("department-01", "PUT", "/api/exams/units/01-902", () => Candidates.UnitDefinition),
            ("department-01", "POST", $"{session}/extensions", () => """{"scope":"Unit","target":"01-002","until":"2026-12-30T10:00:00+07:00","reason":"mất điện cả huyện"}"""),
            ("school-01-001", "POST", $"/api/exams/registrations/{fixture.Registration}/corrections", () => """{"reasons":[{"field":"address","text":"thiếu"}]}"""),
            ("operator", "POST", "/api/portal/endpoints", () => """{"name":"x","url":"ftp://example.invalid/hook","procedures":["1.000001"]}"""),
            ("finance", "POST", $"/api/finance/payments/{fixture.Payment}/cases/7/refund", () => """{"reason":"x"}"""),
            ("finance", "POST", $"/api/finance/payments/{fixture.Payment}/cases/7/close", () => """{"reason":"x"}"""),
            ("finance", "PUT", "/api/finance/columns", () => """{"source":"bank.x-1","header":["Ngày","Số tiền"],"day":"Ngày","dayFormat":"dd/MM/yyyy","amount":"Số tiền","kinds":{"a":"Charge"}}"""),
            ("finance", "POST", "/api/finance/proposals", () => """{"kind":"AssignLine","reason":"x","line":"lin-bank.x.1","account":"fees:x","amount":{"amount":1,"currency":"VND"},"day":"2026-11-23"}"""),
            ("finance", "POST", "/api/finance/proposals/prp-none/decide", () => """{"approve":true,"reason":"x"}"""),
            ("finance", "POST", "/api/finance/lines/lin-none/match", () => """{"expectations":["exp-none"],"reason":"x"}"""),
            ("finance", "POST", "/api/finance/lines/lin-none/release", () => """{"reason":"x"}"""),
            ("finance", "POST", "/api/finance/statements/bank.x-1?format=Camt053", () => """{"not":"xml"}"""),
            ("acc-minh", "POST", "/api/sign-in", () => """{"persona":"acc-nobody"}"""),
        ];
        foreach (var (who, method, path, body) in requests)
        {
            for (var i = 0; i < MutationsOfEach; i++)
            {
                var spoiled = Mutation.OfJson(body(), random);
                var bytes = Encoding.UTF8.GetBytes(spoiled);
                if (random.Next(5) == 0) bytes = Mutation.OfBytes(bytes, random);
                var answer = await SendAsync(fixture.As(who), method, path, bytes, "application/json", ("If-Match", $"{random.Next(1, 4)}"));
                BadInputFixture.MustBeAnswered(answer, $"seed {Seed}: {who} {method} {path} {spoiled}");
            }
        }

        (await fixture.Nobody.GetAsync("/health/ready")).Must(System.Net.HttpStatusCode.OK);
        fixture.MustNotHaveFailed();
    }

    [Fact]
    public async Task Webhooks_signed_over_spoiled_dossiers_are_answered_and_never_retried_for_ever()
    {
        var random = new Random(Seed);
        for (var i = 0; i < MutationsOfEach; i++)
        {
            var body = Mutation.OfJson(PortalVoice.Filed($"000.01.19.H26-261123-{910_000 + i}", Rich(800_000 + i)), random);
            BadInputFixture.MustBeAnswered(await PortalVoice.SendAsync(fixture.Nobody, $"evt-spoiled-{i}", body), $"seed {Seed}: {body}");
        }

        await fixture.MustStandAsync();
    }

    [Theory]
    [InlineData("type", "99")]
    [InlineData("purpose", "42")]
    [InlineData("sex", "7")]
    [InlineData("programme", "\"5\"")]
    public async Task A_number_is_no_choice(string field, string value)
    {
        var form = Candidates.FreeForm(610_000);
        form[field] = JsonNode.Parse(value);
        var answer = await fixture.As("acc-minh").PostAsync($"/api/exams/{Candidates.Session}/registrations", Candidates.Filing(form));
        answer.MustRefuse(System.Net.HttpStatusCode.BadRequest, "PS-006");
    }

    private static List<HttpTrigger> Routes()
    {
        var triggers = new Triggers();
        Features.Register(new ServiceCollection(), triggers);
        // These need no body: what is sent with them is not read.
        string[] bodiless =
        [
            "submit", "withdraw", "pay-again", "check", "invitation", "lock", "enable", "secret", "complete", "invoice",
            "/api/finance/statements/{source}/match", "/api/finance/payouts/{gateway}/{payout}", "/api/finance/days/{day}/close",
            "/api/tuition/schools/{school}/invoices/{period}",
        ];
        var routes = triggers.HttpTriggers.Where(trigger => !bodiless.Contains(trigger.Route.Split('/')[^1]) && !bodiless.Contains(trigger.Route)).ToList();
        routes.Where(trigger => trigger is { Method: "POST" or "PUT", Description: { Body: null, RawBody.Count: 0 } })
            .Should().BeEmpty("every body is described");
        return routes;
    }

    private string Fill(string route) => route
        .Replace("{session}", Candidates.Session, StringComparison.Ordinal)
        .Replace("{id}", fixture.Registration, StringComparison.Ordinal)
        .Replace("{payment}", fixture.Payment, StringComparison.Ordinal)
        .Replace("{unit}", Candidates.School, StringComparison.Ordinal)
        .Replace("{gateway}", "sandbox", StringComparison.Ordinal)
        .Replace("{endpoint}", "end-nowhere", StringComparison.Ordinal)
        .Replace("{number:int}", "1", StringComparison.Ordinal)
        .Replace("{stray}", "cbk-nowhere", StringComparison.Ordinal);

    /// <summary>A form with everything in it that a form may hold.</summary>
    private static JsonObject Rich(int candidate)
    {
        var form = Candidates.SchoolForm(candidate);
        form["exemptionCertificate"] = "ielts";
        form["exemptionScore"] = "6.5";
        form["exemptionValidUntil"] = "2028-01-01";
        form["reservedScores"] = new JsonArray(new JsonObject { ["subject"] = "physics", ["score"] = 7.25 });
        form["priorityGroup"] = "01";
        form["residenceCommune"] = "00001";
        form["feeExemption"] = "orphan";
        form["phone"] = "0912345678";
        form["graduationYear"] = 2027;
        form["foreignNational"] = false;
        return form;
    }

    private static Task<Answer> SendAsync(
        Visitor visitor, string method, string path, byte[] body, string contentType, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return visitor.SendAsync(new HttpMethod(method), path, content, headers);
    }
}
