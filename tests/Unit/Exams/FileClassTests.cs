using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class FileClassTests : ExamTest
{
    private static readonly string[] Header =
    [
        "Họ và tên", "Giới tính", "Ngày sinh", "Nơi sinh", "Dân tộc", "Số định danh cá nhân", "Tỉnh/thành phố thường trú",
        "Trường lớp 10", "Trường lớp 11", "Lớp 12", "Điện thoại", "Địa chỉ liên hệ", "Môn lựa chọn đã học lớp 12",
        "Môn thi tự chọn", "Ngoại ngữ dự thi", "Mục đích dự thi", "Có đồng ý của người đại diện",
    ];

    [Fact]
    public async Task File_AGoodSheet_FilesAndCountsAsChecked()
    {
        var report = await FileAsync(Row(2), Row(3, number: "1209000124"));

        report.Rows.Should().OnlyContain(row => row.Outcome == RowOutcome.Filed, Reasons(report));
        var registration = await World.StateOfAsync(report.Rows[0].Registration!.Value);
        registration.State.Should().Be(RegistrationState.SchoolChecked);
        registration.BySchool.Should().BeTrue();
        registration.Form.Language.Should().Be("N1");
        registration.Form.Electives.Should().Equal("foreign-language", "physics");
        registration.Consent.Relationship.Should().Be(Relationship.School);
        World.Store.SentOf(PaymentContracts.FeeRequested).Should().HaveCount(2);
    }

    [Fact]
    public async Task File_DryRun_ChangesNothing()
    {
        var report = await FileAsync(dryRun: true, Row(2));

        report.Filed.Should().Be(1, Reasons(report));
        World.Store.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task File_Twice_ChangesNothingMore()
    {
        await FileAsync(Row(2), Row(3, number: "001209000124"));
        var sent = World.Store.Sent.Count;

        var again = await FileAsync(Row(2), Row(3, number: "001209000124"));

        again.Unchanged.Should().Be(2, Reasons(again));
        World.Store.Sent.Should().HaveCount(sent);
    }

    [Fact]
    public async Task File_AChangedRow_UpdatesThatRowAlone()
    {
        await FileAsync(Row(2), Row(3, number: "001209000124"));

        var again = await FileAsync(Row(2), Row(3, number: "001209000124", className: "12A9"));

        (again.Unchanged, again.Updated).Should().Be((1, 1), Reasons(again));
        (await World.StateOfAsync(again.Rows[1].Registration!.Value)).Form.Class.Should().Be("12A9");
        again.Rows[1].DossierCode.Should().EndWith("000002");
    }

    [Fact]
    public async Task File_RowsWithFaults_AreReportedAndTheOthersFiled()
    {
        var report = await FileAsync(
            Row(2), Row(3, number: "001209000124", born: "31/02/2009"), Row(4, number: "001209000125", consent: ""), Row(5, number: "12345"), Row(6));

        report.Rows.Select(row => row.Problem?.Code).Should().Equal(null, "EXAM-001", "EXAM-005", "EXAM-001", "EXAM-036");
        report.Rows[1].Problem!.Fields.Should().ContainSingle().Which.Code.Should().Be("EXAM-F28");
        (report.Filed, report.Refused).Should().Be((1, 4));
    }

    [Fact]
    public async Task File_OverAFamilysOwnRegistration_IsRefused()
    {
        await World.SubmitAsync();

        (await FileAsync(Row(2))).Rows[0].Problem!.Code.Should().Be("EXAM-034");
    }

    [Fact]
    public async Task File_OverADraft_TellsNothingAboutIt()
    {
        await World.SaveDraft.HandleAsync(new(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes), World.By(ExamWorld.Lan), Ct);

        (await FileAsync(Row(2))).Rows[0].Problem!.Code.Should().Be("EXAM-035");
    }

    [Fact]
    public async Task File_ByAnotherSchool_IsRefused()
    {
        await FileAsync(Row(2));

        var sheet = new Sheet(Header, [Row(2)]);
        var report = await World.FileClass.HandleAsync(new(DemoExams.Session, sheet, false), World.By(ExamWorld.OtherSchool), Ct);

        report.Value.Rows[0].Problem!.Code.Should().Be("EXAM-035");
    }

    [Fact]
    public async Task File_WithoutAColumn_IsRefusedWhole()
    {
        var sheet = new Sheet(["Họ và tên"], []);

        (await World.FileClass.HandleAsync(new(DemoExams.Session, sheet, false), World.By(ExamWorld.Officer), Ct)).Problem!.Code.Should().Be("SHEET-009");
    }

    [Theory]
    [InlineData(Role.Family, null)]
    [InlineData(Role.Department, "01")]
    [InlineData(Role.School, null)]
    public async Task File_ByAnyoneElse_IsForbidden(Role role, string? unit) =>
        (await World.FileClass.HandleAsync(
            new(DemoExams.Session, new Sheet(Header, [Row(2)]), false), World.By(new Caller("x", role, "x", unit)), Ct))
            .Problem!.Code.Should().Be("PS-004");

    private static SheetRow Row(
        int line, string number = "001209000123", string className = "12A1", string born = "4/5/2009", string consent = "Có") => new(
        line,
        [
            "nguyễn văn an", "Nam", born, "Hà Nội", "Kinh", number, "01", "01-001", "01-001", className, "912345678", "Số 1",
            "Vật lí, Ngoại ngữ, Lịch sử", "Vật lí; Ngoại ngữ", "Tiếng Anh", "Cả hai", consent,
        ]);

    private Task<ClassReport> FileAsync(params SheetRow[] rows) => FileAsync(dryRun: false, rows);

    private async Task<ClassReport> FileAsync(bool dryRun, params SheetRow[] rows) =>
        (await World.FileClass.HandleAsync(new(DemoExams.Session, new Sheet(Header, rows), dryRun), World.By(ExamWorld.Officer), Ct)).Value;

    private static string Reasons(ClassReport report) => string.Join(
        "; ", report.Rows.Select(row => $"{row.Problem?.Code} {string.Join(",", row.Problem?.Fields?.Select(f => f.Field + f.Code) ?? [])}"));
}
