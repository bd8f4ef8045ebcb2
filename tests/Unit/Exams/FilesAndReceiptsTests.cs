using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Exams;

public sealed class FilesAndReceiptsTests : ExamTest
{
    private readonly Scanner _scanner = new();

    [Fact]
    public async Task Attach_APhoto_IsKeptAndTheMissingListShrinks()
    {
        var answer = await World.SubmitAsync();
        (await ReadAsync(answer)).MissingDocuments.Select(rule => rule.Code).Should().Equal("photo", "transcript");

        var attached = await AttachAsync(answer, "photo", SampleFiles.Jpeg());

        attached.Value.State.Should().Be(RegistrationState.Submitted);
        var view = await ReadAsync(answer);
        view.MissingDocuments.Select(rule => rule.Code).Should().Equal("transcript");
        view.Registration.Attachments.Should().ContainSingle().Which.FileName.Should().Be("ảnh.jpg");
    }

    [Fact]
    public async Task Attach_TheSameFileTwice_ChangesNothing_AndAnotherPortraitTakesItsPlace()
    {
        var answer = await World.SubmitAsync();
        await AttachAsync(answer, "photo", SampleFiles.Jpeg());
        var version = await World.VersionOfAsync(answer.Registration);

        await AttachAsync(answer, "photo", SampleFiles.Jpeg());
        (await World.VersionOfAsync(answer.Registration)).Should().Be(version);

        await AttachAsync(answer, "photo", SampleFiles.Jpeg(640, 800));
        (await World.StateOfAsync(answer.Registration)).Attachments.Should().ContainSingle();
    }

    [Fact]
    public async Task Attach_AfterTheCheck_IsCheckedAgain()
    {
        var answer = await World.SubmitAsync();
        await World.CheckAsync(answer);

        (await AttachAsync(answer, "transcript", SampleFiles.Pdf(), "hb.pdf", "application/pdf")).Value.State.Should().Be(RegistrationState.Submitted);
    }

    [Fact]
    public async Task Attach_WhatIsNotAccepted_LeavesNothingBehind()
    {
        var answer = await World.SubmitAsync();
        var photo = SampleFiles.Jpeg();

        (await AttachAsync(answer, "diary", photo)).Problem!.Code.Should().Be("EXAM-025");
        (await AttachAsync(answer, "photo", SampleFiles.Pdf(), "a.pdf", "application/pdf")).Problem!.Code.Should().StartWith("FILE-");
        (await AttachAsync(answer, "photo", SampleFiles.Jpeg(200, 200))).Problem!.Code.Should().StartWith("FILE-");
        (await AttachAsync(answer, "photo", photo, at: ExamWorld.Session.ClosesAt.AddSeconds(1))).Problem!.Code.Should().Be("EXAM-003");
        (await AttachAsync(answer, "photo", photo, by: ExamWorld.Minh)).Problem!.Code.Should().Be("PS-003");
        (await AttachAsync(answer, "photo", photo, by: ExamWorld.Officer)).Problem!.Code.Should().Be("PS-004");
        _scanner.Malware = "Test.Sample";
        (await AttachAsync(answer, "photo", photo)).Problem!.Code.Should().Be("EXAM-027");

        World.Blobs.Kept.Should().BeEmpty();
        (await World.VersionOfAsync(answer.Registration)).Should().Be(1);
    }

    [Fact]
    public async Task Attach_MoreThanTheLimit_IsRefused()
    {
        var answer = await World.SubmitAsync();
        await AttachAsync(answer, "signed-form", SampleFiles.Jpeg(601));
        await AttachAsync(answer, "signed-form", SampleFiles.Jpeg(602));
        await AttachAsync(answer, "signed-form", SampleFiles.Jpeg(603));

        (await AttachAsync(answer, "signed-form", SampleFiles.Jpeg(604))).Problem!.Code.Should().Be("EXAM-026");
    }

    [Fact]
    public async Task Read_AFile_IsForThoseWhoMaySeeIt_AndRemovedOnesAreGone()
    {
        var answer = await World.SubmitAsync();
        await AttachAsync(answer, "photo", SampleFiles.Jpeg());
        var file = (await World.StateOfAsync(answer.Registration)).Attachments[0].Id;
        var reader = new ReadFile(World.Read, World.Blobs);
        var remove = new RemoveFileHandler(World.Registrations, World.Reference, World.Window);

        (await reader.HandleAsync(answer.Registration, file, World.By(ExamWorld.Officer), Ct)).Value.Attachment.ContentType.Should().Be("image/jpeg");
        (await reader.HandleAsync(answer.Registration, file, World.By(ExamWorld.OtherSchool), Ct)).Problem!.Code.Should().Be("PS-003");
        (await World.History.HandleAsync(answer.Registration, World.By(ExamWorld.Lan), Ct)).Value[^1].Action.Should().Be("read");

        (await remove.HandleAsync(new(answer.Registration, file, 2), World.By(ExamWorld.Lan), Ct)).Problem.Should().BeNull();
        (await reader.HandleAsync(answer.Registration, file, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("PS-003");
    }

    [Fact]
    public async Task Receipt_SaysWhatWasFiledAndWhen()
    {
        var answer = await World.SubmitAsync();
        await World.PayAsync(answer);
        var receipts = new ReadReceipt(World.Registrations, new Signer());

        var receipt = (await receipts.HandleAsync(answer.Registration, World.By(ExamWorld.Lan), Ct)).Value;

        receipt.Number.Should().Be($"{answer.DossierCode}-v1", "paying does not file anything anew");
        receipt.ArrivedAt.Should().Be(ExamWorld.Start);
        receipt.FormHash.Should().Be(answer.FormHash);
        receipt.Lines.Should().Contain(line => line.Field == "name" && line.Text == "NGUYỄN VĂN AN");
        receipt.Token.Should().Be($"{answer.DossierCode} 1 {receipt.FormHash[..Receipt.FormHashChars]}");
        (await receipts.HandleAsync(answer.Registration, World.By(ExamWorld.Officer), Ct)).Problem!.Code.Should().Be("PS-004");
    }

    [Fact]
    public async Task Receipt_OfADraft_IsRefused()
    {
        var draft = (await World.SaveDraft.HandleAsync(
            new(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes), World.By(ExamWorld.Lan), Ct)).Value;

        (await new ReadReceipt(World.Registrations, new Signer()).HandleAsync(draft.Registration, World.By(ExamWorld.Lan), Ct))
            .Problem!.Code.Should().Be("EXAM-015");
    }

    [Fact]
    public async Task Lists_Filtered_GoOnPageByPage()
    {
        for (var i = 0; i < 7; i++) await World.SubmitAsync(ExamWorld.Form($"001209{i:D6}") with { Class = i % 2 == 0 ? "12A1" : "12A10" });
        await World.ProjectAsync();
        var query = new ListUnit(DemoExams.Session, ExamWorld.School, "12A1", Next: NextActor.School, Take: 3);

        var first = (await World.Lists.OfUnitAsync(query, World.By(ExamWorld.Officer), Ct)).Value;
        var second = (await World.Lists.OfUnitAsync(query with { Continuation = first.Continuation }, World.By(ExamWorld.Officer), Ct)).Value;

        first.Rows.Should().HaveCount(3).And.OnlyContain(row => row.Class == "12A1");
        second.Rows.Should().ContainSingle();
        second.Continuation.Should().BeNull();
        first.Rows.Concat(second.Rows).Select(row => row.Registration).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Lists_LateMessages_DoNotUndoNewerOnes()
    {
        var answer = await World.SubmitAsync();
        await World.CheckAsync(answer);
        var changes = World.Store.SentOf(ExamContracts.RegistrationChanged);

        foreach (var changed in changes.Reverse()) await World.Store.ApplyAsync([.. ExamViews.Rows(changed)], Ct);

        (await World.Lists.OfFamilyAsync(World.By(ExamWorld.Lan), Ct)).Value.Rows.Should().ContainSingle()
            .Which.State.Should().Be(RegistrationState.SchoolChecked);
    }

    [Fact]
    public async Task Reference_IsReadAgainAfterItsAge_AndNotBefore()
    {
        var before = await World.Reference.SessionAsync(DemoExams.Session, Ct);
        await World.Extend.HandleAsync(
            new(DemoExams.Session, ExtensionScope.All, "", ExamWorld.Session.ClosesAt.AddDays(1), "Mất điện"), World.By(ExamWorld.Ministry), Ct);

        (await World.Reference.SessionAsync(DemoExams.Session, Ct)).Should().BeSameAs(before);
        World.ForgetReference();
        (await World.Reference.SessionAsync(DemoExams.Session, Ct))!.Extensions.Should().ContainSingle();
        (await World.Reference.SessionAsync("../x", Ct)).Should().BeNull();
        (await World.Reference.UnitAsync("01-999", Ct)).Should().BeNull();
    }

    private async Task<RegistrationView> ReadAsync(RegistrationAnswer answer) =>
        (await World.Read.HandleAsync(answer.Registration, World.By(ExamWorld.Lan), Ct)).Value;

    private async Task<Result<RegistrationAnswer>> AttachAsync(
        RegistrationAnswer answer,
        string kind,
        byte[] content,
        string name = "C:\\hình\\ảnh.jpg",
        string type = "image/jpeg",
        DateTimeOffset? at = null,
        Caller? by = null)
    {
        var handler = new AttachFileHandler(
            World.Registrations, new AttachRules(World.Reference, World.Book, World.Window), _scanner, World.Blobs, World.Ids);
        var version = await World.VersionOfAsync(answer.Registration);
        return await handler.HandleAsync(
            new AttachFile(answer.Registration, kind, name, type, content, version), World.By(by ?? ExamWorld.Lan, at: at), Ct);
    }

    /// <summary>Finds malware when it is told to.</summary>
    private sealed class Scanner : IFileScanner
    {
        public string? Malware { get; set; }

        public ValueTask<string?> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => ValueTask.FromResult(Malware);
    }

    private sealed class Signer : IReceiptSigner
    {
        public ReadOnlyMemory<byte> PublicKeys => default;

        public string Sign(Receipt receipt) => $"{receipt.DossierCode} {receipt.Version} {receipt.FormHash}";

        public Receipt? Verify(string token) => null;
    }
}
