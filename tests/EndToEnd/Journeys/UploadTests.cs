using System.Net;

namespace PublicServices.Tests.EndToEnd.Journeys;

/// <summary>A large photo on a bad network, over HTTP against the real process.</summary>
public sealed class UploadTests
{
    private const int PhotoBytes = 8_000_000;

    [Fact]
    public async Task An_upload_survives_a_killed_server_and_is_noted_once()
    {
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
        using var phone = new Visitor(server.Url);
        var family = new Family(lan, phone);
        var registration = (await family.FileAsync(Candidates.SchoolFiling(1))).Must(HttpStatusCode.Created).Text("registration");
        var photo = Photos.OfSize(PhotoBytes);
        var uploader = new Uploader(lan, phone, registration);

        var ticket = (await uploader.OpenAsync(photo)).Must(HttpStatusCode.Created);
        var blockBytes = ticket.Json["blockBytes"]!.GetValue<int>();
        for (var block = 0; block < 10; block++) (await uploader.SendAsync(ticket.Text("address"), block, photo, blockBytes)).Must(HttpStatusCode.Created);
        await server.KillAsync();
        await server.StartAgainAsync();

        var after = (await uploader.ContinueAsync(ticket.Text("upload"))).Must(HttpStatusCode.OK);
        after.Json["receivedBytes"]!.GetValue<int>().Should().Be(10 * blockBytes, "a process that dies loses nothing it had written");
        (await uploader.CompleteAsync(ticket.Text("upload"))).MustRefuse(HttpStatusCode.Conflict, "FILE-013");
        var done = (await uploader.FinishAsync(ticket.Text("upload"), photo)).Must(HttpStatusCode.OK);
        (await uploader.CompleteAsync(ticket.Text("upload"))).Must(HttpStatusCode.OK).Body.Should().Be(done.Body);

        var read = (await family.ReadAsync(registration)).Must(HttpStatusCode.OK);
        var file = read.Json["registration"]!["attachments"]!.AsArray().Should().ContainSingle().Subject!;
        file["sizeBytes"]!.GetValue<int>().Should().Be(photo.Length);
        (await lan.GetAsync($"/api/exams/registrations/{registration}/files/{file["id"]}")).Must(HttpStatusCode.OK).Bytes.Should().Equal(photo);
        Directory.EnumerateFiles(Path.Combine(folder.Path, "uploads"), "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Completions_at_once_note_one_file()
    {
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
        using var phone = new Visitor(server.Url);
        var family = new Family(lan, phone);
        var registration = (await family.FileAsync(Candidates.SchoolFiling(2))).Must(HttpStatusCode.Created).Text("registration");
        var photo = Photos.OfSize(600_000);
        var uploader = new Uploader(lan, phone, registration);
        var upload = (await uploader.OpenAsync(photo)).Must(HttpStatusCode.Created).Text("upload");
        var ticket = (await uploader.ContinueAsync(upload)).Must(HttpStatusCode.OK);
        for (var block = 0; block < 3; block++) (await uploader.SendAsync(ticket.Text("address"), block, photo, 256 * 1024)).Must(HttpStatusCode.Created);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => uploader.CompleteAsync(upload)));

        answers.Select(answer => answer.Must(HttpStatusCode.OK).Body).Distinct().Should().ContainSingle();
        (await family.ReadAsync(registration)).Json["registration"]!["attachments"]!.AsArray().Should().ContainSingle();
    }
}
