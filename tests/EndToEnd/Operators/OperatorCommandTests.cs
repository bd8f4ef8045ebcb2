using System.Globalization;
using System.Net;
using PublicServices.Kernel;
using PublicServices.Tests.EndToEnd.Crashes;
using PublicServices.Tuition;

namespace PublicServices.Tests.EndToEnd.Operators;

/// <summary>The operators' commands on the data of a server that ran.</summary>
public sealed class OperatorCommandTests
{
    [Fact]
    public async Task Records_move_to_another_folder_and_are_served_there()
    {
        using var old = new DataFolder();
        string confirmed, school;
        await using (var server = await ServerProcess.StartAsync(old.Path))
        {
            using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
            var family = new Family(lan, lan);
            confirmed = (await family.ConfirmedAsync(1)).Text("id");
            school = (await family.FileAsync(Candidates.SchoolFiling(2))).Must(HttpStatusCode.Created).Text("registration");
            // Its payload is a document of a record without state.
            (await PortalVoice.SendAsync(lan, "evt-kept", PortalVoice.Filed("000.01.19.H26-261123-900001", Candidates.FreeForm(9)))).Must(HttpStatusCode.Accepted);
            await Eventually.TrueAsync(
                async () => (await lan.GetAsync("/api/exams/registrations")).Body.Contains(confirmed, StringComparison.Ordinal), "the list shows it");
            await BilledAsync(server);
            (await server.StopAsync()).Should().Be(0, server.Output);
        }

        (await ServerProcess.MustRunAsync(old.Path, 0, "verify")).Should().Contain("Sound.").And.MatchRegex("reg: [23] records").And.MatchRegex("pay: [23] records");
        var file = old.File("records.jsonl");
        await ExportAsync(old, file);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().Contain("\"id\":\"dos-000.01.19.h26-261123-900001\"");

        using var fresh = new DataFolder();
        // Ids are keyed hashes: without their key the same person would be somebody else.
        CopyKeys(old, fresh);
        (await ServerProcess.MustRunAsync(fresh.Path, 0, "import", file)).Should().Contain("0 were there already");
        (await ServerProcess.MustRunAsync(fresh.Path, 0, "import", file)).Should().StartWith("0 records added");
        await ServerProcess.MustRunAsync(fresh.Path, 0, "replay", "views");
        (await ServerProcess.MustRunAsync(fresh.Path, 0, "verify")).Should().Contain("Sound.").And.MatchRegex("reg: [23] records");

        await using (var server = await ServerProcess.StartAsync(fresh.Path))
        {
            using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
            var family = new Family(lan, lan);
            Family.StateOf((await family.ReadAsync(confirmed)).Must(HttpStatusCode.OK)).Should().Be("Confirmed");
            var history = (await lan.GetAsync($"/api/exams/registrations/{confirmed}/history")).Must(HttpStatusCode.OK);
            history.Json.AsArray().Should().HaveCount(2);
            var mine = (await lan.GetAsync("/api/exams/registrations")).Must(HttpStatusCode.OK);
            mine.Body.Should().Contain(confirmed).And.Contain(school);
            (await family.FileAsync(Candidates.FreeFiling(1))).MustRefuse(HttpStatusCode.Conflict, "EXAM-010");

            var payment = (await family.ReadAsync(school)).Json["registration"]!["payment"]!.GetValue<string>();
            await family.PayAsync(payment);
            await family.UntilAsync(school, "Submitted", "Paid");
            var filed = (await family.FileAsync(Candidates.FreeFiling(3))).Must(HttpStatusCode.Created);
            filed.Text("dossierCode").Should().NotBe(Family.DossierOf(await family.ReadAsync(confirmed)), "numbers go on where they were");
        }
    }

    [Fact]
    public async Task What_waits_goes_on_where_the_records_were_imported_and_secrets_stay_behind()
    {
        using var old = new DataFolder();
        string registration, payment, secret, endpoint, dossier;
        await using var ear = await PortalEar.ListenAsync();
        await using (var server = await ServerProcess.StartAsync(old.Path))
        {
            using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
            using var admin = await Visitor.SignInAsync(server.Url, "operator");
            (endpoint, secret) = await ear.BeHeardAsync(admin);
            var family = new Family(lan, lan);
            var filed = (await family.FileAsync(Candidates.FreeFiling(1))).Must(HttpStatusCode.Created);
            (registration, payment, dossier) = (filed.Text("registration"), filed.Text("payment"), filed.Text("dossierCode"));
            await ear.UntilAsync(dossier, 1);
            // The gateway took the money and says nothing; the question that would find it is a message, which no export carries.
            await family.PayAsync(payment, "staySilent");
            await BilledAsync(server);
            (await server.StopAsync()).Should().Be(0, server.Output);
        }

        var (plain, whole) = (old.File("plain.jsonl"), old.File("whole.jsonl"));
        (await ExportAsync(old, plain)).Should().NotContain("secrets in the clear");
        (await ServerProcess.MustRunAsync(old.Path, 0, "export", whole, "--with-secrets")).Should().Contain("secrets in the clear");
        (await File.ReadAllTextAsync(plain, TestContext.Current.CancellationToken)).Should().NotContain("whsec_").And.Contain(endpoint);
        (await File.ReadAllTextAsync(whole, TestContext.Current.CancellationToken)).Replace("\\u002B", "+", StringComparison.Ordinal).Should().Contain(secret);

        using var fresh = new DataFolder();
        CopyKeys(old, fresh);
        (await ServerProcess.MustRunAsync(fresh.Path, 0, "import", plain)).Should().Contain($"{endpoint} (Portal): its secret was left out and it is disabled").And.MatchRegex("[1-9][0-9]* messages keep them moving");
        await ServerProcess.MustRunAsync(fresh.Path, 0, "replay", "views");
        (await ServerProcess.MustRunAsync(fresh.Path, 0, "replay", "wake")).Should().MatchRegex("pay: [1-9]").And.Contain("messages will be delivered");
        await using (var server = await ServerProcess.StartAsync(fresh.Path))
        {
            using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
            using var admin = await Visitor.SignInAsync(server.Url, "operator");
            await new Family(lan, lan).UntilAsync(registration, "Confirmed", "Paid");

            (await admin.PostAsync($"/api/portal/endpoints/{endpoint}/enable")).MustRefuse(HttpStatusCode.Conflict, "PORTAL-009");
            ear.Expect((await admin.PostAsync($"/api/portal/endpoints/{endpoint}/secret")).Must(HttpStatusCode.OK).Text("secret"));
            (await admin.PostAsync($"/api/portal/endpoints/{endpoint}/enable")).Must(HttpStatusCode.OK);
            await ear.UntilAsync(dossier, 1, 2);
            ear.Faults.Should().BeEmpty();
        }

        using var other = new DataFolder();
        CopyKeys(old, other);
        (await ServerProcess.MustRunAsync(other.Path, 0, "import", whole)).Should().NotContain("was left out");
    }

    [Fact]
    public async Task A_file_that_was_cut_or_changed_is_refused_whole()
    {
        using var folder = new DataFolder();
        await using (var server = await ServerProcess.StartAsync(folder.Path))
        {
            await BilledAsync(server);
            await server.StopAsync();
        }

        var file = folder.File("records.jsonl");
        await ExportAsync(folder, file);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        lines.Length.Should().BeGreaterThan(10, "the demonstration's session and units are records");

        using var fresh = new DataFolder();
        var damaged = folder.File("damaged.jsonl");
        await File.WriteAllLinesAsync(damaged, lines[..^1], TestContext.Current.CancellationToken);
        (await ServerProcess.MustRunAsync(fresh.Path, 1, "import", damaged)).Should().Contain("was cut");
        await File.WriteAllLinesAsync(damaged, [lines[0], lines[1].Replace("01", "02", StringComparison.Ordinal), .. lines[2..]], TestContext.Current.CancellationToken);
        (await ServerProcess.MustRunAsync(fresh.Path, 1, "import", damaged)).Should().Contain("was changed");
        (await ServerProcess.MustRunAsync(fresh.Path, 1, "import", folder.File("nowhere.jsonl"))).Should().Contain("nowhere.jsonl");
        (await ServerProcess.MustRunAsync(fresh.Path, 1, "export", folder.File("out.jsonl"), "--kind", "nonsense")).Should().Contain("Unknown kind: nonsense");
        (await ServerProcess.MustRunAsync(fresh.Path, 0, "verify")).Should().Contain("Sound.").And.NotMatchRegex("unit: [1-9]");
    }

    [Fact]
    public async Task Verify_finds_what_somebody_changed_in_the_file()
    {
        using var folder = new DataFolder();
        await using (var server = await ServerProcess.StartAsync(folder.Path))
        {
            using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
            await new Family(lan, lan).ConfirmedAsync(1);
            await server.StopAsync();
        }

        using (var store = new StoppedStore(folder.Path))
        {
            store.Execute("UPDATE records SET state = CAST(replace(CAST(state AS TEXT), '\"history\"', '\"physics\"') AS BLOB) WHERE id GLOB 'reg-*'");
            store.Execute("UPDATE records SET state = CAST('{\"status\":7}' AS BLOB) WHERE id GLOB 'pay-*'");
        }

        var said = await ServerProcess.MustRunAsync(folder.Path, 1, "verify");
        said.Should().Contain("the form is not the one that was filed").And.MatchRegex("pay-reg-.*cannot be read").And.Contain("2 faults.").And.NotContain("Sound.");
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused_clearly()
    {
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        foreach (var command in new[] { "serve", "verify" })
        {
            var (exitCode, _, error) = await ServerProcess.RunAsync(folder.Path, command, "--urls=http://127.0.0.1:0");
            exitCode.Should().Be(1);
            error.Should().Contain("in use by another process").And.NotContain("   at ");
        }

        using var nobody = new Visitor(server.Url);
        (await nobody.GetAsync("/health/ready")).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        using var folder = new DataFolder();
        var help = await ServerProcess.MustRunAsync(folder.Path, 0, "--help");
        foreach (var command in new[] { "serve", "seed", "backup", "export", "import", "replay", "verify" }) help.Should().Contain(command);
    }

    /// <summary>Exports, and as long as it is refused for messages that were still under way when the server stopped, lets the server run as it says.</summary>
    private static async Task<string> ExportAsync(DataFolder folder, string file)
    {
        var said = "";
        await Eventually.TrueAsync(
            async () =>
            {
                var (exitCode, output, error) = await ServerProcess.RunAsync(folder.Path, "export", file);
                said = output + error;
                if (exitCode == 0) return true;
                said.Should().Contain("Let the server run until they are handled, then export.");
                await using var server = await ServerProcess.StartAsync(folder.Path);
                (await server.StopAsync()).Should().Be(0, server.Output);
                return false;
            },
            "the export is made");
        return said;
    }

    /// <summary>The ledger has heard of the demonstration's bills: an export waits for it.</summary>
    private static async Task BilledAsync(ServerProcess server)
    {
        const int Bills = 6;
        using var finance = await Visitor.SignInAsync(server.Url, "finance");
        var today = TimeProvider.System.GetUtcNow().VietnamDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Eventually.TrueAsync(
            async () => (await finance.GetAsync($"/api/finance/ledger/accounts/receivable:{DemoTuition.School}/lines?day={today}")).Json["lines"]!.AsArray().Count == Bills,
            "the bills are posted");
    }

    private static void CopyKeys(DataFolder from, DataFolder to)
    {
        Directory.CreateDirectory(to.File("keys"));
        foreach (var key in Directory.GetFiles(from.File("keys"))) File.Copy(key, Path.Combine(to.File("keys"), Path.GetFileName(key)));
    }
}
