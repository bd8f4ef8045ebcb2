using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class BillRunTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preview_OfAList_SaysWhatWouldHappenAndChangesNothing()
    {
        var world = await TuitionWorld.OpenAsync();
        var sent = world.Store.Sent.Count;
        var sheet = TuitionWorld.List(
            (TuitionWorld.Ana, "Nguyễn Minh Anh", "10A1", "", "boarding; meals*22", "acc-lan"),
            (TuitionWorld.Ana, "Nguyễn Minh Anh", "10A1", "", "", ""),
            ("?", "", "10A1", "bay", "boarding*0", ""),
            (TuitionWorld.Ben, "Nguyễn Minh Bảo", "11A2", "", "swimming", ""));

        var preview = (await world.Runs.PreviewAsync(new RunBills(TuitionWorld.School, TuitionWorld.Period, sheet), world.By(TuitionWorld.Officer), Ct)).Value;

        preview.Rows.Select(row => (row.Line, row.Outcome, row.Problem?.Code)).Should().Equal(
            (2, BillOutcome.Issued, null), (3, BillOutcome.Refused, "TUITION-010"), (4, BillOutcome.Refused, "TUITION-001"), (5, BillOutcome.Refused, "TUITION-006"));
        preview.Rows[2].Problem!.Fields!.Select(field => field.Field).Should().BeEquivalentTo("student", "name", "standing", "items");
        preview.TotalVnd.Should().Be(1_200_000 - 217_000 + 350_000 + (22 * 35_000) + 20_000);
        world.Store.Sent.Should().HaveCount(sent);
        (await world.Accounts.LoadAsync(world.IdOf(TuitionWorld.Ana), Ct)).State.Should().BeNull();
    }

    [Fact]
    public async Task Run_TheSameListTwice_ChangesNothing()
    {
        var world = await TuitionWorld.OpenAsync();
        var first = await world.RunAsync(TuitionWorld.TwoChildren());
        (first.Issued, first.Refused, first.FinishedAt).Should().Be((2, 0, world.Clock.GetUtcNow()));
        var (before, issued) = (await world.Accounts.LoadAsync(world.IdOf(TuitionWorld.Ana), Ct), world.Store.SentOf(TuitionContracts.BillIssued).Count);

        var second = await world.RunAsync(TuitionWorld.TwoChildren());

        (second.Issued, second.Reissued, second.Updated, second.Unchanged).Should().Be((0, 0, 0, 2));
        (await world.Accounts.LoadAsync(world.IdOf(TuitionWorld.Ana), Ct)).Version.Should().Be(before.Version);
        world.Store.SentOf(TuitionContracts.BillIssued).Should().HaveCount(issued);
    }

    [Fact]
    public async Task Run_MessagesDeliveredTwice_BillsOnce()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.Runs.StartAsync(new RunBills(TuitionWorld.School, TuitionWorld.Period, TuitionWorld.TwoChildren()), world.By(TuitionWorld.Officer), Ct);

        await world.DeliverAsync(twice: true);

        world.Store.SentOf(TuitionContracts.BillIssued).Should().HaveCount(2);
        (await world.AccountAsync(TuitionWorld.Ana)).Bills.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_ALongList_GoesInBoundedSteps()
    {
        var world = await TuitionWorld.OpenAsync();
        var rows = Enumerable.Range(0, 600).Select(i => ($"{i + 1:D10}", $"Trần Văn {i}", "10A1", "", "", "")).ToArray();

        var run = await world.RunAsync(TuitionWorld.List(rows));

        (run.Issued, run.Chunks, run.Chunk).Should().Be((600, 3, 3));
        world.Store.SentOf(TuitionMessages.BillRunStep).Select(step => step.Chunk).Should().Equal(0, 1, 2);
        (await world.Lists.OfSchoolAsync(new ListSchool(TuitionWorld.School, TuitionWorld.Period, Take: 200), world.By(TuitionWorld.Officer), Ct)).Value
            .Rows.Should().HaveCount(200);
        (await world.Lists.ByClassAsync(TuitionWorld.School, TuitionWorld.Period, world.By(TuitionWorld.Officer), Ct)).Value
            .Should().ContainSingle().Which.Bills.Should().Be(600);
    }

    [Fact]
    public async Task Run_WhileOneIsUnderWay_IsRefused()
    {
        var world = await TuitionWorld.OpenAsync();
        var command = new RunBills(TuitionWorld.School, TuitionWorld.Period, TuitionWorld.TwoChildren());
        await world.Runs.StartAsync(command, world.By(TuitionWorld.Officer), Ct);

        (await world.Runs.StartAsync(command, world.By(TuitionWorld.Officer), Ct)).Problem!.Code.Should().Be("TUITION-005");
    }

    [Fact]
    public async Task Run_AChangedRow_ReversesAndIssuesAnewAndMovesTheMoney()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren("boarding"));
        await world.PayAsync(world.BillOf(TuitionWorld.Ana));

        var run = await world.RunAsync(TuitionWorld.TwoChildren(""));

        (run.Reissued, run.Unchanged).Should().Be((1, 1));
        var account = await world.AccountAsync(TuitionWorld.Ana);
        account.Bills.Select(bill => (bill.Revision, bill.Stands, bill.OwedVnd)).Should().Equal((1, false, 0L), (2, true, 0L));
        account.CreditVnd.Should().Be(350_000, "boarding was paid and is not owed any more");
        account.Bills[1].CreditVnd.Should().Be(account.Bills[1].TotalVnd);
        world.Store.SentOf(TuitionContracts.BillReversed).Should().ContainSingle().Which.Bill.Should().Be(account.Bills[0].Code);

        await world.RunAsync(TuitionWorld.TwoChildren(""), "2026-11");
        var next = (await world.AccountAsync(TuitionWorld.Ana)).Standing("2026-11")!;
        next.CreditVnd.Should().Be(350_000, "credit settles the next bill first");
        (await world.AccountAsync(TuitionWorld.Ana)).CreditVnd.Should().Be(0);
    }

    [Fact]
    public async Task Run_OnlyDetailsChanged_LeavesTheBill()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.List((TuitionWorld.Ana, "Nguyễn Minh Anh", "10A1", "", "", "")));

        var run = await world.RunAsync(TuitionWorld.List((TuitionWorld.Ana, "Nguyễn Minh Ánh", "10A2", "", "", "")));

        run.Updated.Should().Be(1);
        (await world.AccountAsync(TuitionWorld.Ana)).Bills.Should().ContainSingle();
        var list = (await world.Lists.OfSchoolAsync(new ListSchool(TuitionWorld.School, TuitionWorld.Period), world.By(TuitionWorld.Officer), Ct)).Value;
        list.Rows.Should().ContainSingle("the row of the former class is gone").Which.Class.Should().Be("10A2");
    }

    [Fact]
    public async Task Cancel_ThenTheListAgain_DoesNotBringTheBillBack()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var cancel = new CancelBill(world.BillOf(TuitionWorld.Ana), "chuyển trường");
        (await world.Change.CancelAsync(cancel, world.By(TuitionWorld.Officer), Ct)).Problem.Should().BeNull();

        (await world.RunAsync(TuitionWorld.TwoChildren())).Refused.Should().Be(1);
        (await world.AccountAsync(TuitionWorld.Ana)).OwedVnd.Should().Be(0);

        (await world.Change.ReissueAsync(cancel, world.By(TuitionWorld.Officer), Ct)).Problem.Should().BeNull();
        (await world.AccountAsync(TuitionWorld.Ana)).Standing(TuitionWorld.Period)!.Revision.Should().Be(2);
        (await world.Change.ReissueAsync(cancel, world.By(TuitionWorld.Officer), Ct)).Problem!.Code.Should().Be("TUITION-020");
    }

    [Fact]
    public async Task Run_ManyPeriods_KeepsTheStateSmallAndTheMoneyWhole()
    {
        var world = await TuitionWorld.OpenAsync();
        for (var month = 0; month < StudentAccount.MaxBills + 3; month++)
        {
            var period = new DateOnly(2026, 10, 1).AddMonths(month).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
            await world.RunAsync(TuitionWorld.TwoChildren(), period);
            await world.PayAsync(world.BillOf(TuitionWorld.Ana, period), world.BillOf(TuitionWorld.Ben, period));
        }

        var account = await world.AccountAsync(TuitionWorld.Ana);
        account.Bills.Should().HaveCount(StudentAccount.MaxBills);
        account.ArchivedPeriods.Should().Equal("2026-10", "2026-11", "2026-12");
        account.ArchivedVnd.Should().BePositive();
        (await world.RunAsync(TuitionWorld.TwoChildren())).Refused.Should().Be(2, "a closed period is not billed again");
    }

    [Fact]
    public async Task Run_ByAnybodyElse_IsForbidden()
    {
        var world = await TuitionWorld.OpenAsync();
        var command = new RunBills(TuitionWorld.School, TuitionWorld.Period, TuitionWorld.TwoChildren());
        foreach (var caller in new[] { TuitionWorld.OtherSchool, TuitionWorld.Department, TuitionWorld.Lan })
        {
            (await world.Runs.PreviewAsync(command, world.By(caller), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
            (await world.Runs.StartAsync(command, world.By(caller), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
        }
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-2028-hk1")]
    [InlineData("2026-2027-hk3")]
    [InlineData("26-10")]
    [InlineData("")]
    [InlineData(null)]
    public void Period_ThatIsNone_IsNotRead(string? text) => BillingPeriod.TryParse(text, out _).Should().BeFalse();
}
