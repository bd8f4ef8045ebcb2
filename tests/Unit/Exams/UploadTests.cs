using System.Security.Cryptography;
using PublicServices.Exams;
using PublicServices.Infra.Blobs;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Exams;

/// <summary>Files that come in blocks, on the real folders.</summary>
public sealed class UploadTests : ExamTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exam-uploads-").FullName;
    private FolderUploads _uploads = null!;
    private OpenUploadHandler _open = null!;
    private CompleteUploadHandler _complete = null!;
    private RegistrationAnswer _filed = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var rules = new AttachRules(World.Reference, World.Book, World.Window);
        var blobs = new FolderBlobStore(new FolderBlobOptions(Path.Combine(_folder, "blobs")), World.Clock);
        _uploads = new FolderUploads(new FolderUploadOptions(Path.Combine(_folder, "uploads")), World.Hash, World.Clock);
        _open = new OpenUploadHandler(World.Registrations, rules, _uploads, World.Ids);
        _complete = new CompleteUploadHandler(
            World.Registrations, new AttachFileHandler(World.Registrations, rules, new EicarScanner(), blobs, World.Ids), _uploads);
        _filed = await World.SubmitAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _uploads.Dispose();
        Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Complete_AWholeFile_IsNotedOnce_AndItsAnswerIsKept()
    {
        var content = Padded(SampleFiles.Jpeg(3000, 4000), 700_000);
        var ticket = await OpenAsync("transcript", content, "học bạ.jpg", "image/jpeg");
        await SendAsync(ticket, content);

        var first = (await CompleteAsync(ticket)).Value;
        await World.PayAsync(_filed);
        var second = (await CompleteAsync(ticket)).Value;

        second.Should().Be(first, "the registration has moved on, the answer has not");
        var file = (await World.StateOfAsync(_filed.Registration)).Attachments.Should().ContainSingle().Subject;
        file.Should().BeEquivalentTo(new { Kind = "transcript", FileName = "học bạ.jpg", ContentType = "image/jpeg" });
        (await FindAsync(ticket)).Should().BeNull("what was noted is discarded");
        (await _open.ContinueAsync(_filed.Registration, ticket.Upload, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("FILE-014");
    }

    [Fact]
    public async Task Complete_CutOffAfterTheCommit_GivesTheSameAnswer()
    {
        var content = SampleFiles.Pdf();
        var ticket = await OpenAsync("transcript", content, "a.pdf", "application/pdf");
        await SendAsync(ticket, content);
        var upload = (await FindAsync(ticket))!;
        var first = (await CompleteAsync(ticket)).Value;
        // The process died between the commit and the discarding.
        await _uploads.OpenAsync(upload, Ct);
        await SendAsync(await _uploads.ContinueAsync(upload, Ct), content);

        (await CompleteAsync(ticket)).Value.Should().Be(first);
        (await World.StateOfAsync(_filed.Registration)).Attachments.Should().ContainSingle();
    }

    [Fact]
    public async Task Complete_TheSameFileAgainUnderAnotherUpload_ChangesNothing_AndSaysSoTwice()
    {
        var content = SampleFiles.Pdf();
        foreach (var _ in new[] { 1, 2 })
        {
            var ticket = await OpenAsync("transcript", content, "a.pdf", "application/pdf");
            await SendAsync(ticket, content);
            (await CompleteAsync(ticket)).Value.Version.Should().Be(2);
            (await CompleteAsync(ticket)).Value.Version.Should().Be(2);
        }
    }

    [Fact]
    public async Task Complete_BeforeEverythingArrived_SaysHowMuchIsMissing()
    {
        var content = Padded(SampleFiles.Jpeg(), Upload.BlockBytes + 100);
        var ticket = await OpenAsync("transcript", content, "a.jpg", "image/jpeg");
        (await CompleteAsync(ticket)).Problem!.Code.Should().Be("FILE-013");
        await PutAsync(ticket, 0, content[..Upload.BlockBytes]);

        var missing = (await CompleteAsync(ticket)).Problem!;
        missing.Code.Should().Be("FILE-013");
        missing.Detail!.En.Should().Contain($"{Upload.BlockBytes} of {content.Length}");
        (await _open.ContinueAsync(_filed.Registration, ticket.Upload, World.By(ExamWorld.Lan), Ct)).Value.ReceivedBytes.Should().Be(Upload.BlockBytes);

        await PutAsync(ticket, 1, content[Upload.BlockBytes..]);
        (await CompleteAsync(ticket)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Complete_ByAnotherOrForAnother_IsNotFound()
    {
        var other = await World.SubmitAsync(ExamWorld.Form("001209000456"), ExamWorld.Minh);
        var content = SampleFiles.Pdf();
        var ticket = await OpenAsync("transcript", content, "a.pdf", "application/pdf");
        await SendAsync(ticket, content);

        (await _complete.HandleAsync(new(_filed.Registration, ticket.Upload), World.By(ExamWorld.Minh), Ct)).Problem!.Code.Should().Be("PS-003");
        (await _complete.HandleAsync(new(_filed.Registration, ticket.Upload), World.By(ExamWorld.Officer), Ct)).Problem!.Code.Should().Be("PS-004");
        (await _complete.HandleAsync(new(other.Registration, ticket.Upload), World.By(ExamWorld.Minh), Ct)).Problem!.Code.Should().Be("FILE-014");
        (await _open.ContinueAsync(other.Registration, ticket.Upload, World.By(ExamWorld.Minh), Ct)).Problem!.Code.Should().Be("FILE-014");
        foreach (var id in new[] { "", "x", new string('/', 26), new string('.', 26), new string('é', 26), new string('a', 5_000) })
            (await _complete.HandleAsync(new(_filed.Registration, id), World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("FILE-014", id);
        (await World.VersionOfAsync(_filed.Registration)).Should().Be(1);
    }

    [Fact]
    public async Task Complete_ByAnotherGuardian_IsNotFound()
    {
        var content = SampleFiles.Pdf();
        var ticket = await OpenAsync("transcript", content, "a.pdf", "application/pdf");
        await SendAsync(ticket, content);
        var invited = (await World.Guardianship.InviteAsync(_filed.Registration, World.By(ExamWorld.Lan), Ct)).Value;
        await JoinAsync(invited, ExamWorld.Minh);

        (await _complete.HandleAsync(new(_filed.Registration, ticket.Upload), World.By(ExamWorld.Minh), Ct)).Problem!.Code.Should().Be("PS-003");
        (await _open.ContinueAsync(_filed.Registration, ticket.Upload, World.By(ExamWorld.Minh), Ct)).Problem!.Code.Should().Be("PS-003");
        (await CompleteAsync(ticket)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Complete_TooLate_IsExpired()
    {
        var content = SampleFiles.Pdf();
        var ticket = await OpenAsync("transcript", content, "a.pdf", "application/pdf");
        await SendAsync(ticket, content);
        World.Clock.Advance(Upload.Lifetime);

        (await CompleteAsync(ticket)).Problem!.Code.Should().Be("FILE-014");
        (await _open.ContinueAsync(_filed.Registration, ticket.Upload, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("FILE-014");
    }

    [Fact]
    public async Task Complete_AfterTheWindowClosed_IsRefused_UnlessItWasAnsweredBefore()
    {
        World.Clock.Advance(ExamWorld.Session.ClosesAt - World.Clock.GetUtcNow() - TimeSpan.FromMinutes(5));
        var content = SampleFiles.Pdf();
        var done = await OpenAsync("transcript", content, "a.pdf", "application/pdf");
        await SendAsync(done, content);
        await CompleteAsync(done);
        var late = await OpenAsync("transcript", SampleFiles.Jpeg(), "a.jpg", "image/jpeg");
        await SendAsync(late, SampleFiles.Jpeg());
        World.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));

        (await CompleteAsync(done)).Problem.Should().BeNull();
        (await CompleteAsync(late)).Problem!.Code.Should().Be("EXAM-003");
    }

    [Theory]
    [InlineData("infected", "EXAM-027")]
    [InlineData("changed", "FILE-017")]
    [InlineData("cut", "FILE-006")]
    [InlineData("other type", "FILE-005")]
    public async Task Complete_WhatMayNotBeKept_IsRefused_TheSameWayTwice(string what, string code)
    {
        var (content, announced, name, type) = what switch
        {
            "infected" => (SampleFiles.Pdf(@"% X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"), null, "a.pdf", "application/pdf"),
            "changed" => (SampleFiles.Pdf(), SHA256.HashData("another"u8), "a.pdf", "application/pdf"),
            "cut" => (SampleFiles.Jpeg()[..^10], null, "a.jpg", "image/jpeg"),
            _ => (SampleFiles.Png(), (byte[]?)null, "a.jpg", "image/jpeg"),
        };
        var ticket = await OpenAsync("transcript", content, name, type, announced ?? SHA256.HashData(content));
        await SendAsync(ticket, content);

        (await CompleteAsync(ticket)).Problem!.Code.Should().Be(code);
        if (what is not "changed") (await CompleteAsync(ticket)).Problem!.Code.Should().Be(code);
        (await World.VersionOfAsync(_filed.Registration)).Should().Be(1);
        Directory.Exists(Path.Combine(_folder, "blobs")).Should().BeTrue();
        Directory.EnumerateFiles(Path.Combine(_folder, "blobs"), "*", SearchOption.AllDirectories).Should().BeEmpty("nothing refused is kept");
    }

    [Theory]
    [InlineData("diary", "a.jpg", "image/jpeg", 100, null, "EXAM-025")]
    [InlineData("photo", "a.jpg", "image/jpeg", 0, null, "FILE-001")]
    [InlineData("photo", "a.jpg", "image/jpeg", -5, null, "FILE-001")]
    [InlineData("photo", "a.jpg", "image/jpeg", 5_242_881, null, "FILE-002")]
    [InlineData("photo", "a.jpg", "image/jpeg", long.MaxValue, null, "FILE-002")]
    [InlineData("photo", "a.heic", "image/heic", 100, null, "FILE-004")]
    [InlineData("photo", "a.pdf", "application/pdf", 100, null, "FILE-003")]
    [InlineData("photo", "a.gif", "image/gif", 100, null, "FILE-003")]
    [InlineData("photo", "", "image/jpeg", 100, null, "FILE-019")]
    [InlineData("photo", "a.jpg", "image/jpeg", 100, "nonsense", "FILE-019")]
    [InlineData("photo", "a.jpg", "image/jpeg", 100, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "FILE-019")]
    public async Task Open_WhatCannotBeKept_IsRefusedBeforeAnythingIsSent(string kind, string name, string type, long size, string? sha256, string code)
    {
        var opened = await _open.HandleAsync(new(_filed.Registration, kind, name, type, size, sha256), World.By(ExamWorld.Lan), Ct);

        opened.Problem!.Code.Should().Be(code);
        Directory.EnumerateFiles(Path.Combine(_folder, "uploads"), "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Open_ByThoseWhoMayNot_OrTooLate_IsRefused()
    {
        var command = new OpenUpload(_filed.Registration, "photo", "a.jpg", "image/jpeg", 100);

        (await _open.HandleAsync(command, World.By(ExamWorld.Minh), Ct)).Problem!.Code.Should().Be("PS-003");
        (await _open.HandleAsync(command, World.By(ExamWorld.Officer), Ct)).Problem!.Code.Should().Be("PS-004");
        (await _open.HandleAsync(command, World.By(ExamWorld.Lan, at: ExamWorld.Session.ClosesAt.AddSeconds(1)), Ct)).Problem!.Code.Should().Be("EXAM-003");
        (await _open.HandleAsync(command with { FileName = new string('x', 201) }, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("FILE-019");
        for (var i = 0; i < Upload.MaxOpen; i++) (await _open.HandleAsync(command, World.By(ExamWorld.Lan), Ct)).Problem.Should().BeNull();
        (await _open.HandleAsync(command, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("FILE-016");
    }

    [Fact]
    public async Task Complete_AtAVersionThatMoved_IsStale_AndWithoutOneIsNoted()
    {
        var content = SampleFiles.Pdf();
        var ticket = await OpenAsync("transcript", content, "a.pdf", "application/pdf");
        await SendAsync(ticket, content);
        await World.PayAsync(_filed);

        (await _complete.HandleAsync(new(_filed.Registration, ticket.Upload, 1), World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("PS-002");
        (await CompleteAsync(ticket)).Problem.Should().BeNull("minutes pass while a file is sent, and a fee is paid in them");
    }

    /// <summary>Metadata of the camera's before the picture, as much as the size needs.</summary>
    private static byte[] Padded(byte[] jpeg, int bytes)
    {
        var padded = new List<byte>(jpeg[..2]);
        for (var left = bytes - jpeg.Length; left > 0;)
        {
            var length = Math.Min(left, 60_000);
            padded.AddRange([0xFF, 0xEC, (byte)((length + 2) >> 8), (byte)(length + 2), .. new byte[length]]);
            left -= length;
        }

        padded.AddRange(jpeg[2..]);
        return [.. padded];
    }

    private async Task<UploadTicket> OpenAsync(string kind, byte[] content, string name, string type, byte[]? hash = null) => (await _open.HandleAsync(
        new(_filed.Registration, kind, name, type, content.Length, Convert.ToHexStringLower(hash ?? SHA256.HashData(content))),
        World.By(ExamWorld.Lan),
        Ct)).Value;

    private async Task SendAsync(UploadTicket ticket, byte[] content)
    {
        for (var block = 0; block * Upload.BlockBytes < content.Length; block++)
            (await PutAsync(ticket, block, content[(block * Upload.BlockBytes)..Math.Min(content.Length, (block + 1) * Upload.BlockBytes)])).Problem.Should().BeNull();
    }

    private async Task<Result<int>> PutAsync(UploadTicket ticket, int block, byte[] content)
    {
        var query = System.Web.HttpUtility.ParseQueryString(ticket.Address[ticket.Address.IndexOf('?', StringComparison.Ordinal)..]);
        return await _uploads.PutAsync(
            new BlockAddress(_filed.Registration.Value, ticket.Upload, block, long.Parse(query["expires"]!), query["signature"]!), content, Ct);
    }

    private async Task<Upload?> FindAsync(UploadTicket ticket) => await _uploads.FindAsync(_filed.Registration, ticket.Upload, Ct);

    private async Task<Result<RegistrationAnswer>> CompleteAsync(UploadTicket ticket) =>
        await _complete.HandleAsync(new(_filed.Registration, ticket.Upload), World.By(ExamWorld.Lan), Ct);

    private async Task JoinAsync(InvitationIssued invited, Caller guardian) => (await World.Guardianship.JoinAsync(
        new JoinAsGuardian(DemoExams.Session, "001209000123", invited.Code, ExamWorld.Yes), World.By(guardian), Ct)).Problem.Should().BeNull();
}
