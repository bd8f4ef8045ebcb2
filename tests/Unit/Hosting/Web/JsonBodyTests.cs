using System.Text;
using System.Text.Json.Serialization;
using CsCheck;
using Microsoft.AspNetCore.Http;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Hosting.Web;

public sealed partial class JsonBodyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_GoodBody_GivesValueAndFingerprint()
    {
        var body = (await ReadAsync("""{"name":"Lan","count":2}""")).Value;
        body.Value.Should().Be(new Order("Lan", 2));
        body.Fingerprint.Should().MatchRegex("^[0-9a-f]{64}$");
        (await ReadAsync("""{"name":"Lan","count":2}""")).Value.Fingerprint.Should().Be(body.Fingerprint);
        (await ReadAsync("""{"name":"Lan","count":3}""")).Value.Fingerprint.Should().NotBe(body.Fingerprint);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/jsonp")]
    [InlineData("multipart/form-data")]
    public async Task Read_AnotherContentType_IsUnsupported(string? contentType) =>
        (await ReadAsync("{}", contentType: contentType)).Problem!.Kind.Should().Be(ProblemKind.Unsupported);

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON; charset=utf-8")]
    [InlineData("application/cloudevents+json")]
    public async Task Read_JsonContentTypes_AreAccepted(string contentType) =>
        (await ReadAsync("""{"name":"a","count":1}""", contentType: contentType)).Problem.Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"name":"a","count":"x"}""")]
    [InlineData("""{"name":"a","count":1} trailing""")]
    [InlineData("""{"name":"a","count":1}{"name":"b","count":2}""")]
    public async Task Read_Malformed_IsRefusedWithoutRepeatingTheBody(string text)
    {
        var problem = (await ReadAsync(text)).Problem!;
        problem.Code.Should().Be("PS-006");
        problem.Detail!.En.Should().NotContain("trailing");
    }

    [Theory]
    [InlineData("{}", "It lacks name, count.")]
    [InlineData("""{"name":"a"}""", "It lacks count.")]
    [InlineData("""{"count":"x"}""", "It lacks name.")]
    [InlineData("""{"name":"a","count":null}""", "The JSON is wrong at $.count.")]
    [InlineData("[]", "The body is no valid JSON object.")]
    [InlineData("""{"name":"a","count":1,"more":[1,{"a":null},null]}""", "A list holds null.")]
    [InlineData("""{"name":"a","count":1,"more":{"a":[[null]]}}""", "A list holds null.")]
    [InlineData("""{"name":"a"}}""", "The body is no valid JSON object.")]
    public async Task Read_WithoutWhatItMustHave_SaysWhatItLacks(string text, string says) =>
        (await ReadAsync(text)).Problem!.Detail!.En.Should().Be(says);

    [Fact]
    public async Task Read_NullsOutsideOfLists_AreTheTypesAffair() =>
        (await ReadAsync("""{"name":"a","count":1,"more":[{"a":null},[],{"b":[]}],"less":null}""")).Problem.Should().BeNull();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_OverTheLimit_IsTooLarge(bool declared)
    {
        var text = $$"""{"name":"{{new string('a', 200)}}","count":1}""";
        (await ReadAsync(text, maxBytes: 100, declareLength: declared)).Problem!.Kind.Should().Be(ProblemKind.TooLarge);
        (await ReadAsync(text, maxBytes: text.Length, declareLength: declared)).Problem.Should().BeNull();
    }

    [Fact]
    public void Read_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            var request = Request(bytes, "application/json", true);
            var result = request.ReadJsonAsync(TestJson.Default.Order, Token, 256).AsTask().GetAwaiter().GetResult();
            (result.Problem is null || result.Problem.Code is "PS-006" or "PS-007").Should().BeTrue();
        }, iter: Iterations.Of(500));

    [Theory]
    [InlineData(null, null)]
    [InlineData("7", 7L)]
    [InlineData("\"7\"", 7L)]
    [InlineData("W/\"7\"", 7L)]
    public void ExpectedVersion_GoodHeaders(string? header, long? version)
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null) request.Headers.IfMatch = header;
        request.ExpectedVersion().Value.Should().Be(version);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"a\"")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public void ExpectedVersion_BadHeaders_AreRefused(string header)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["If-Match"] = new(header);
        request.ExpectedVersion().Problem!.Code.Should().Be("WEB-006");
    }

    [Fact]
    public void IdempotencyCause_IsScopedToTheAccount_AndToldByTheAddress()
    {
        var caller = new Caller("acc-1", Role.Family, "Lan");
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path) = ("POST", "/api/x");
        request.IdempotencyCause(caller, "f").Value.Should().BeNull();
        request.Headers["Idempotency-Key"] = "k1";
        request.IdempotencyCause(caller, "f").Value.Should().Be(Cause.Request("http:acc-1", "k1", "POST /api/x f"));
        request.Headers["Idempotency-Key"] = new string('k', 129);
        request.IdempotencyCause(caller, "f").Problem!.Code.Should().Be("WEB-005");
        request.Headers["Idempotency-Key"] = new([" a", "b"]);
        request.IdempotencyCause(caller, "f").Problem!.Code.Should().Be("WEB-005");
    }

    private static ValueTask<Result<JsonBody<Order>>> ReadAsync(
        string text, int maxBytes = 1000, string? contentType = "application/json", bool declareLength = true) =>
        Request(Encoding.UTF8.GetBytes(text), contentType, declareLength).ReadJsonAsync(TestJson.Default.Order, Token, maxBytes);

    private static HttpRequest Request(byte[] body, string? contentType, bool declareLength)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.ContentType = contentType;
        if (declareLength) request.ContentLength = body.Length;
        return request;
    }

    internal sealed record Order([property: JsonRequired] string Name, [property: JsonRequired] int Count);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Order))]
    internal sealed partial class TestJson : JsonSerializerContext;
}
