using System.Net;
using Microsoft.AspNetCore.Http;
using PublicServices.Functions.Hosting.Web;

namespace PublicServices.Tests.Unit.Hosting.Web;

public sealed class RequestRulesTests
{
    [Theory]
    [InlineData("abc-DEF_123", true)]
    [InlineData("", false)]
    [InlineData("has space", false)]
    [InlineData("line\nbreak", false)]
    [InlineData("ngày", false)]
    [InlineData(null, false)]
    public void CorrelationId_FromOutside_IsTakenOnlyWhenHarmless(string? id, bool taken) =>
        ArrivalMiddleware.IsAcceptable(id).Should().Be(taken);

    [Fact]
    public void CorrelationId_AtItsLimit_IsTakenAndOneLongerIsNot()
    {
        ArrivalMiddleware.IsAcceptable(new string('a', 64)).Should().BeTrue();
        ArrivalMiddleware.IsAcceptable(new string('a', 65)).Should().BeFalse();
    }

    [Theory]
    [InlineData(null, "vi")]
    [InlineData("", "vi")]
    [InlineData("en-US,en;q=0.9", "en")]
    [InlineData("fr-FR, en;q=0.8, vi;q=0.7", "en")]
    [InlineData("vi-VN,vi;q=0.9,en;q=0.8", "vi")]
    [InlineData("fr,de", "vi")]
    [InlineData(",,;;q=", "vi")]
    public void Language_FromTheBrowser_IsTheFirstOfOurTwo(string? header, string language) =>
        RequestLanguage.FromHeader(header).Should().Be(language);

    [Theory]
    [InlineData("?lang=en", "ps-lang=vi", "vi", "en")]
    [InlineData("?lang=xx", "ps-lang=en", "vi", "en")]
    [InlineData("", "ps-lang=en", "vi", "en")]
    [InlineData("", "ps-lang=<script>", "en", "en")]
    [InlineData("", "", "vi", "vi")]
    public void Language_AddressThenChoiceThenBrowser(string query, string cookie, string accept, string language)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);
        if (cookie.Length > 0) request.Headers.Cookie = cookie;
        request.Headers.AcceptLanguage = accept;
        RequestLanguage.Of(request).Should().Be(language);
    }

    [Fact]
    public void ToggleUrl_KeepsTheRestOfTheAddressAndEscapesIt()
    {
        var request = new DefaultHttpContext().Request;
        request.Path = "/payment-check";
        request.QueryString = new QueryString("?reference=a%26b%22&lang=vi");
        RequestLanguage.ToggleUrl(request, "vi").Should().Be("/payment-check?reference=a%26b%22&lang=en");
    }

    [Theory]
    [InlineData("GET", "/api/x", "ps-session=1", "cross-site", null, null, false)]
    [InlineData("POST", "/form", "ps-session=1", "cross-site", null, "text/plain", false)]
    [InlineData("POST", "/api/x", null, "cross-site", null, "text/plain", false)]
    [InlineData("POST", "/api/x", "ps-session=1", "same-origin", null, "multipart/form-data; boundary=a", false)]
    [InlineData("POST", "/api/x", "ps-session=1", "cross-site", null, "application/json", true)]
    [InlineData("POST", "/api/x", "ps-session=1", "same-site", null, "application/json", true)]
    [InlineData("POST", "/api/x", "ps-session=1", null, "https://here.test", "text/plain", false)]
    [InlineData("POST", "/api/x", "ps-session=1", null, "https://evil.test", "application/json", true)]
    [InlineData("POST", "/api/x", "ps-session=1", null, "null", "application/json", true)]
    [InlineData("POST", "/api/x", "ps-session=1", null, null, "application/json", false)]
    [InlineData("POST", "/api/x", "ps-session=1", null, null, "text/plain;charset=utf-8", true)]
    [InlineData("POST", "/api/x", "ps-session=1", null, null, null, true)]
    [InlineData("DELETE", "/API/x", "ps-session=1", "cross-site", null, null, true)]
    public void SameOrigin_CookieRequestsFromElsewhere_AreRefused(
        string method, string path, string? cookie, string? site, string? origin, string? contentType, bool refused)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path, request.Scheme, request.Host) = (method, path, "https", new HostString("here.test"));
        if (cookie is not null) request.Headers.Cookie = cookie;
        if (site is not null) request.Headers["Sec-Fetch-Site"] = site;
        if (origin is not null) request.Headers.Origin = origin;
        request.ContentType = contentType;
        SameOriginRule.IsCrossSite(request).Should().Be(refused);
    }

    [Theory]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2::5", "20010DB800010002")]
    [InlineData("2001:db8:1:2:ffff::9", "20010DB800010002")]
    public void RateLimit_CountsOneSubscriberOnce(string address, string partition) =>
        WebSetup.PublicPartition(IPAddress.Parse(address)).Should().Be(partition);

    [Fact]
    public void ContentSecurityPolicy_TakesOriginsAndNothingElse()
    {
        var policy = new WebOptions { FormTargets = ["https://pay.test", "https://x.test; script-src *", "javascript:alert(1)", "nonsense"] }.ContentSecurityPolicy;
        policy.Should().EndWith("form-action 'self' https://pay.test");
        policy.Should().NotContain("unsafe").And.NotContain("*");
    }

    [Theory]
    [InlineData("https://account.blob.core.windows.net", "connect-src 'self' https://account.blob.core.windows.net;")]
    [InlineData(null, "connect-src 'self';")]
    [InlineData("https://x.test; script-src *", "connect-src 'self';")]
    public void Policy_LetsPagesSpeakToTheQuarantineOnly(string? origin, string directive) =>
        new WebOptions { UploadOrigin = new Lazy<string?>(origin) }.ContentSecurityPolicy.Should().Contain(directive).And.NotContain("*");

    [Fact]
    public void Assets_StayWithinTheirWeight()
    {
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../functions/wwwroot"));
        new FileInfo(Path.Combine(root, "site.css")).Length.Should().BeLessThanOrEqualTo(12 * 1024);
        new FileInfo(Path.Combine(root, "draft.js")).Length.Should().BeLessThanOrEqualTo(4 * 1024);
        new FileInfo(Path.Combine(root, "upload.js")).Length.Should().BeLessThanOrEqualTo(6 * 1024);
        Assets.Url("site.css").Should().MatchRegex(@"^/assets/site\.[0-9a-f]{10}\.css$");
        Assets.CompressedLength("site.css").Should().BeLessThan(4 * 1024);
    }

    [Fact]
    public void FieldIds_AreSafeInAnAddressAndInMarkup() =>
        FormErrors.IdOf("row 12, subjects[1].\"x\"").Should().MatchRegex("^f-[A-Za-z0-9-]+$");
}
