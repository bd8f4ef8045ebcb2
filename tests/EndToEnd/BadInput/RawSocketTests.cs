using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>Bytes that are hardly HTTP. The web server may answer or hang up, but never fail.</summary>
[Collection(BadInputGroup.Name)]
public sealed class RawSocketTests(BadInputFixture fixture)
{
    private const int Seed = 11;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Requests =>
    [
        "GET / HTTP/9.9\r\n\r\n",
        "GET /api/exams/sessions HTTP/1.1\r\n\r\n",
        "GET /api/exams/sessions HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /api/exams/sessions HTTP/1.1\r\nHost: bad host\r\n\r\n",
        "GET /%zz%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /api/exams/sessions HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        "GET /api/exams/sessions HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n",
        "GET /api/exams/sessions HTTP/1.1\r\nHost: x\r\nX: \u0001\r\nConnection: close\r\n\r\n",
        "POST /webhooks/portal HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /webhooks/portal HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST /webhooks/portal HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /webhooks/portal HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "POST /webhooks/portal HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
        "POST /callbacks/sandbox HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\nConnection: close\r\n\r\na=%zz&b=%f",
        "POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: nonsense\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        "POST /sandbox/charges HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        "POST /sandbox/charges HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=\"\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        "POST /sandbox/charges HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\nConnection: close\r\n\r\n%=%&&=&=",
        "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=b",
        "\r\n\r\n\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_malformed_request_is_refused_or_hung_up_on(string request)
    {
        var isHttp = request.StartsWith("GET", StringComparison.Ordinal) || request.StartsWith("POST", StringComparison.Ordinal);
        var answer = await TalkAsync(Encoding.Latin1.GetBytes(request), saysEnd: !isHttp);
        MustNotFail(answer, request);
        // A control character in a header that nobody reads does no harm.
        if (isHttp) answer.Should().MatchRegex(@"\AHTTP/1\.1 (200|4[0-9]{2}|505) ");
        await fixture.MustStandAsync();
    }

    /// <summary>What goes over our limits, in header lines, characters of one header, and characters of the address.</summary>
    public static TheoryData<int, int, int, int, string> OverLimits => new()
    {
        { 101, 0, 0, 431, "WEB-011" },
        { 300, 0, 0, 431, "WEB-011" },
        { 0, 33_000, 0, 431, "WEB-011" },
        { 0, 200_000, 0, 431, "WEB-011" },
        { 0, 0, 8_193, 414, "WEB-010" },
        { 0, 0, 60_000, 414, "WEB-010" },
        { 300, 0, 20_000, 414, "WEB-010" },
    };

    [Theory]
    [MemberData(nameof(OverLimits))]
    public async Task Too_many_or_too_long_headers_and_addresses_get_a_problem_document(int lines, int length, int address, int status, string code)
    {
        foreach (var language in new[] { "vi", "en" })
        {
            var answer = await AskAsync(Request(lines, length, address, $"Accept-Language: {language}\r\n"));
            answer.Should().StartWith($"HTTP/1.1 {status} ").And.Contain("application/problem+json").And.Contain($"\"code\":\"{code}\"");
            answer.Should().Contain($"Content-Language: {language}").And.MatchRegex("X-Correlation-Id: [0-9a-z]{26}");
        }

        (await AskAsync(Request(lines, length, address, "Accept: text/html\r\n", path: "/"))).Should().Contain("text/html").And.Contain(code);
        await fixture.MustStandAsync();
    }

    [Theory]
    [InlineData(96, 0, 0)]
    [InlineData(0, 32_000, 0)]
    [InlineData(0, 0, 8_192)]
    public async Task What_is_just_within_the_limits_is_answered(int lines, int length, int address)
    {
        (await AskAsync(Request(lines, length, address, ""))).Should().StartWith("HTTP/1.1 200 ");
    }

    /// <summary>The web server's own limits are eight times ours; its refusals have no body, and nothing can be done about it.</summary>
    [Theory]
    [InlineData(0, 300_000, 0)]
    [InlineData(1_000, 0, 0)]
    [InlineData(0, 0, 70_000)]
    public async Task What_goes_over_the_web_servers_own_limits_is_refused_or_hung_up_on(int lines, int length, int address)
    {
        var answer = await AskAsync(Request(lines, length, address, ""));
        if (answer.Length > 0) answer.Should().MatchRegex(@"\AHTTP/1\.1 (400|414|431) ");
        await fixture.MustStandAsync();
    }

    private static byte[] Request(int lines, int length, int address, string headers, string path = "/api/exams/sessions")
    {
        var target = address > 0 ? $"{path}?x={new string('p', address - path.Length - 3)}" : path;
        var many = string.Concat(Enumerable.Range(0, lines).Select(i => $"X-{i}: {i}\r\n"));
        var wide = length > 0 ? $"Cookie: {new string('b', length)}\r\n" : "";
        return Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}{many}{wide}\r\n");
    }

    [Fact]
    public async Task Random_bytes_and_spoiled_requests_never_make_it_fail()
    {
        var random = new Random(Seed);
        var body = Candidates.FreeFiling(990_000);
        var valid = Encoding.UTF8.GetBytes(
            $"POST /api/exams/thpt-2027/registrations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        for (var i = 0; i < 60; i++)
        {
            var noise = new byte[random.Next(1, 2_000)];
            random.NextBytes(noise);
            MustNotFail(await TalkAsync(noise), $"noise, seed {Seed}, {i}");
            MustNotFail(await TalkAsync(Mutation.OfBytes(valid, random)), $"spoiled, seed {Seed}, {i}");
        }

        await fixture.MustStandAsync();
    }

    /// <summary>Sends a whole request that asks for the connection to be closed, and reads the answer.</summary>
    private Task<string> AskAsync(byte[] request) => TalkAsync(request, saysEnd: false);

    /// <summary>Sends, says that nothing more comes, and reads what comes back.</summary>
    private async Task<string> TalkAsync(byte[] request, bool saysEnd = true)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, fixture.Server.Url.Port), deadline.Token);
        var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(request, deadline.Token);
            // The server gives up a request whose sender says so before the answer.
            if (saysEnd) socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[8_192];
            while (await socket.ReceiveAsync(buffer, deadline.Token) is > 0 and var read) answer.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // Hung up on.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    private static void MustNotFail(string answer, string what)
    {
        // To the preface of HTTP/2 the web server may answer with a frame.
        if (!answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)) return;
        var status = int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        (status is < 500 or 501 or 505).Should().BeTrue($"{what} → {answer}");
    }
}
