using System.Net;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>Addresses, methods and headers that lead nowhere.</summary>
[Collection(BadInputGroup.Name)]
public sealed class RouteTests(BadInputFixture fixture)
{
    private static readonly string[] Ids =
    [
        "reg-", "reg", "REG-ABC", "reg-nobody", "pay-reg-nobody", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "reg-%00", "reg-%ff%fe", "reg-ệ", "%F0%9F%A6%89",
        "reg-a%20b", "reg-'%20OR%201=1--", "a%0d%0aSet-Cookie:x=1", "reg-x%2fhistory", "0", "-1", "9999999999999999999999", "null", "%25%30%30", "reg-%EF%BF%BF",
    ];

    [Theory]
    [InlineData("GET", "/api/nowhere", HttpStatusCode.NotFound, "PS-003")]
    [InlineData("GET", "/API/NOWHERE", HttpStatusCode.NotFound, "PS-003")]
    [InlineData("DELETE", "/api/exams/sessions", HttpStatusCode.MethodNotAllowed, "WEB-001")]
    [InlineData("PATCH", "/webhooks/portal", HttpStatusCode.MethodNotAllowed, "WEB-001")]
    [InlineData("BREW", "/api/exams/sessions", HttpStatusCode.MethodNotAllowed, "WEB-001")]
    [InlineData("POST", "/callbacks/nowhere", HttpStatusCode.NotFound, "PS-003")]
    [InlineData("GET", "/api/exams/registrations", HttpStatusCode.Unauthorized, "PS-005")]
    [InlineData("GET", "/api/notices/unsent/yesterday", HttpStatusCode.Unauthorized, "PS-005")]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "PS-003")]
    public async Task A_wrong_address_gets_a_problem_in_the_callers_language(string method, string path, HttpStatusCode status, string code)
    {
        var vi = await fixture.Nobody.SendAsync(new HttpMethod(method), path, null, ("Accept-Language", "vi-VN,vi;q=0.9,en;q=0.8"));
        var en = await fixture.Nobody.SendAsync(new HttpMethod(method), path, null, ("Accept-Language", "en-GB,en;q=0.9"));
        BadInputFixture.MustBeAnswered(vi, path).MustRefuse(status, code);
        BadInputFixture.MustBeAnswered(en, path).MustRefuse(status, code);
        (vi.Headers["Content-Language"], en.Headers["Content-Language"]).Should().Be(("vi", "en"));
        vi.Text("title").Should().MatchRegex("[àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ]").And.NotBe(en.Text("title"));
    }

    [Fact]
    public async Task A_person_gets_a_page_instead()
    {
        var page = await fixture.Nobody.GetAsync("/nowhere", ("Accept", "text/html"), ("Accept-Language", "en"));
        page.Status.Should().Be(HttpStatusCode.NotFound);
        page.MediaType.Should().Be("text/html");
        page.Body.Should().Contain("PS-003").And.Contain("lang=\"en\"");
    }

    [Fact]
    public async Task No_id_or_query_can_break_an_address()
    {
        string[] paths =
        [
            "/api/exams/registrations/{0}", "/api/exams/registrations/{0}/history", "/api/exams/registrations/{0}/receipt", "/api/exams/registrations/{0}/files/{0}",
            "/api/payments/{0}", "/api/payments/{0}?ask=true", "/api/payments/lookup?reference={0}", "/api/receipts/{0}", "/api/exams/departments/{0}/units",
            "/api/exams/{0}/units/{0}/registrations", "/api/exams/thpt-2027/units/01-001/registrations?class={0}&continuation={0}",
            "/api/exams/thpt-2027/units/01-001/registrations?take={0}", "/api/exams/thpt-2027/units/01-001/registrations?state={0}&next={0}",
            "/api/exams/{0}/units/{0}/lock", "/api/finance/cases?closed={0}&continuation={0}", "/api/finance/cases?continuation={0}",
            "/api/finance/ledger/trial-balance?from={0}&to={0}", "/api/finance/ledger/accounts/{0}?from={0}&to={0}",
            "/api/finance/ledger/accounts/refunds-payable?to={0}", "/api/finance/ledger/accounts/refunds-payable/lines?day={0}&continuation={0}",
            "/api/finance/statements/{0}?continuation={0}", "/api/finance/statements/{0}/lines?done={0}", "/api/finance/statements/vnpay/expected?continuation={0}",
            "/api/finance/lines/{0}", "/api/finance/proposals?continuation={0}", "/api/finance/days/{0}/preview", "/api/finance/days/{0}/close?format={0}",
            "/api/portal/endpoints/{0}/waiting?after={0}", "/api/portal/endpoints/{0}/deliveries/{0}", "/api/portal/dossiers/{0}/deliveries",
            "/api/notices/unsent/{0}", "/api/notices/unsent/2026-11-24?after={0}", "/callbacks/sandbox?{0}", "/callbacks/{0}", "/sandbox/pay?{0}", "/pay/{0}",
            "/assets/{0}",
        ];
        string[] days = ["0001-01-01", "9999-12-31", "2026-02-30", "1"];
        foreach (var path in paths)
        {
            foreach (var id in Ids.Concat(days))
            {
                foreach (var visitor in fixture.Everybody)
                    BadInputFixture.MustBeAnswered(await visitor.GetAsync(string.Format(null, path, id)), string.Format(null, path, id));
            }
        }

        await fixture.MustStandAsync();
    }

    [Theory]
    [InlineData("Authorization", "Bearer nonsense", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer ", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Basic YTpi", HttpStatusCode.Unauthorized)]
    [InlineData("Cookie", "ps-session=CfDJ8nonsense", HttpStatusCode.Unauthorized)]
    [InlineData("Cookie", "ps-session=%00; lang=xx; ====;;", HttpStatusCode.Unauthorized)]
    [InlineData("Accept-Language", "zz,,;q=,en;q=99,*", HttpStatusCode.Unauthorized)]
    [InlineData("X-Correlation-Id", "a\tb{}<script>", HttpStatusCode.Unauthorized)]
    [InlineData("X-Forwarded-For", "not an address", HttpStatusCode.Unauthorized)]
    [InlineData("Accept", "application/xml;q=0,*/*;q=0", HttpStatusCode.Unauthorized)]
    public async Task A_strange_header_is_harmless(string name, string value, HttpStatusCode status)
    {
        var answer = await fixture.Nobody.GetAsync("/api/exams/registrations", (name, value));
        BadInputFixture.MustBeAnswered(answer, $"{name}: {value}").Status.Should().Be(status);
        answer.Headers["X-Correlation-Id"].Should().MatchRegex(@"\A[A-Za-z0-9_-]{1,64}\z");
    }

    [Theory]
    [InlineData("If-Match", "*")]
    [InlineData("If-Match", "\"abc\"")]
    [InlineData("If-Match", "-1")]
    [InlineData("If-Match", "99999999999999999999999")]
    [InlineData("If-Match", "W/\"0\"")]
    [InlineData("Idempotency-Key", "")]
    public async Task A_header_that_means_nothing_is_refused(string name, string value)
    {
        var answer = await fixture.As("acc-lan").SendAsync(
            HttpMethod.Post, $"/api/exams/registrations/{fixture.Registration}/withdraw", null, (name, value));
        BadInputFixture.MustBeAnswered(answer, $"{name}: {value}").Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        await fixture.MustStandAsync();
    }
}
