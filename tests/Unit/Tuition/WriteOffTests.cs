using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

/// <summary>What two finance officers give up is no longer asked of the family, and every other money of the bill stays where it was.</summary>
public sealed class WriteOffTests
{
    private const long Total = 1_353_000;
    private static readonly RecordId Proposal = new("prp-1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APart_IsAskedOfNobodyAnyMore()
    {
        var world = await BilledAsync();

        await GiveUpAsync(world, 353_000);

        var account = await world.AccountAsync(TuitionWorld.Ana);
        (account.OwedVnd, account.Bills[0].WrittenOffVnd, account.CreditVnd).Should().Be((1_000_000, 353_000, 0));
        account.Bills[0].PayableNowVnd(new DateOnly(2027, 1, 1)).Should().Be(1_000_000);
        var told = world.Store.SentOf(TuitionContracts.BillWrittenOff).Should().ContainSingle().Subject;
        (told.School, told.Bill, told.Amount, told.IsUndone, told.Entry).Should().Be((TuitionWorld.School, account.Bills[0].Code, Money.Vnd(353_000), false, 2));
        world.Store.SentOf(WriteOffContracts.BillWriteOffAnswered).Should().Equal(new BillWriteOffAnsweredV1(Proposal));
        var statement = (await world.Read.StatementAsync(world.IdOf(TuitionWorld.Ana), null, world.By(TuitionWorld.Lan), Ct)).Value;
        statement.Entries[^1].Note.Should().Be("moved away", "families need not know which officers decided");
        statement.Entries.Select(entry => (entry.Kind, entry.AmountVnd, entry.OwedVnd)).Should().Equal(
            (StatementKind.Issued, Total, Total), (StatementKind.WrittenOff, 353_000, 1_000_000));
        (await world.PayAsync(world.BillOf(TuitionWorld.Ana))).Basket.Total.Should().Be(Money.Vnd(1_000_000));
        (await world.AccountAsync(TuitionWorld.Ana)).OwedVnd.Should().Be(0);
    }

    [Fact]
    public async Task TheSameMessageTwice_GivesUpOnce()
    {
        var world = await BilledAsync();
        var message = Agreed(world, 1_000);

        await HandleAsync(world, message);
        await HandleAsync(world, message);

        (await world.AccountAsync(TuitionWorld.Ana)).OwedVnd.Should().Be(Total - 1_000);
        world.Store.SentOf(WriteOffContracts.BillWriteOffAnswered).Should().ContainSingle();
    }

    [Theory]
    [InlineData(Total, null)]
    [InlineData(Total + 1, "TUITION-021")]
    [InlineData(0, "TUITION-021")]
    [InlineData(-1, "TUITION-021")]
    public async Task MoreThanIsOwed_OrNothing_IsRefused(long amountVnd, string? code)
    {
        var world = await BilledAsync();

        await GiveUpAsync(world, amountVnd);

        world.Store.SentOf(WriteOffContracts.BillWriteOffAnswered).Single().Code.Should().Be(code);
        (await world.AccountAsync(TuitionWorld.Ana)).OwedVnd.Should().Be(code is null ? 0 : Total);
    }

    [Theory]
    [InlineData("cancelled", "TUITION-020")]
    [InlineData("other period", "TUITION-020")]
    [InlineData("other account", "PS-003")]
    [InlineData("no bill", "PS-003")]
    [InlineData("nobody", "PS-003")]
    public async Task ABillThatDoesNotStand_IsAnsweredWithWhyNot(string what, string code)
    {
        var world = await BilledAsync();
        if (what == "cancelled") await world.Change.CancelAsync(new CancelBill(world.BillOf(TuitionWorld.Ana), "moved away"), world.By(TuitionWorld.Officer), Ct);
        var agreed = Agreed(world, 1_000);
        agreed = what switch
        {
            "other period" => agreed with { Bill = world.BillOf(TuitionWorld.Ana, "2026-11").ToString() },
            "other account" => agreed with { Bill = world.BillOf(TuitionWorld.Ben).ToString() },
            "no bill" => agreed with { Bill = "x" },
            "nobody" => agreed with { Account = new RecordId("sta-nobody"), Bill = "sta-nobody.2026-10" },
            _ => agreed,
        };

        await HandleAsync(world, agreed);

        world.Store.SentOf(WriteOffContracts.BillWriteOffAnswered).Single().Code.Should().Be(code);
        world.Store.SentOf(TuitionContracts.BillWrittenOff).Should().BeEmpty();
    }

    [Fact]
    public async Task ABillThatIsTakenBack_IsNoLossAnyMore_AndItsReplacementAsksForAllOfIt()
    {
        var world = await BilledAsync();
        await GiveUpAsync(world, 353_000);

        await world.RunAsync(TuitionWorld.TwoChildren(items: ""));

        var account = await world.AccountAsync(TuitionWorld.Ana);
        (account.OwedVnd, account.Bills[^1].WrittenOffVnd).Should().Be((account.Bills[^1].TotalVnd, 0));
        world.Store.SentOf(TuitionContracts.BillWrittenOff).Select(told => (told.Amount, told.IsUndone)).Should().Equal(
            (Money.Vnd(353_000), false), (Money.Vnd(353_000), true));
        var statement = (await world.Read.StatementAsync(world.IdOf(TuitionWorld.Ana), null, world.By(TuitionWorld.Lan), Ct)).Value;
        statement.Entries.Select(entry => entry.Kind).Should().Equal(
            StatementKind.Issued, StatementKind.WrittenOff, StatementKind.WriteOffUndone, StatementKind.Reversed, StatementKind.Issued);
    }

    [Fact]
    public async Task WhatComesForABillThatWasGivenUp_BecomesCredit()
    {
        var world = await BilledAsync();
        var basket = (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana)]), world.By(TuitionWorld.Lan), Ct)).Value;
        await GiveUpAsync(world, 353_000);

        await world.TellPaidAsync(basket, basket.Total);

        var account = await world.AccountAsync(TuitionWorld.Ana);
        (account.OwedVnd, account.CreditVnd, account.ReceivedVnd).Should().Be((0, 353_000, Total));
    }

    [Fact]
    public async Task Reports_AndInvoices_CountAsCollectedOnlyWhatCame()
    {
        var world = await BilledAsync();
        await GiveUpAsync(world, 353_000);
        await world.DeliverAsync();

        var report = (await new ReportMonth(new ScanBills(world.Store)).HandleAsync(TuitionWorld.School, TuitionWorld.Period, world.By(TuitionWorld.Officer), Ct)).Value;
        (report.CollectedVnd, report.WrittenOffVnd, report.OutstandingVnd).Should().Be((0, 353_000, report.NetVnd - 353_000));
        await GiveUpAsync(world, 1_000_000);
        (await world.Drafts.OfAsync(world.BillOf(TuitionWorld.Ana), Ct))!.IsPaid.Should().BeFalse("nothing was collected for it");
    }

    private static async Task<TuitionWorld> BilledAsync()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        (await world.AccountAsync(TuitionWorld.Ana)).OwedVnd.Should().Be(Total);
        return world;
    }

    private static BillWriteOffV1 Agreed(TuitionWorld world, long amountVnd) => new(
        Proposal, world.IdOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ana).ToString(), Money.Vnd(amountVnd), "moved away", "fin-1, fin-2");

    private static Task GiveUpAsync(TuitionWorld world, long amountVnd) => HandleAsync(world, Agreed(world, amountVnd));

    private static async Task HandleAsync(TuitionWorld world, BillWriteOffV1 agreed)
    {
        var message = WriteOffContracts.BillWriteOff.WriteNamed($"w-{agreed.Amount.MinorUnits}", agreed.Account, world.Clock.GetUtcNow(), "c", agreed);
        await new WriteOffBill(world.Accounts).HandleAsync(agreed, TuitionWorld.Context(message), Ct);
    }
}
