using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class ReportTests
{
    private static readonly Caller Finance = new("finance", Role.Finance, "Tâm");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Month_AddsUpByClassAndItem_WhatWasPaidMeetsLinesInOrder()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        await world.PayAsync(world.BillOf(TuitionWorld.Ana));

        var report = (await Month(world).HandleAsync(TuitionWorld.School, TuitionWorld.Period, world.By(Finance), Ct)).Value;
        report.Rows.Select(row => (row.Class, row.Item, row.NetVnd, row.CollectedVnd, row.OutstandingVnd)).Should().Equal(
            ("10A1", "boarding", 350_000, 350_000, 0), ("10A1", "it-utility", 20_000, 20_000, 0), ("10A1", "tuition", 983_000, 983_000, 0),
            ("11A2", "it-utility", 20_000, 0, 20_000), ("11A2", "tuition", 983_000, 0, 983_000));
        (report.GrossVnd, report.ReductionVnd, report.NetVnd).Should().Be((2_790_000, 434_000, 2_356_000));
        (report.CollectedVnd + report.OutstandingVnd).Should().Be(report.NetVnd);
        report.ToTable("vi").Rows.Should().HaveCount(5).And.OnlyContain(row => row.Count == report.ToTable("vi").Header.Count);
    }

    [Fact]
    public async Task Month_LeavesOutCancelledBills_AndShowsWhatTheReplacementSays()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        await world.RunAsync(TuitionWorld.TwoChildren(items: ""));
        await world.Change.CancelAsync(new CancelBill(world.BillOf(TuitionWorld.Ben), "moved away"), world.By(TuitionWorld.Officer), Ct);
        await world.DeliverAsync();

        var report = (await Month(world).HandleAsync(TuitionWorld.School, TuitionWorld.Period, world.By(TuitionWorld.Officer), Ct)).Value;
        report.Rows.Select(row => (row.Class, row.Item)).Should().Equal(("10A1", "it-utility"), ("10A1", "tuition"));
    }

    [Fact]
    public async Task Reports_AreForThoseWhoSeeTheSchoolsMoney()
    {
        var world = await TuitionWorld.OpenAsync();
        foreach (var stranger in new[] { TuitionWorld.OtherSchool, TuitionWorld.Lan })
        {
            (await Month(world).HandleAsync(TuitionWorld.School, TuitionWorld.Period, world.By(stranger), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
            (await Claim(world).HandleAsync(TuitionWorld.School, "2026-10", "2026-10", world.By(stranger), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
        }

        (await Month(world).HandleAsync(TuitionWorld.School, "2026-13", world.By(Finance), Ct)).Problem.Should().Be(TuitionProblems.NotAPeriod);
        (await Claim(world).HandleAsync(TuitionWorld.School, "2026-10", "2026-09", world.By(Finance), Ct)).Problem.Should().Be(TuitionProblems.NotAPeriod);
        (await Claim(world).HandleAsync(TuitionWorld.School, "2026-01", "2027-01", world.By(Finance), Ct)).Problem.Should().Be(TuitionProblems.NotAPeriod, "thirteen months are too many");
        (await Claim(world).HandleAsync(TuitionWorld.School, null, null, world.By(Finance), Ct)).Problem.Should().Be(TuitionProblems.NotAPeriod);
    }

    [Fact]
    public async Task Claim_NamesPupilBenefitMonthsAndAmount_WithStudyCosts()
    {
        var world = await TuitionWorld.OpenAsync();
        await ApproveAsync(world, TuitionWorld.Ana, "disabled");
        await world.RunAsync(TuitionWorld.TwoChildren());
        await world.RunAsync(TuitionWorld.TwoChildren(), "2026-11");

        var claim = (await Claim(world).HandleAsync(TuitionWorld.School, "2026-10", "2026-11", world.By(TuitionWorld.Officer), Ct)).Value;
        claim.Rows.Select(row => (row.Student, row.Group, row.Months, row.TuitionVnd, row.StudyCostMonths, row.StudyCostsVnd)).Should().Equal(
            (TuitionWorld.Ana, "disabled", 2, 2_400_000, 2, 300_000), (TuitionWorld.Ben, "private-support", 2, 434_000, 0, 0));
        (claim.Pupils, claim.TotalVnd).Should().Be((2, 3_134_000));
        claim.ToTable("en").Rows.Should().OnlyContain(row => row.Count == claim.ToTable("en").Header.Count);
    }

    [Fact]
    public async Task Claim_PaysNoStudyCostsInSummerOrWhileRepeating_AndNineMonthsAYear()
    {
        var world = await TuitionWorld.OpenAsync();
        await ApproveAsync(world, TuitionWorld.Ana, "disabled");
        await ApproveAsync(world, TuitionWorld.Ben, "disabled");
        await world.RunAsync(TuitionWorld.List((TuitionWorld.Ben, "Nguyễn Minh Bảo", "11A2", "lưu ban", "", "")));

        var claim = (await Claim(world).HandleAsync(TuitionWorld.School, "2026-09", "2027-08", world.By(TuitionWorld.Officer), Ct)).Value;
        claim.Rows.Where(row => row.Group == "disabled").Select(row => (row.Student, row.StudyCostMonths)).Should().Equal(
            (TuitionWorld.Ana, 9), (TuitionWorld.Ben, 8));
    }

    [Fact]
    public async Task Search_FindsByBillAndPupilCode_ReplacedBillsToo_ForThoseWhoMaySee()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        await world.RunAsync(TuitionWorld.TwoChildren(items: ""));
        var bills = (await world.AccountAsync(TuitionWorld.Ana)).Bills;

        (await FoundAsync(bills[0].Code.ToLowerInvariant(), null, TuitionWorld.Officer)).Should().ContainSingle().Which.Stands.Should().BeFalse();
        (await FoundAsync(bills[1].Code, null, Finance)).Should().ContainSingle().Which.Student.Should().Be(TuitionWorld.Ana);
        (await FoundAsync(TuitionWorld.Ana, TuitionWorld.School, TuitionWorld.Department)).Should().HaveCount(2);
        (await FoundAsync(TuitionWorld.Ana, "01-001", Finance)).Should().BeEmpty();
        (await FoundAsync(bills[1].Code, null, TuitionWorld.OtherSchool)).Should().BeEmpty("another school learns nothing");
        (await Find().HandleAsync(bills[1].Code, null, world.By(TuitionWorld.Lan), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
        (await Find().HandleAsync(" ", null, world.By(Finance), Ct)).Problem!.Code.Should().Be("TUITION-001");

        var table = (await Find().HandleAsync(TuitionWorld.Ana, TuitionWorld.School, world.By(Finance), Ct)).Value.ToTable("en");
        table.Rows.Should().HaveCount(2).And.OnlyContain(row => row.Count == table.Header.Count);
        table.Header.Should().Contain(["Issued at (UTC)", "Issued at (Vietnam time)"]);
        table.Rows.Select(row => row[^1]).Should().BeEquivalentTo(["no", "yes"]);

        FindBills Find() => new(world.Accounts, world.Store, world.Hash);

        async Task<IReadOnlyList<FoundBill>> FoundAsync(string query, string? school, Caller caller) =>
            (await Find().HandleAsync(query, school, world.By(caller), Ct)).Value.Bills;
    }

    private static ReportMonth Month(TuitionWorld world) => new(new ScanBills(world.Store));

    private static ClaimSubsidy Claim(TuitionWorld world) => new(new ScanBills(world.Store), world.Store, world.Book);

    private static async Task ApproveAsync(TuitionWorld world, string student, string group)
    {
        var ask = new AskBenefit(TuitionWorld.School, student, "Học sinh", group, new DateOnly(2026, 9, 1), new DateOnly(2027, 8, 31), "12/QĐ");
        var asked = (await world.Benefits.AskAsync(ask, world.By(TuitionWorld.Officer), Ct)).Value;
        (await world.Benefits.DecideAsync(new DecideBenefit(asked.Benefits, asked.Claim.Number, true, ""), world.By(TuitionWorld.Department), Ct))
            .Problem.Should().BeNull();
        await world.DeliverAsync();
    }
}
