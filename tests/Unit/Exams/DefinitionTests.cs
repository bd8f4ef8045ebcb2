using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class DefinitionTests : ExamTest
{
    private const string Code = "thpt-2028";
    private static readonly DateTimeOffset Opens = VietnamTime.StartOf(new DateOnly(2027, 6, 1));

    private static SessionDefinition Session { get; } = new(
        new("Kỳ thi 2028", "Exam of 2028"),
        "2.002398",
        Opens,
        Opens.AddDays(30),
        Opens.AddDays(40),
        Opens.AddDays(35),
        new DateOnly(2027, 8, 1),
        new DateOnly(2027, 8, 3),
        [new Dated<FeeSchedule>(new DateOnly(2027, 1, 1), "NQ 12/2026/NQ-HĐND", new FeeSchedule(Money.Vnd(45_000), [], ["poor-household"]))]);

    private static RegistrationUnit Unit { get; } = new(
        "01-077", new("Trường THPT Mới", "New High School"), "077.01.19.H26", [CandidateType.A, CandidateType.B], []);

    [Fact]
    public async Task Session_DefinedByTheMinistry_IsListedAndTakesRegistrations()
    {
        var defined = (await DefineAsync(Session)).Value;
        (defined.Session, defined.Version, defined.Definition.Extensions.Count).Should().Be((Code, 1L, 0));
        await World.ProjectAsync();
        (await World.Directory.SessionsAsync(Ct)).Select(session => session.Code).Should().Contain(Code);

        World.Clock.SetUtcNow(Opens.AddHours(1));
        var filed = await World.Submit.HandleAsync(new SubmitRegistration(Code, ExamWorld.Form(), ExamWorld.Yes), World.By(ExamWorld.Lan), Ct);

        filed.Value.FeeAmount.Should().Be(Money.Vnd(45_000));
    }

    [Theory]
    [InlineData(Role.Department, "01")]
    [InlineData(Role.School, "01-001")]
    [InlineData(Role.Family, null)]
    [InlineData(Role.Operator, null)]
    public async Task Session_ByAnyoneElse_IsForbidden(Role role, string? unit) =>
        (await DefineAsync(Session, by: new Caller("x", role, "x", unit))).Problem!.Code.Should().Be("PS-004");

    [Theory]
    [InlineData("")]
    [InlineData("THPT-2028")]
    [InlineData("thpt 2028")]
    [InlineData("thpt/2028")]
    [InlineData("registrations")]
    [InlineData("sessions")]
    [InlineData("a23456789012345678901234567890123")]
    public async Task Session_UnderACodeThatCannotBeUsed_IsRefused(string code) =>
        (await DefineAsync(Session, code: code)).Problem!.Code.Should().Be("EXAM-039");

    [Fact]
    public async Task Session_Wrong_NamesEveryField()
    {
        await Refused(Session with { Name = new(" ", new string('x', 201)) }, "name.vi", "name.en");
        await Refused(Session with { Procedure = "2.00 2398" }, "procedure");
        await Refused(Session with { ClosesAt = Opens }, "closesAt");
        await Refused(Session with { CorrectionsUntil = Opens.AddDays(29), PayUntil = Opens.AddDays(29) }, "correctionsUntil", "payUntil");
        await Refused(Session with { FirstExamDay = Opens.AddDays(40).VietnamDate() }, "firstExamDay");
        await Refused(Session with { LastExamDay = new DateOnly(2027, 7, 31) }, "lastExamDay");
        await Refused(Session with { LastExamDay = new DateOnly(2027, 9, 1) }, "lastExamDay");
        await Refused(Session with { OpensAt = DateTimeOffset.MinValue, LastExamDay = DateOnly.MaxValue }, "opensAt", "lastExamDay", "fees");
        World.Store.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Session_WhoseFeesLeaveADayOut_OrSetOneTwice_IsRefused()
    {
        var fee = Session.Fees[0];
        var until = Opens.AddDays(40).VietnamDate();
        Dated<FeeSchedule>[][] wrong =
        [
            [],
            [fee with { From = Opens.VietnamDate().AddDays(1) }],
            [fee with { To = until.AddDays(-1) }],
            [fee with { To = new DateOnly(2026, 1, 1) }],
            [fee, fee with { From = new DateOnly(2027, 6, 10) }],
            [fee with { To = new DateOnly(2027, 6, 9) }, fee with { From = new DateOnly(2027, 6, 11) }],
            [fee with { To = new DateOnly(2027, 6, 10) }, fee with { From = new DateOnly(2027, 6, 10) }],
            [.. Enumerable.Repeat(fee, 21)],
        ];
        foreach (var fees in wrong) await Refused(Session with { Fees = fees }, "fees");

        Dated<FeeSchedule>[][] right =
        [
            [fee with { To = until }],
            [fee with { From = new DateOnly(2018, 1, 1), To = DateOnly.MaxValue }],
            [fee with { From = new DateOnly(2027, 6, 10) }, fee with { To = new DateOnly(2027, 6, 9) }],
        ];
        for (var i = 0; i < right.Length; i++) (await DefineAsync(Session with { Fees = right[i] }, code: $"right-{i}")).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Session_WithAWrongFee_SaysWhichAndWhy()
    {
        var fee = Session.Fees[0];
        await Refused(With(fee with { Instrument = "" }), "fees[0].instrument");
        foreach (var amount in new[] { Money.Vnd(-1), Money.Vnd(100_000_001), new Money(45_000, "USD") })
        {
            await Refused(With(fee with { Value = fee.Value with { Amount = amount } }), "fees[0].value.amount");
            await Refused(With(fee with { Value = fee.Value with { ByType = [new(CandidateType.A, amount)] } }), "fees[0].value.byType");
        }

        await Refused(
            With(fee with { Value = fee.Value with { ByType = [new(CandidateType.A, Money.Vnd(1)), new(CandidateType.A, Money.Vnd(2))] } }), "fees[0].value.byType");
        await Refused(With(fee with { Value = fee.Value with { ExemptGroups = ["friends"] } }), "fees[0].value.exemptGroups");

        static SessionDefinition With(Dated<FeeSchedule> fee) => Session with { Fees = [fee] };
    }

    [Fact]
    public async Task Session_BeforeItOpens_ChangesAtTheVersionThatWasSeen()
    {
        await DefineAsync(Session);
        (await DefineAsync(Session)).Problem!.Code.Should().Be("EXAM-040");
        (await DefineAsync(Session, version: 2)).Problem!.Code.Should().Be("PS-002");

        var changed = (await DefineAsync(Session with { OpensAt = Opens.AddDays(1), Procedure = "2.1" }, version: 1)).Value;

        (changed.Version, changed.Definition.Procedure).Should().Be((2L, "2.1"));
        var history = await World.Store.ListDocumentsAsync(ExamIds.Session(Code), Document.HistoryPrefix, null, 10, Ct);
        history.Should().HaveCount(2);
        System.Text.Encoding.UTF8.GetString(history[1].Body.Span).Should().Contain("2.002398", "what it was is kept");
        (await World.DefineSession.ReadHistoryAsync(Code, World.By(ExamWorld.Department), Ct)).Value.Select(line => (line.Action, line.By.Id, line.Version))
            .Should().Equal(("define", "ministry", 1L), ("redefine", "ministry", 2L));
        (await World.DefineSession.ReadHistoryAsync(Code, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("PS-004");
    }

    [Fact]
    public async Task Session_OnceOpen_KeepsWhatFamiliesRelyOn()
    {
        await DefineAsync(Session);
        World.Clock.SetUtcNow(Opens);

        await Refused(Session with { Procedure = "2.1" }, 1, "procedure");
        await Refused(Session with { OpensAt = Opens.AddMinutes(-1) }, 1, "opensAt");
        await Refused(Session with { ClosesAt = Session.ClosesAt.AddDays(1) }, 1, "closesAt");
        await Refused(Session with { CorrectionsUntil = Session.CorrectionsUntil.AddDays(-1) }, 1, "correctionsUntil");
        await Refused(Session with { PayUntil = Session.PayUntil.AddDays(-1) }, 1, "payUntil");
        var fee = Session.Fees[0];
        await Refused(Session with { Fees = [fee with { Value = fee.Value with { Amount = Money.Vnd(50_000) } }] }, 1, "fees");
        await Refused(Session with { Fees = [fee with { Instrument = "Khác" }] }, 1, "fees");

        var next = fee with { From = new DateOnly(2027, 6, 20), Value = fee.Value with { Amount = Money.Vnd(50_000) } };
        var later = Session with
        {
            Name = new("Kỳ thi hoãn", "Postponed exam"),
            FirstExamDay = new DateOnly(2027, 9, 1),
            LastExamDay = new DateOnly(2027, 9, 2),
            PayUntil = Session.PayUntil.AddDays(3),
            Fees = [fee with { To = new DateOnly(2027, 6, 19) }, next],
        };
        (await DefineAsync(later, version: 1)).Value.Definition.FeeFor(ExamWorld.Form(), next.From)!.Amount.Should().Be(Money.Vnd(50_000));
    }

    [Fact]
    public async Task Session_Changed_KeepsItsExtensions_AndDoesNotMoveTheExamBeforeThem()
    {
        await DefineAsync(Session);
        World.Clock.SetUtcNow(Opens);
        World.ForgetReference();
        var until = Session.CorrectionsUntil.AddDays(10);
        (await World.Extend.HandleAsync(new(Code, ExtensionScope.All, "", until, "Sau sự cố"), World.By(ExamWorld.Ministry), Ct)).Problem.Should().BeNull();

        await Refused(Session with { FirstExamDay = until.VietnamDate(), LastExamDay = until.VietnamDate() }, 2, "firstExamDay");
        var changed = (await DefineAsync(Session with { Name = new("Tên mới", "New name") }, version: 2)).Value;

        changed.Definition.Extensions.Should().ContainSingle().Which.Until.Should().Be(until);
    }

    [Fact]
    public async Task Session_TheSameRequestTwice_IsAnsweredOnce()
    {
        var first = await World.DefineSession.HandleAsync(new(Code, Session), World.By(ExamWorld.Ministry, "k1"), Ct);
        var again = await World.DefineSession.HandleAsync(new(Code, Session), World.By(ExamWorld.Ministry, "k1"), Ct);

        again.Value.Version.Should().Be(first.Value.Version);
        World.Store.SentOf(ExamContracts.SessionChanged).Should().ContainSingle();
    }

    [Fact]
    public async Task Unit_DefinedByItsDepartment_IsListed_AndTwiceChangesNothing()
    {
        (await UnitAsync(Unit)).Value.Outcome.Should().Be(RowOutcome.Filed);
        (await UnitAsync(Unit)).Value.Outcome.Should().Be(RowOutcome.Unchanged);
        (await UnitAsync(Unit with { Name = new("Tên khác", "Another name") }, ExamWorld.Ministry)).Value.Outcome.Should().Be(RowOutcome.Updated);
        await World.ProjectAsync();

        (await World.Directory.UnitsAsync("01", Ct)).Should().Contain(unit => unit.Code == Unit.Code && unit.Name.Vi == "Tên khác");
        World.Store.SentOf(ExamContracts.UnitChanged).Should().HaveCount(2);
        (await World.Store.ListDocumentsAsync(ExamIds.Unit(Unit.Code), Document.HistoryPrefix, null, 10, Ct)).Should().HaveCount(2);
    }

    [Theory]
    [InlineData(Role.Department, "79")]
    [InlineData(Role.School, "01-077")]
    [InlineData(Role.Family, null)]
    [InlineData(Role.Finance, null)]
    public async Task Unit_ByAnyoneElse_IsForbidden(Role role, string? unit) =>
        (await UnitAsync(Unit, new Caller("x", role, "x", unit))).Problem!.Code.Should().Be("PS-004");

    [Fact]
    public async Task Unit_Wrong_NamesEveryField()
    {
        await UnitRefused(Unit with { Name = new("", "x") }, "name.vi");
        await UnitRefused(Unit with { DossierUnit = "01" }, "dossierUnit");
        await UnitRefused(Unit with { Takes = [] }, "takes");
        await UnitRefused(Unit with { Takes = [CandidateType.A, CandidateType.A] }, "takes");
        var always = new Dated<bool>(new DateOnly(2027, 1, 1), "CV 1", true);
        await UnitRefused(Unit with { PriorCheck = [always with { Instrument = "" }] }, "priorCheck");
        await UnitRefused(Unit with { PriorCheck = [always, always with { From = new DateOnly(2027, 2, 1) }] }, "priorCheck");
        await UnitRefused(Unit with { PriorCheck = [always with { To = new DateOnly(2026, 1, 1) }] }, "priorCheck");
        (await UnitAsync(Unit with { Code = "01-77" }, ExamWorld.Ministry)).Problem!.Fields![0].Field.Should().Be("unit");
    }

    [Fact]
    public async Task Unit_WithACodeInDossiersThatAnotherHas_IsRefused_AndKeepsItsOwnForEver()
    {
        await UnitAsync(Unit);
        (await UnitAsync(Unit with { Code = "01-078" })).Problem!.Code.Should().Be("EXAM-042");
        await UnitAsync(Unit with { DossierUnit = "078.01.19.H26" });

        (await UnitAsync(Unit with { Code = "01-079" })).Problem!.Code.Should().Be("EXAM-042", "numbers were given under it");
        (await UnitAsync(Unit)).Value.Outcome.Should().Be(RowOutcome.Updated);
        (await World.Store.LoadAsync(ExamIds.Unit("01-078"), Ct)).Should().BeNull();
    }

    [Fact]
    public async Task Sheet_TriesFirst_ThenDefines_ThenChangesNothing()
    {
        var sheet = new Sheet(
            ["Mã đơn vị", "Tên đơn vị", "Mã đơn vị trong mã hồ sơ", "Đối tượng", "Kiểm tra trước", "Áp dụng từ", "Văn bản"],
            [
                new(2, ["01-101", "THPT Một", "101.01.19.h26", "A, B", "có", "01/01/2027", "CV 1/SGDĐT"]),
                new(3, ["01-102", "THPT Hai", "102.01.19.H26", "a b", "", "", ""]),
                new(4, ["01-101", "THPT Một", "103.01.19.H26", "A", "", "", ""]),
                new(5, ["01-104", "THPT Bốn", "102.01.19.H26", "A", "", "", ""]),
                new(6, ["79-105", "THPT Năm", "105.79.19.H29", "A", "", "", ""]),
                new(7, ["01-106", "THPT Sáu", "106.01.19.H26", "A, 3", "", "", ""]),
                new(8, ["01-107", "THPT Bảy", "107.01.19.H26", "A", "có lẽ", "mai", "CV"]),
            ]);

        var trial = (await SheetAsync(sheet, dryRun: true)).Value;
        (trial.Filed, trial.Refused).Should().Be((2, 5));
        (await World.Store.LoadAsync(ExamIds.Unit("01-101"), Ct)).Should().BeNull();
        World.Store.Sent.Should().BeEmpty();

        var real = (await SheetAsync(sheet, dryRun: false)).Value;
        real.Rows.Select(row => (row.Outcome, row.Problem?.Code)).Should().Equal(
            (RowOutcome.Filed, null), (RowOutcome.Filed, null), (RowOutcome.Refused, "EXAM-043"), (RowOutcome.Refused, "EXAM-042"),
            (RowOutcome.Refused, "PS-004"), (RowOutcome.Refused, "EXAM-041"), (RowOutcome.Refused, "EXAM-041"));
        real.Rows[6].Problem!.Fields!.Select(field => field.Field).Should().Equal("checksFirst", "checksFrom");
        (await SheetAsync(sheet, dryRun: false)).Value.Unchanged.Should().Be(2);

        World.ForgetReference();
        var unit = (await World.Reference.UnitAsync("01-101", Ct))!;
        unit.Takes.Should().Equal(CandidateType.A, CandidateType.B);
        unit.DossierUnit.Should().Be("101.01.19.H26");
        unit.ChecksFirst(new DateOnly(2027, 4, 1)).Should().BeTrue();
    }

    [Fact]
    public async Task Sheet_BySomebodyElse_OrWithoutItsColumns_IsRefused()
    {
        (await SheetAsync(new Sheet(["Mã đơn vị"], []), dryRun: false)).Problem!.Code.Should().Be("SHEET-009");
        (await SheetAsync(new Sheet(["Mã đơn vị"], []), dryRun: false, ExamWorld.Officer)).Problem!.Code.Should().Be("PS-004");
    }

    [Theory]
    [InlineData(Role.Ministry)]
    [InlineData(Role.Department)]
    public async Task Session_IsReadAtItsVersion_ByThoseItConcerns(Role role)
    {
        var officer = new Caller("x", role, "x", "01");
        (await World.DefineSession.ReadAsync(DemoExams.Session, World.By(officer), Ct)).Value.Version.Should().Be(1);
        (await World.DefineSession.ReadAsync("nothing", World.By(officer), Ct)).Problem.Should().Be(ExamProblems.NoSuchSession);
        (await World.DefineSession.ReadAsync(DemoExams.Session, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("PS-004");
    }

    private ValueTask<Result<DefinedSession>> DefineAsync(
        SessionDefinition session, long? version = null, string code = Code, Caller? by = null) =>
        World.DefineSession.HandleAsync(new(code, session, version), World.By(by ?? ExamWorld.Ministry), Ct);

    private Task Refused(SessionDefinition session, params string[] fields) => Refused(session, null, fields);

    private async Task Refused(SessionDefinition session, long? version, params string[] fields)
    {
        var problem = (await DefineAsync(session, version)).Problem!;
        problem.Code.Should().Be("EXAM-038");
        problem.Fields!.Select(field => field.Field).Should().Equal(fields);
    }

    private ValueTask<Result<DefinedUnit>> UnitAsync(RegistrationUnit unit, Caller? by = null) =>
        World.DefineUnit.HandleAsync(new(unit), World.By(by ?? ExamWorld.Department), Ct);

    private async Task UnitRefused(RegistrationUnit unit, string field)
    {
        var problem = (await UnitAsync(unit)).Problem!;
        (problem.Code, problem.Fields!.Single().Field).Should().Be(("EXAM-041", field));
    }

    private ValueTask<Result<UnitsReport>> SheetAsync(Sheet sheet, bool dryRun, Caller? by = null) =>
        new FileUnitsHandler(World.DefineUnit).HandleAsync(new(sheet, dryRun), World.By(by ?? ExamWorld.Department), Ct);
}
