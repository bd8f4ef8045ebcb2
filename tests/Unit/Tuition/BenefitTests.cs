using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class BenefitTests
{
    private static readonly DateOnly From = new(2026, 9, 1);
    private static readonly DateOnly To = new(2027, 5, 31);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 217_000, "private-support")]
    [InlineData("near-poor-household", 600_000, "near-poor-household")]
    [InlineData("near-poor-household,extreme-difficulty", 840_000, "extreme-difficulty")]
    [InlineData("extreme-difficulty,disabled,near-poor-household", 1_200_000, "disabled")]
    public async Task Reduction_OfSeveral_IsTheHighestAlone(string groups, long reductionVnd, string counts)
    {
        var world = await TuitionWorld.OpenAsync();
        foreach (var group in groups.Split(',', StringSplitOptions.RemoveEmptyEntries)) await ApproveAsync(world, group);
        await world.RunAsync(TuitionWorld.TwoChildren());

        var line = (await world.AccountAsync(TuitionWorld.Ana)).Bills[0].Lines[0];
        (line.ReductionVnd, line.Reduction).Should().Be((reductionVnd, counts));
        (await world.AccountAsync(TuitionWorld.Ana)).Bills[0].Lines.Skip(1).Should().OnlyContain(other => other.ReductionVnd == 0, "services are not reduced");
    }

    [Theory]
    [InlineData("đình chỉ", 217_000)]
    [InlineData("lưu ban", 217_000)]
    [InlineData("ốm đau", 1_200_000)]
    [InlineData("bất khả kháng", 1_200_000)]
    public async Task Reduction_WhileSuspendedOrRepeating_NeedsAListedCause(string standing, long reductionVnd)
    {
        var world = await TuitionWorld.OpenAsync();
        await ApproveAsync(world, "disabled");
        await world.RunAsync(TuitionWorld.List((TuitionWorld.Ana, "Nguyễn Minh Anh", "10A1", standing, "", "")));

        (await world.AccountAsync(TuitionWorld.Ana)).Bills[0].ReductionVnd.Should().Be(reductionVnd);
    }

    [Fact]
    public async Task Tuition_OfAPublicSchool_IsFree()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.Catalogues.PublishAsync(DemoTuition.Catalogue("01-001", TuitionWorld.Start), world.By(TuitionWorld.OtherSchool), Ct);
        var command = new RunBills("01-001", TuitionWorld.Period, TuitionWorld.TwoChildren());

        var preview = (await world.Runs.PreviewAsync(command, world.By(TuitionWorld.OtherSchool), Ct)).Value;

        preview.Rows.Select(row => row.ReductionVnd).Should().Equal(1_200_000, 1_200_000);
    }

    [Fact]
    public async Task Approval_ByTheSamePerson_IsRefused()
    {
        var world = await TuitionWorld.OpenAsync();
        var claim = await AskAsync(world, "disabled");
        var decide = new DecideBenefit(claim.Benefits, claim.Claim.Number, Approve: true, "");

        (await world.Benefits.DecideAsync(decide, world.By(TuitionWorld.Officer), Ct)).Problem!.Code.Should().Be("TUITION-015");
        (await world.Benefits.DecideAsync(decide, world.By(TuitionWorld.OtherSchool), Ct)).Problem.Should().Be(KernelProblems.NotFound);
        (await world.Benefits.DecideAsync(decide with { Approve = false }, world.By(TuitionWorld.Department), Ct)).Problem!.Code.Should().Be("TUITION-001", "a refusal has a reason");
        (await world.Benefits.DecideAsync(decide, world.By(TuitionWorld.Department), Ct)).Value.Claim.Status.Should().Be(BenefitStatus.Approved);
        (await world.Benefits.DecideAsync(decide, world.By(TuitionWorld.Department), Ct)).Problem!.Code.Should().Be("TUITION-016");
    }

    [Fact]
    public async Task Approval_WithABenefitElsewhere_IsRefused()
    {
        var world = await TuitionWorld.OpenAsync();
        await ApproveAsync(world, "disabled");
        var other = (await world.Benefits.AskAsync(
            new AskBenefit("01-001", TuitionWorld.Ana, "Nguyễn Minh Anh", "orphan", To, To.AddDays(30), "QĐ 2"), world.By(TuitionWorld.OtherSchool), Ct)).Value;

        (await world.Benefits.DecideAsync(new DecideBenefit(other.Benefits, other.Claim.Number, true, ""), world.By(TuitionWorld.Department), Ct))
            .Problem!.Code.Should().Be("TUITION-017");
    }

    [Fact]
    public async Task Approval_BackDated_RecalculatesAndYieldsCredit()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren(), "2026-09");
        await world.RunAsync(TuitionWorld.TwoChildren());
        await world.PayAsync(world.BillOf(TuitionWorld.Ana, "2026-09"));

        await ApproveAsync(world, "disabled");
        await world.DeliverAsync(twice: true);

        var account = await world.AccountAsync(TuitionWorld.Ana);
        var (september, october) = (account.Standing("2026-09")!, account.Standing(TuitionWorld.Period)!);
        (september.Revision, october.Revision).Should().Be((2, 2));
        (september.ReductionVnd, october.ReductionVnd).Should().Be((1_200_000, 1_200_000));
        september.OwedVnd.Should().Be(0);
        var freed = 1_200_000 - 217_000;
        (account.CreditVnd + october.CreditVnd).Should().Be(freed, "what was paid too much settles the next bill, and the rest stays");
        (await world.AccountAsync(TuitionWorld.Ben)).Bills.Should().OnlyContain(bill => bill.Revision == 1);
    }

    [Fact]
    public async Task Ask_WithFaults_NamesThemAll()
    {
        var world = await TuitionWorld.OpenAsync();
        var refused = await world.Benefits.AskAsync(new AskBenefit(TuitionWorld.School, "?", " ", "nobody", To, From, ""), world.By(TuitionWorld.Officer), Ct);

        refused.Problem!.Fields!.Select(field => field.Field).Should().BeEquivalentTo("student", "studentName", "evidence", "to", "group");
        (await world.Benefits.AskAsync(new AskBenefit(TuitionWorld.School, TuitionWorld.Ana, "A", "disabled", From, To, "x"), world.By(TuitionWorld.Lan), Ct))
            .Problem.Should().Be(KernelProblems.Forbidden);
    }

    private static async Task<BenefitAnswer> AskAsync(TuitionWorld world, string group) => (await world.Benefits.AskAsync(
        new AskBenefit(TuitionWorld.School, TuitionWorld.Ana, "Nguyễn Minh Anh", group, From, To, "QĐ 12/2026"), world.By(TuitionWorld.Officer), Ct)).Value;

    private static async Task ApproveAsync(TuitionWorld world, string group)
    {
        var claim = await AskAsync(world, group);
        (await world.Benefits.DecideAsync(new DecideBenefit(claim.Benefits, claim.Claim.Number, true, ""), world.By(TuitionWorld.Department), Ct)).Problem.Should().BeNull();
        await world.DeliverAsync();
    }
}
