using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace PublicServices.Tests.Bench;

/// <summary>
/// Families on registration day: file a form, open the fee, pay it in the sandbox, and wait until the portal hears that the
/// registration was accepted. Everything goes over HTTP to the real process with full durability.
/// </summary>
internal sealed class RegistrationDay(IPEndPoint server, IReadOnlyList<string> tokens, PortalEar portal, int firstCandidate)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs journeys with a number of families at once.</summary>
    /// <returns>Milliseconds of each journey, from the first byte sent to the portal's event received.</returns>
    public async Task<(double[] Milliseconds, TimeSpan Took)> RunAsync(int journeys, int atOnce)
    {
        var milliseconds = new double[journeys];
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(family => Task.Run(async () =>
        {
            using var line = new HttpLine(server);
            var token = tokens[family % tokens.Count];
            for (var i = Interlocked.Increment(ref next); i < journeys; i = Interlocked.Increment(ref next))
            {
                var start = Stopwatch.GetTimestamp();
                await JourneyAsync(line, token, firstCandidate + i);
                milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        })));
        return (milliseconds, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Bytes of the form every journey files, for the floor.</summary>
    public static byte[] FormOf(int candidate)
    {
        var (desk, number) = Candidates.Of(candidate);
        return Encoding.UTF8.GetBytes(
            $$"""
            {"form":{"type":"C","purpose":"Admission","name":"NGUYỄN THỊ ÁNH {{Candidates.Letters(candidate)}}","sex":"Female","dateOfBirth":"2005-05-04",
            "birthPlace":"{{desk}}","ethnicity":"01","personalNumber":"{{number}}","residenceProvince":"01","grade10School":"{{desk}}-001",
            "grade11School":"{{desk}}-001","grade12School":"{{desk}}-001","phone":"0912345678","email":"family{{candidate}}@example.vn",
            "address":"Số {{candidate}} phố Minh Họa, phường Một","programme":"General","unit":"{{desk}}-000","graduationYear":2023,
            "electives":["history","geography"]},"consent":{"textVersion":"{{Candidates.ConsentVersion}}","relationship":"Guardian","agreed":true} }
            """);
    }

    private async Task JourneyAsync(HttpLine line, string token, int candidate)
    {
        var filed = (await line.SendAsync(
            $"POST /api/exams/thpt-2027/registrations HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: bench-{candidate}\r\nContent-Type: application/json\r\n",
            FormOf(candidate))).Must(201);
        var payment = Field(filed.Body, "payment");
        var accepted = portal.WhenAccepted(Field(filed.Body, "dossierCode"));

        var opened = (await line.SendAsync(
            $"POST /api/payments/{payment}/attempts HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n",
            "{\"gateway\":\"sandbox\"}"u8.ToArray())).Must(200);
        var link = Field(opened.Body, "redirectUrl");

        (await line.SendAsync(
            $"POST /sandbox/charges{link[link.IndexOf('?')..]} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n",
            "{\"behaviour\":\"succeed\"}"u8.ToArray())).Must(200);
        await accepted.WaitAsync(Patience);
    }

    private static string Field(byte[] json, string name)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals(name)) continue;
            reader.Read();
            return reader.GetString()!;
        }

        throw new InvalidOperationException($"No {name} in {Encoding.UTF8.GetString(json)}");
    }
}

/// <summary>People who register; each number gives one, always the same.</summary>
internal static class Candidates
{
    private static readonly string[] Desks = ["01", "04", "79"];

    /// <summary>Version of the consent text, as the program publishes it.</summary>
    public const string ConsentVersion = "2026-01";

    public static (string Desk, string PersonalNumber) Of(int candidate)
    {
        var desk = Desks[candidate % Desks.Length];
        // Girls of this century born in 2005: century digit 3, then the year, then six free digits.
        return (desk, $"{candidate / 1_000_000:000}305{candidate % 1_000_000:000000}");
    }

    /// <summary>A name must be letters.</summary>
    public static string Letters(int candidate)
    {
        var letters = new char[5];
        for (var i = letters.Length - 1; i >= 0; i--)
        {
            letters[i] = (char)('A' + candidate % 26);
            candidate /= 26;
        }

        return new string(letters);
    }
}
