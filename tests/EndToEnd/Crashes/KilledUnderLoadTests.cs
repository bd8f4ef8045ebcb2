using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PublicServices.Tests.EndToEnd.Engines;

namespace PublicServices.Tests.EndToEnd.Crashes;

/// <summary>The promise of the whole system: whatever was acknowledged is there and happened once, however often the process was killed.</summary>
public abstract class KilledUnderLoadTests(TestedEngine engine, ITestOutputHelper output)
{
    private const int Families = 16;
    private const int Kills = 8;

    /// <summary>A process serves at most this many journeys before it is killed; counted instead of timed, so that a slow machine is killed at the same points.</summary>
    private const int LongestLife = 60;

    private static readonly TimeSpan LongestLifeTime = TimeSpan.FromSeconds(5);

    /// <summary>KILL_SEED runs another one; a seed decides when kills come and what families do, not how threads interleave.</summary>
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("KILL_SEED") ?? "20261124", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_done_twice()
    {
        Assert.SkipWhen(EngineStand.Missing(engine) is not null, EngineStand.Missing(engine) ?? "");
        await using var stand = await EngineStand.StartAsync(engine);
        await using var server = await ServerProcess.StartAsync(stand);
        using var asOperator = await Visitor.SignInAsync(server.Url, "operator");
        await using var portal = await PortalEar.ListenAsync(asOperator);

        var journeys = await RunAsync(server, Seed);
        journeys.Should().HaveCountGreaterThan(Families, "there must be something to lose");
        await EverythingArrivesAsync(server, journeys);
        await EveryAnswerStandsAsync(journeys);
        await PortalHeardInOrderAsync(portal, journeys);
        await stand.DrainedAsync();

        (await server.StopAsync()).Should().Be(0, server.Output);
        LookInside(stand, journeys);
        var verified = await ServerProcess.RunAsync(stand, "verify");
        verified.ExitCode.Should().Be(0, verified.Output + verified.Error);
        verified.Output.Should().Contain("Sound.").And.NotContain("parked");
    }

    /// <summary>Families file and pay while the process is killed again and again.</summary>
    private async Task<IReadOnlyList<Acknowledged>> RunAsync(ServerProcess server, int seed)
    {
        var random = new Random(seed);
        var acknowledged = new ConcurrentQueue<Acknowledged>();
        var people = new List<Visitor>();
        foreach (var persona in new[] { "acc-lan", "acc-minh", "acc-hoa" }) people.Add(await Visitor.SignInAsync(server.Url, persona));
        var families = Enumerable.Range(0, Families)
            .Select(i => new StubbornFamily(new Visitor(server.Url, people[i % people.Count].Token), new Random(seed + i + 1))).ToList();
        var next = 0;
        var enough = false;
        var running = families.Select(family => Task.Run(async () =>
        {
            while (!Volatile.Read(ref enough)) acknowledged.Enqueue(await family.JourneyAsync(Interlocked.Increment(ref next)));
        })).ToList();

        for (var kill = 1; kill <= Kills; kill++)
        {
            var dies = acknowledged.Count + random.Next(LongestLife);
            var born = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(
                () => Task.FromResult(acknowledged.Count >= dies || Stopwatch.GetElapsedTime(born) > LongestLifeTime), "it is time to die");
            await server.KillAsync();
            server.Launch();
            // One of them dies while it starts.
            if (kill == Kills / 2) continue;
            await server.UntilReadyAsync();
        }

        Volatile.Write(ref enough, true);
        await Task.WhenAll(running);
        output.WriteLine($"Seed {seed}: {acknowledged.Count} journeys, {families.Sum(family => family.Lost)} answers lost in {Kills} kills.");
        families.Sum(family => family.Lost).Should().BeGreaterThan(0, "kills must hit requests under way");
        return [.. acknowledged];
    }

    /// <summary>What the sandbox took is paid and its registration confirmed: by its callbacks alone, or, where they were lost, by asking.</summary>
    private static async Task EverythingArrivesAsync(ServerProcess server, IReadOnlyList<Acknowledged> journeys)
    {
        using var nobody = new Visitor(server.Url);
        foreach (var one in journeys)
        {
            var silent = one.Behaviour == "staySilent";
            var page = await Eventually.AsAsync(
                () => nobody.GetAsync($"/api/payments/{one.Payment}{(silent ? "?ask=true" : "")}"),
                page => page.Status == HttpStatusCode.OK && page.Text("status") == "Paid",
                $"{one.Payment} ({one.Behaviour}) is paid");
            page.Text("reference").Should().Be(one.Reference);
        }
    }

    private static async Task EveryAnswerStandsAsync(IReadOnlyList<Acknowledged> journeys)
    {
        foreach (var one in journeys)
        {
            var family = new Family(one.Owner, one.Owner);
            var view = await family.UntilAsync(one.Registration, "Confirmed", "Paid");
            Family.DossierOf(view).Should().Be(one.Dossier);
            var again = (await family.FileAsync(Candidates.FreeFiling(one.Candidate), one.Key)).Must(HttpStatusCode.Created);
            again.Body.Should().Be(one.Filed.Body, "a repeated request gets the first answer");
        }
    }

    private static async Task PortalHeardInOrderAsync(PortalEar portal, IReadOnlyList<Acknowledged> journeys)
    {
        foreach (var one in journeys)
        {
            await portal.UntilAsync(one.Dossier, 1, 2);
            portal.Of(one.Dossier).Select(heard => heard.Sequence).Should().Equal(1, 2);
        }

        portal.Faults.Should().BeEmpty();
        foreach (var repeats in portal.Heard.GroupBy(heard => heard.Id))
            repeats.Select(heard => heard.Body).Distinct().Should().ContainSingle("one id is one event");
        portal.Heard.Select(heard => heard.Dossier).Distinct().Should().HaveCount(journeys.Count);
    }

    private static void LookInside(EngineStand stand, IReadOnlyList<Acknowledged> journeys)
    {
        using var store = stand.LookInside();
        // A broker's schedule goes on when the program has stopped: what comes due then is no proof of anything, so there it was looked for before.
        if (stand.Engine == TestedEngine.Embedded) store.Waiting().Should().BeEmpty("the queues drain");
        store.Parked().Should().BeEmpty("nothing was given up");

        var registrations = store.Records("reg");
        registrations.Keys.Should().BeEquivalentTo(journeys.Select(one => one.Registration));
        registrations.Values.Select(state => state["dossierCode"]!.GetValue<string>()).Should().OnlyHaveUniqueItems();

        var payments = store.Records("pay");
        payments.Keys.Should().BeEquivalentTo(journeys.Select(one => one.Payment));
        long credited = 0, taken = 0;
        foreach (var payment in payments.Values)
        {
            payment["status"]!.GetValue<string>().Should().Be("Paid");
            (payment["cases"]?.AsArray().Count ?? 0).Should().Be(0, payment.ToJsonString());
            credited += payment["attempts"]!.AsArray().Sum(attempt => Amount(attempt!["captured"]));
        }

        foreach (var charge in store.Records("sbx").Values) taken += charge["captures"]!.AsArray().Sum(capture => Amount(capture!["amount"]));
        credited.Should().Be(taken, "every đồng the sandbox took is credited once").And.Be(45_000L * journeys.Count);

        var letters = store.View("dev-outbox");
        letters.Select(letter => letter.Body["id"]!.GetValue<string>()).Should().OnlyHaveUniqueItems();
        var subjects = letters.Select(letter => letter.Body["subject"]!.GetValue<string>()).ToList();
        subjects.Should().OnlyHaveUniqueItems("a family is told each thing once");
        foreach (var one in journeys)
            subjects.Count(subject => subject.Contains(one.Dossier, StringComparison.Ordinal)).Should().Be(2, $"{one.Dossier} was received and confirmed");
    }

    private static long Amount(JsonNode? money) => money?["amount"]?.GetValue<long>() ?? 0;
}
