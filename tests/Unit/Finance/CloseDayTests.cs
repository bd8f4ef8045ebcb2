using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

public sealed class CloseDayTests : IDisposable
{
    private static readonly StatementSource VnPay = new("vnpay");

    private readonly FinanceWorld _world = new();

    private static CancellationToken Stop => FinanceWorld.Stop;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Day_OnWhichEverythingIsEqual_IsClosedByOnePersonAndSigned()
    {
        await EqualDayAsync();

        var close = (await CloseAsync(FinanceWorld.Day)).Value;

        close.Close.Differences.Should().BeEmpty();
        close.Close.Totals.Should().OnlyContain(total => total.IsEqual).And.Contain(total => total.What == "captured" && total.Ours == 45_000);
        var receipt = _world.Signer.Verify(close.Signature)!;
        (receipt.DossierCode, receipt.Version).Should().Be(("close-20261123", 1));
        close.Hash.Should().StartWith(receipt.FormHash);
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Day_WithADifference_NeedsASecondPersonAndListsIt()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.TakeAsync(Settlement(45_001));
        _world.Clock.Advance(TimeSpan.FromDays(1));

        (await CloseAsync(FinanceWorld.Day)).Problem!.Code.Should().Be("FIN-021");
        await ApproveAsync(new ProposalBody(ProposalKind.CloseDay, "gateway looks into 1 đồng", Day: FinanceWorld.Day));

        var close = (await _world.Get<CloseDay>().ReadAsync(FinanceWorld.Day, Stop))!.Close;
        (close.Maker, close.Checker).Should().Be(("fin-1", "fin-2"));
        close.Differences.Should().Contain(one => one.Kind == "drift" && one.Amount == Money.Vnd(1));
        close.Differences.Should().Contain(one => one.Kind == "unmatched");
    }

    [Theory]
    [InlineData(44_999, -1)]
    [InlineData(45_001, 1)]
    public async Task Drift_OnEitherSide_IsADifference(long reported, long drift)
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.TakeAsync(Settlement(reported));

        var picture = await PreviewAsync(FinanceWorld.Day);

        picture.Differences.Should().ContainSingle(one => one.Kind == "drift").Which.Amount.Should().Be(Money.Vnd(drift));
    }

    [Fact]
    public async Task Day_WithoutASettlement_SaysSo()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");

        var picture = await PreviewAsync(FinanceWorld.Day);

        picture.Differences.Should().Contain(one => one.Kind == "no-statement" && one.Of == "vnpay" && one.Note == "captured");
    }

    [Fact]
    public async Task Payments_ThatTheLedgerDoesNotKnow_AreADrift()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        var changed = new PaymentChangedV1(new RecordId("pay-9"), 1, "exams", "HP-9", "Paid", Money.Vnd(7_000), FinanceWorld.Start, "vnpay", "VN9", []);
        await _world.SendAsync(PaymentContracts.PaymentChanged.Write("m9", changed.Payment, FinanceWorld.Start, "c", changed));

        var picture = await PreviewAsync(FinanceWorld.Day);

        picture.Totals.Single(total => total.What == "fees-met").Drift.Should().Be(7_000);
    }

    [Fact]
    public async Task ClosedDay_ChangesOnlyByWhatStandsOnALaterOne()
    {
        await EqualDayAsync();
        var before = (await CloseAsync(FinanceWorld.Day)).Value;

        await _world.PaidAsync("2", 9_000, "vnpay", "VN2", at: FinanceWorld.Start);

        var again = (await CloseAsync(FinanceWorld.Day)).Value;
        again.Should().BeEquivalentTo(before);
        _world.Shards().Where(shard => shard.State.Day == FinanceWorld.Day.AddDays(1)).Sum(shard => shard.State.Count).Should().Be(2);
        var next = await PreviewAsync(FinanceWorld.Day.AddDays(1));
        next.Differences.Should().Contain(one => one.Kind == "late");
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Days_AreClosedInOrderAndChained()
    {
        await EqualDayAsync();
        (await CloseAsync(FinanceWorld.Day.AddDays(1))).Problem!.Code.Should().Be("FIN-020", "the first day anything stands on comes first");
        (await CloseAsync(FinanceWorld.Day.AddDays(400))).Problem!.Code.Should().Be("FIN-020", "it is not over");
        var first = (await CloseAsync(FinanceWorld.Day)).Value;
        _world.Clock.Advance(TimeSpan.FromDays(2));
        (await CloseAsync(FinanceWorld.Day.AddDays(2))).Problem!.Code.Should().Be("FIN-020");

        var second = await ApproveAndReadAsync(FinanceWorld.Day.AddDays(1));

        second.Close.Previous.Should().Be(first.Hash);
        second.Close.Balances.Sum(balance => balance.Balance).Should().Be(0);
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Preview_BeforeTheDaysBeforeAreClosed_StandsOnWhatWasPostedSinceTheLastClose()
    {
        await EqualDayAsync();
        var next = FinanceWorld.Day.AddDays(1);
        await _world.PaidAsync("2", 9_000, "momo", "M2", at: FinanceWorld.Start.AddDays(1));
        _world.Clock.Advance(TimeSpan.FromDays(30));
        var due = _world.Expected(Expectation.IdOf(new StatementSource("momo"), "M2", 'c')).DueBy;

        foreach (var isClosed in (bool[])[false, true])
        {
            if (isClosed) await ApproveAndReadAsync(FinanceWorld.Day);

            var picture = await PreviewAsync(due.AddDays(1));

            picture.Balances.Should().OnlyContain(balance => balance.Debit == 0 && balance.Credit == 0);
            picture.Balances.Should().Contain(balance => balance.Account == "clearing:momo" && balance.Balance == 9_000)
                .And.Contain(balance => balance.Account == "clearing:vnpay" && balance.Balance == 45_000);
            picture.Differences.Should().Contain(one => one.Kind == "missing" && one.Of == "momo" && one.Amount == Money.Vnd(9_000), "no statement ever came of that gateway");
        }

        (await PreviewAsync(FinanceWorld.Day)).Balances.Single(balance => balance.Account == "clearing:vnpay")
            .Should().Be(new GroupBalance("clearing:vnpay", "VND", 45_000, 0, 45_000), "nothing came before the first close");
        var second = await PreviewAsync(next);
        (await ApproveAndReadAsync(next)).Close.Balances.Should().Equal(second.Balances);
        (await PreviewAsync(next)).Balances.Should().Equal(second.Balances, "a closed day is shown as it was closed");
    }

    [Fact]
    public async Task Preview_AfterMoreOpenDaysThanAreAddedUp_IsRefused()
    {
        await EqualDayAsync();
        _world.Clock.Advance(TimeSpan.FromDays(2 * ReadLedger.MaxOpenDays));
        var last = FinanceWorld.Day.AddDays(ReadLedger.MaxOpenDays);

        (await PreviewAsync(last)).Balances.Should().HaveCount(3, "all of them were posted on the first day");
        (await _world.Get<PreviewDay>().HandleAsync(last.AddDays(1), FinanceWorld.Officer, Stop)).Problem!.Code.Should().Be("FIN-022");
        await CloseAsync(FinanceWorld.Day);
        (await PreviewAsync(last.AddDays(1))).Balances.Should().HaveCount(3);
    }

    [Fact]
    public async Task Close_ChangedAfterwards_IsFound()
    {
        await EqualDayAsync();
        await CloseAsync(FinanceWorld.Day);
        var chain = JsonSerializer.Deserialize((await _world.Store.LoadAsync(CloseChain.Id, Stop))!.State.Span, CloseJson.Default.CloseChain)!;
        var document = (await _world.Store.ListDocumentsAsync(CloseChain.Id, CloseChain.Prefix, null, 10, Stop)).Single();
        var text = System.Text.Encoding.UTF8.GetString(document.Body.Span);

        CloseWalk.Faults(chain, [document]).Should().BeEmpty();
        CloseWalk.Faults(chain, [document with { Body = System.Text.Encoding.UTF8.GetBytes(text.Replace("45000", "45001", StringComparison.Ordinal)) }]).Should().NotBeEmpty();
        CloseWalk.Faults(chain, []).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Suspense_IsSortedByAge()
    {
        foreach (var (days, number) in ((int, int)[])[(0, 1), (2, 2), (8, 3)])
        {
            var line = new StatementLine(1, LineKind.Transfer, FinanceWorld.Day.AddDays(-days), Money.Vnd(1_000), Money.Vnd(0), $"FT{number}", "", "ai do");
            await _world.TakeAsync(new Statement(FinanceWorld.Bank, $"s{number}", "VND", line.Day, line.Day, [line]));
        }

        var picture = await PreviewAsync(FinanceWorld.Day);

        picture.Ages.Select(age => (age.UpToDays, age.Count)).Should().Equal((1, 1), (3, 1), (30, 1));
        picture.Differences.Should().ContainSingle(one => one.Kind == "suspense-aged");
    }

    [Fact]
    public async Task Line_OfAGatewayTheLedgerHasNothingOf_IsListed()
    {
        var line = new StatementLine(1, LineKind.Charge, FinanceWorld.Day, Money.Vnd(9_000), Money.Vnd(0), "NOBODY", "", "");
        await _world.TakeAsync(new Statement(new StatementSource("momo"), "2026-11-23", "VND", FinanceWorld.Day, FinanceWorld.Day, [line]));

        var picture = await PreviewAsync(FinanceWorld.Day);

        picture.Balances.Should().BeEmpty();
        picture.Differences.Should().ContainSingle(one => one.Kind == "unmatched" && one.Of == "momo" && one.Amount == Money.Vnd(9_000));
        picture.Ages.Should().ContainSingle(age => age.Source == "momo");
    }

    [Fact]
    public async Task Table_OfAClose_HasRowsOfOneWidth()
    {
        await EqualDayAsync();
        var close = (await CloseAsync(FinanceWorld.Day)).Value;

        CloseTable.Rows(close).Select(row => row.Length).Distinct().Should().Equal(8);
        CloseTable.Rows(close).Should().Contain(row => row[2] == "signature" && row[4] == close.Signature);
    }

    [Fact]
    public async Task Family_MayNotLookOrClose()
    {
        (await _world.Get<PreviewDay>().HandleAsync(FinanceWorld.Day, FinanceWorld.Family, Stop)).Problem.Should().Be(KernelProblems.Forbidden);
        (await _world.Get<CloseDay>().HandleAsync(FinanceWorld.Day, FinanceWorld.Family, null, "c", Stop)).Problem.Should().Be(KernelProblems.Forbidden);
    }

    private async Task<DayPicture> PreviewAsync(DateOnly day) => (await _world.Get<PreviewDay>().HandleAsync(day, FinanceWorld.Officer, Stop)).Value;

    private async Task EqualDayAsync()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.TakeAsync(Settlement(45_000));
        _world.Clock.Advance(TimeSpan.FromDays(1));
    }

    private async Task<SignedClose> ApproveAndReadAsync(DateOnly day)
    {
        await ApproveAsync(new ProposalBody(ProposalKind.CloseDay, "nothing came from the bank", Day: day));
        return await _world.Get<CloseDay>().ReadAsync(day, Stop) ?? (await CloseAsync(day)).Value;
    }

    private async Task ApproveAsync(ProposalBody body)
    {
        var proposal = (await _world.Get<Propose>().AskAsync(body, FinanceWorld.Officer, null, "c", Stop)).Value;
        (await _world.Get<Propose>().DecideAsync(proposal.Id, new ProposalDecision(true, "agreed"), FinanceWorld.Second, null, "c", Stop)).Problem.Should().BeNull();
        await _world.PumpAsync();
    }

    private ValueTask<Result<SignedClose>> CloseAsync(DateOnly day) =>
        _world.Get<CloseDay>().HandleAsync(day, FinanceWorld.Officer, null, "c", Stop);

    private static Statement Settlement(long reported) => new(
        VnPay, "2026-11-23", "VND", FinanceWorld.Day, FinanceWorld.Day,
        [new StatementLine(1, LineKind.Charge, FinanceWorld.Day, Money.Vnd(reported), Money.Vnd(0), "VN1", "", "")]);
}
