using System.Diagnostics;
using System.Net;
using PublicServices.Tests.EndToEnd.Engines;

namespace PublicServices.Tests.EndToEnd.Journeys;

/// <summary>On a server of its own, whose first sweep comes sooner than anybody's.</summary>
public abstract class SweepTests(TestedEngine engine)
{
    private static readonly TimeSpan FirstSweep = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_lost_callback_heals_without_anybody_asking_even_when_the_process_died_in_between()
    {
        Assert.SkipWhen(EngineStand.Missing(engine) is not null, EngineStand.Missing(engine) ?? "");
        await using var stand = await EngineStand.StartAsync(engine);
        await using var server = await ServerProcess.StartAsync(stand, $"--Payments:FirstSweep={FirstSweep}");
        using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
        var family = new Family(lan, lan);
        var filed = (await family.FileAsync(Candidates.FreeFiling(1))).Must(HttpStatusCode.Created);
        var began = Stopwatch.GetTimestamp();
        await family.PayAsync(filed.Text("payment"), "staySilent");
        await server.KillAsync();
        await server.StartAgainAsync();

        await Eventually.TrueAsync(
            async () => Family.StateOf(await family.ReadAsync(filed.Text("registration"))) == "Confirmed",
            Patience,
            () => "the sweep found the money");
        Stopwatch.GetElapsedTime(began).Should().BeGreaterThan(FirstSweep - TimeSpan.FromMilliseconds(500), "only the sweep can have found it");
    }

    [Fact]
    public async Task A_first_sweep_outside_its_bounds_is_refused_at_the_start()
    {
        using var folder = new DataFolder();
        var (exitCode, _, error) = await ServerProcess.RunAsync(folder.Path, "serve", "--urls=http://127.0.0.1:0", "--Payments:FirstSweep=01:00:00");
        exitCode.Should().Be(1);
        error.Should().Contain("Payments:FirstSweep").And.NotContain("   at ");
    }
}
