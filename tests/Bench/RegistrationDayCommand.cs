using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.Bench;

/// <summary>The registration-day bench: the server in a process of its own, the load and the portal in this one.</summary>
internal static class RegistrationDayCommand
{
    private const int ServerPort = 5181;
    private const int PortalPort = 5182;
    private const int FloorPort = 5183;
    private const int WarmUpJourneys = 10_000;
    private const int WarmUpRounds = 4;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var journeys = new Option<int>("--journeys") { Description = "Journeys to measure.", DefaultValueFactory = _ => 20_000 };
        var atOnce = new Option<int>("--at-once") { Description = "Families at once.", DefaultValueFactory = _ => 512 };
        var records = new Option<int>("--records") { Description = "Registrations in the store before the measured journeys.", DefaultValueFactory = _ => 0 };
        var json = new Option<string?>("--json") { Description = "Where the figures go; else only printed." };
        var folder = new Option<string?>("--folder") { Description = "Data folder to use and keep; else a temporary one." };
        var command = new Command("registration-day", "Whole journeys (submit, fee, sandbox callback, confirmed, portal event) over HTTP against the real process.")
        {
            journeys, atOnce, records, json, folder,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(journeys), parsed.GetValue(atOnce), parsed.GetValue(records), parsed.GetValue(json), parsed.GetValue(folder)));
        return command;
    }

    private static async Task<int> RunAsync(int journeys, int atOnce, int records, string? json, string? folder)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("bench-").FullName;
        try
        {
            var floor = await FloorAsync(atOnce, Path.Combine(data, "floor"));
            await using var portal = new PortalEar(PortalPort);
            await portal.StartAsync();

            var atStart = File.Exists(Path.Combine(data, "public-services.db")) ? Growth.Count(data) : 0;
            if (records > atStart)
            {
                // What a journey leaves behind is copied until there is enough of it: the same rows, under new ids.
                using (var seeding = await ServerProcess.StartAsync(data, ServerPort)) await WarmUpAsync(seeding, portal, atOnce, atStart);
                atStart = Growth.Grow(data, records);
            }

            // Copies have ids nobody has: so many registrations, so many numbers of candidates are taken at the most.
            using var server = await ServerProcess.StartAsync(data, ServerPort);
            var families = await WarmUpAsync(server, portal, atOnce, atStart);
            atStart += WarmUpJourneys;

            var (cpu, written) = (server.Meter.CpuMs, server.Meter.WrittenBytes);
            var day = new RegistrationDay(server.EndPoint, families, portal, atStart);
            var (milliseconds, took) = await day.RunAsync(journeys, atOnce);
            Array.Sort(milliseconds);
            var figures = new JsonObject
            {
                ["journeysPerSecond"] = Math.Round(journeys / took.TotalSeconds, 1),
                ["floorPerSecond"] = Math.Round(floor, 1),
                ["p50Ms"] = Math.Round(milliseconds[journeys / 2], 2),
                ["p99Ms"] = Math.Round(milliseconds[journeys * 99 / 100], 2),
                ["serverPeakRssMb"] = Math.Round(server.Meter.PeakRssMb, 1),
                ["cpuMsPerJourney"] = Math.Round((server.Meter.CpuMs - cpu) / journeys, 4),
                ["diskBytesPerJourney"] = (server.Meter.WrittenBytes - written) / journeys,
                ["recordsAtStart"] = atStart,
                ["recordsAtEnd"] = atStart + journeys,
                ["journeys"] = journeys,
                ["atOnce"] = atOnce,
                ["commit"] = await GitAsync("rev-parse --short HEAD"),
            };
            var text = figures.ToJsonString(Indented);
            Console.WriteLine(text);
            if (json is not null) await File.WriteAllTextAsync(json, text + "\n");
            return 0;
        }
        finally
        {
            if (folder is null) Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Signs families in, makes the portal's endpoint known, and runs journeys until the server's code has settled.</summary>
    private static async Task<IReadOnlyList<string>> WarmUpAsync(ServerProcess server, PortalEar portal, int atOnce, int firstCandidate)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        var operatorToken = await SignInAsync(http, "operator");
        await EndpointAsync(http, operatorToken, portal.Url);
        string[] families = [await SignInAsync(http, "acc-lan"), await SignInAsync(http, "acc-minh"), await SignInAsync(http, "acc-hoa")];
        for (var round = 0; round < WarmUpRounds; round++)
        {
            const int journeys = WarmUpJourneys / WarmUpRounds;
            await new RegistrationDay(server.EndPoint, families, portal, firstCandidate + round * journeys).RunAsync(journeys, atOnce);
            await CalmAsync(server);
        }

        return families;
    }

    /// <summary>
    /// Waits until the server does next to nothing: what is used often is compiled again and better, which takes some ten seconds of a
    /// processor in the first minute of a process, and the next round's journeys lead it further. Notices not sent yet are sent.
    /// </summary>
    private static async Task CalmAsync(ServerProcess server)
    {
        var look = TimeSpan.FromSeconds(0.5);
        var deadline = Stopwatch.GetTimestamp() + 30 * Stopwatch.Frequency;
        while (Stopwatch.GetTimestamp() < deadline)
        {
            var before = server.Meter.CpuMs;
            await Task.Delay(look);
            if (server.Meter.CpuMs - before < look.TotalMilliseconds / 10) return;
        }
    }

    private static async Task EndpointAsync(HttpClient http, string token, string url)
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var known = await http.GetStringAsync("/api/portal/endpoints");
        if (known.Contains(url, StringComparison.Ordinal)) return;
        var added = await http.PostAsJsonAsync("/api/portal/endpoints", new { name = "Bench portal", url });
        var answer = await added.Content.ReadAsStringAsync();
        if (!added.IsSuccessStatusCode) throw new InvalidOperationException(answer);
        var endpoint = JsonNode.Parse(answer)!["endpoint"]!.GetValue<string>();
        using var enabled = await http.PostAsync($"/api/portal/endpoints/{endpoint}/enable", null);
        if (!enabled.IsSuccessStatusCode) throw new InvalidOperationException(await enabled.Content.ReadAsStringAsync());
        http.DefaultRequestHeaders.Authorization = null;
    }

    private static async Task<string> SignInAsync(HttpClient http, string persona)
    {
        var answer = await http.PostAsJsonAsync("/api/sign-in", new { persona });
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["accessToken"]!.GetValue<string>();
    }

    private static async Task<double> FloorAsync(int atOnce, string folder)
    {
        const int requests = 40_000;
        Directory.CreateDirectory(folder);
        using var process = ServerProcess.Launch(Path.Combine(AppContext.BaseDirectory, "PublicServices.Tests.Bench"), ["floor-server", "--folder", folder, "--port", $"{FloorPort}"]);
        var endPoint = new IPEndPoint(IPAddress.Loopback, FloorPort);
        await ServerProcess.UntilListeningAsync(endPoint, process);
        await SendAsync(endPoint, requests / 4, atOnce);
        var began = Stopwatch.GetTimestamp();
        await SendAsync(endPoint, requests, atOnce);
        var perSecond = requests / Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.Kill();
        await process.WaitForExitAsync();
        return perSecond;
    }

    private static Task SendAsync(IPEndPoint endPoint, int requests, int atOnce)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            using var line = new HttpLine(endPoint);
            for (var i = Interlocked.Increment(ref next); i < requests; i = Interlocked.Increment(ref next))
                (await line.SendAsync("POST / HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n", RegistrationDay.FormOf(i))).Must(201);
        })));
    }

    internal static async Task<string> GitAsync(string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
            return (await git.StandardOutput.ReadToEndAsync()).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
