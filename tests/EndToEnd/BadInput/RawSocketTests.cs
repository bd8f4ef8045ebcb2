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
        MustNotFail(await TalkAsync(Encoding.Latin1.GetBytes(request)), request);
        await fixture.MustStandAsync();
    }

    [Fact]
    public async Task Too_many_or_too_long_headers_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 300).Select(i => $"X-{i}: {i}\r\n"));
        foreach (var headers in new[] { many, $"X: {new string('a', 100_000)}\r\n", $"Cookie: {new string('b', 40_000)}\r\n" })
            MustNotFail(await TalkAsync(Encoding.Latin1.GetBytes($"GET /api/exams/sessions HTTP/1.1\r\nHost: x\r\n{headers}\r\n")), headers[..10]);
        MustNotFail(await TalkAsync(Encoding.Latin1.GetBytes($"GET /{new string('p', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n")), "a long path");
        await fixture.MustStandAsync();
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

    /// <summary>Sends, says that nothing more comes, and reads what comes back.</summary>
    private async Task<string> TalkAsync(byte[] request)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, fixture.Server.Url.Port), deadline.Token);
        var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(request, deadline.Token);
            socket.Shutdown(SocketShutdown.Send);
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
        if (answer.Length == 0) return;
        var status = int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        (status is < 500 or 501 or 505).Should().BeTrue($"{what} → {answer}");
    }
}
