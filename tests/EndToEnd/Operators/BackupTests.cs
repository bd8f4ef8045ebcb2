using System.Collections.Concurrent;
using System.Net;
using PublicServices.Infra.Sqlite;
using PublicServices.Tests.EndToEnd.Crashes;

namespace PublicServices.Tests.EndToEnd.Operators;

/// <summary>Copies of a data folder that could be served in its place.</summary>
public sealed class BackupTests
{
    private const int Families = 8;

    [Fact]
    public async Task A_copy_made_under_load_holds_whatever_was_acknowledged_before_and_is_served()
    {
        using var folder = new DataFolder();
        using var elsewhere = new DataFolder();
        var target = elsewhere.File("backup");
        var photo = Photos.OfSize(300_000);
        string withPhoto;
        List<Acknowledged> before;
        await using (var server = await ServerProcess.StartAsync(folder.Path))
        {
            using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
            withPhoto = await FileWithPhotoAsync(server, lan, photo);
            var journeys = new ConcurrentQueue<Acknowledged>();
            using var enough = new CancellationTokenSource();
            var next = 1;
            var running = Enumerable.Range(0, Families).Select(i => new StubbornFamily(lan, new Random(i))).Select(family => Task.Run(async () =>
            {
                while (!enough.IsCancellationRequested) journeys.Enqueue(await family.JourneyAsync(Interlocked.Increment(ref next)));
            })).ToList();
            await Eventually.TrueAsync(() => Task.FromResult(journeys.Count >= 2 * Families), "families are under way");

            before = [.. journeys];
            (await ServerProcess.MustRunAsync(folder.Path, 0, "backup", target)).Should().Contain("1 uploaded files of ").And.Contain($"{target} is written.");
            await enough.CancelAsync();
            await Task.WhenAll(running);
            journeys.Should().HaveCountGreaterThan(before.Count, "the server goes on meanwhile");
            (await server.StopAsync()).Should().Be(0, server.Output);
        }

        (await ServerProcess.MustRunAsync(target, 0, "verify")).Should().Contain("Sound.").And.NotContain("parked");
        await using (var server = await ServerProcess.StartAsync(target))
        {
            using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
            var family = new Family(lan, lan);
            foreach (var one in before)
            {
                await Eventually.AsAsync(() => family.PaymentAsync(one.Payment, ask: true), page => page.Text("status") == "Paid", $"{one.Payment} is paid");
                await family.UntilAsync(one.Registration, "Confirmed", "Paid");
            }

            (await PhotoOfAsync(lan, withPhoto)).Should().Equal(photo);
        }
    }

    [Fact]
    public async Task What_a_killed_server_left_is_copied_too_and_a_damaged_file_is_named()
    {
        using var folder = new DataFolder();
        using var elsewhere = new DataFolder();
        await using (var server = await ServerProcess.StartAsync(folder.Path))
        {
            using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
            await FileWithPhotoAsync(server, lan, Photos.OfSize(100_000));
            await server.KillAsync();
        }

        File.Exists(folder.File(SqliteEngine.FileName + "-wal")).Should().BeTrue("the log was not put away");
        await ServerProcess.MustRunAsync(folder.Path, 0, "backup", elsewhere.File("whole"));
        await ServerProcess.MustRunAsync(folder.Path, 0, "backup", elsewhere.File("records"), "--without-files");
        Directory.Exists(elsewhere.File("records/blobs")).Should().BeFalse();
        (await ServerProcess.MustRunAsync(elsewhere.File("records"), 0, "verify")).Should().Contain("Sound.").And.Contain("reg: 1 records");

        var blob = Directory.EnumerateFiles(folder.File("blobs"), "*", SearchOption.AllDirectories).Single();
        await File.AppendAllTextAsync(blob, "x", TestContext.Current.CancellationToken);
        (await ServerProcess.MustRunAsync(folder.Path, 1, "backup", elsewhere.File("damaged"))).Should().Contain($"{blob} is damaged and was left out.");
        (await ServerProcess.MustRunAsync(elsewhere.File("damaged"), 0, "verify")).Should().Contain("Sound.");
    }

    [Fact]
    public async Task Where_no_copy_can_be_made_it_says_why_and_leaves_nothing()
    {
        using var folder = new DataFolder();
        using var elsewhere = new DataFolder();
        (await ServerProcess.MustRunAsync(folder.Path, 1, "backup", elsewhere.File("none"))).Should().Contain("There is no public-services.db in ");
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty("a look at a folder makes nothing in it");

        await File.WriteAllTextAsync(folder.File(SqliteEngine.FileName), new string('?', 8_192), TestContext.Current.CancellationToken);
        (await ServerProcess.MustRunAsync(folder.Path, 1, "backup", elsewhere.File("none"))).Should().Contain("cannot be copied").And.NotContain("   at ");
        (await ServerProcess.MustRunAsync(folder.Path, 1, "backup", folder.Path)).Should().Contain("is there already");
        (await ServerProcess.MustRunAsync(folder.Path, 1, "backup", folder.File("inside"))).Should().Contain("lies in the data folder itself");
        (await ServerProcess.MustRunAsync(folder.Path + "/", 1, "backup", folder.File("inside/"))).Should().Contain("lies in the data folder itself");
        (await ServerProcess.MustRunAsync(folder.Path, 1, "backup", elsewhere.File("none"), "--Engine:Kind=Azure")).Should().Contain("Only the embedded engine");
        Directory.EnumerateFileSystemEntries(elsewhere.Path).Should().BeEmpty();

        Directory.CreateDirectory(elsewhere.File("night.unfinished"));
        (await ServerProcess.MustRunAsync(folder.Path, 1, "backup", elsewhere.File("night"))).Should().Contain("was interrupted");
        Directory.Exists(elsewhere.File("night.unfinished")).Should().BeTrue("it is not ours to delete");
    }

    private static async Task<string> FileWithPhotoAsync(ServerProcess server, Visitor owner, byte[] photo)
    {
        using var phone = new Visitor(server.Url);
        var registration = (await new Family(owner, phone).FileAsync(Candidates.SchoolFiling(1))).Must(HttpStatusCode.Created).Text("registration");
        var uploader = new Uploader(owner, phone, registration);
        var upload = (await uploader.OpenAsync(photo)).Must(HttpStatusCode.Created).Text("upload");
        (await uploader.FinishAsync(upload, photo)).Must(HttpStatusCode.OK);
        return registration;
    }

    private static async Task<byte[]> PhotoOfAsync(Visitor owner, string registration)
    {
        var read = (await owner.GetAsync($"/api/exams/registrations/{registration}")).Must(HttpStatusCode.OK);
        var file = read.Json["registration"]!["attachments"]!.AsArray().Should().ContainSingle().Subject!;
        return (await owner.GetAsync($"/api/exams/registrations/{registration}/files/{file["id"]}")).Must(HttpStatusCode.OK).Bytes;
    }
}
