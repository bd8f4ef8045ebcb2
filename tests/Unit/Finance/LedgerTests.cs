using System.Text;
using System.Text.Json;
using CsCheck;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Finance;

public sealed class LedgerTests : IDisposable
{
    private readonly FinanceWorld _world = new();

    private static CancellationToken Stop => FinanceWorld.Stop;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Payment_DueAndPaid_MovesReceivableToTheGateway()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");

        _world.Balance(ChartOfAccounts.Receivable("01-002")).Should().Be(0);
        _world.Balance(ChartOfAccounts.Revenue("01-002")).Should().Be(-45_000);
        _world.Balance(ChartOfAccounts.Clearing("vnpay")).Should().Be(45_000);
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Event_DeliveredAgainUnderAnotherId_PostsNothing()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        var moved = new MoneyMovedV1(
            new RecordId("pay-1"), 2, "exams", "01-002", "HP-1", "", FinanceWorld.Start, false, [new(MovementKind.FeePaid, Money.Vnd(45_000), "vnpay", "VN1")]);

        await _world.SendAsync(PaymentContracts.MoneyMoved.Write("another-id", moved.Payment, moved.At, "c", moved));

        _world.Balance(ChartOfAccounts.Clearing("vnpay")).Should().Be(45_000);
    }

    [Fact]
    public async Task Journal_ThatDoesNotBalance_IsRefused()
    {
        var draft = new JournalDraft(
            "x", FinanceWorld.Start, new ShardKey("u", "r"), "test", new RecordId("pay-1"),
            [new(ChartOfAccounts.RefundsPayable, Money.Vnd(1)), new(ChartOfAccounts.Revenue("u"), new Money(-1, "USD"))]);

        var post = async () => await _world.Get<LedgerBook>().PostAsync(draft, null, "c", Stop);

        (await post.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("journal-unbalanced");
    }

    [Fact]
    public async Task News_OfASealedDay_StandsOnTheNextAndOnlyThere()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.Get<LedgerDay>().SealAsync(FinanceWorld.Day, Stop);
        var late = Draft("late", 7_000, FinanceWorld.Start);

        var first = await _world.Get<LedgerBook>().PostAsync(late, null, "c", Stop);
        await _world.Get<LedgerDay>().SealAsync(FinanceWorld.Day.AddDays(1), Stop);
        var again = await _world.Get<LedgerBook>().PostAsync(late, null, "c", Stop);

        first.Should().Be(new Posted(late.Spread.On(FinanceWorld.Day.AddDays(1)), FinanceWorld.Day.AddDays(1), true));
        again.Should().Be(first with { IsNew = false }, "a sealed day is looked at before a journal goes past it");
        _world.Balance(ChartOfAccounts.RefundsPayable).Should().Be(-7_000);
    }

    [Fact]
    public async Task Walk_AnyByteOfAnyJournalChanged_FindsIt()
    {
        for (var i = 0; i < 3; i++) await _world.Get<LedgerBook>().PostAsync(Draft($"j{i}", 1_000 + i, FinanceWorld.Start, "same"), null, "c", Stop);
        var shard = _world.Shards().Single();
        var documents = await _world.Store.ListDocumentsAsync(shard.Id, Journals.Prefix, null, 100, Stop);
        LedgerWalk.Faults(shard.State, documents).Should().BeEmpty();

        for (var at = 0; at < documents.Count; at++)
        {
            for (var i = 0; i < documents[at].Body.Length; i++)
            {
                var bytes = documents[at].Body.ToArray();
                bytes[i] ^= 1;
                Document[] changed = [.. documents];
                changed[at] = documents[at] with { Body = bytes };
                LedgerWalk.Faults(shard.State, changed).Should().NotBeEmpty($"byte {i} of {Encoding.UTF8.GetString(documents[at].Body.Span)} was changed");
            }
        }
    }

    [Fact]
    public async Task Walk_JournalMissingOrTotalsChanged_FindsIt()
    {
        for (var i = 0; i < 3; i++) await _world.Get<LedgerBook>().PostAsync(Draft($"j{i}", 1_000, FinanceWorld.Start, "same"), null, "c", Stop);
        var shard = _world.Shards().Single().State;
        var documents = await _world.Store.ListDocumentsAsync(_world.Shards().Single().Id, Journals.Prefix, null, 100, Stop);
        var richer = shard with { Totals = [.. shard.Totals.Select(total => total with { Debit = total.Debit + 1, Credit = total.Credit + 1 })] };

        LedgerWalk.Faults(shard, [documents[0], documents[2]]).Should().NotBeEmpty();
        LedgerWalk.Faults(richer, documents).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Reversal_AskedTwice_IsPostedOnceOnTheDayItWasDecided()
    {
        await _world.Get<LedgerBook>().PostAsync(Draft("j1", 5_000, FinanceWorld.Start), null, "c", Stop);
        var shard = _world.Shards().Single().Id;
        await _world.Get<LedgerDay>().SealAsync(FinanceWorld.Day, Stop);
        _world.Clock.Advance(TimeSpan.FromDays(3));

        await ApproveAsync(new ProposalBody(ProposalKind.ReverseJournal, "posted twice", Shard: shard, Journal: "j1"));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await ApproveAsync(new ProposalBody(ProposalKind.ReverseJournal, "posted twice", Shard: shard, Journal: "j1"));

        _world.Balance(ChartOfAccounts.RefundsPayable).Should().Be(0);
        _world.Shards().Where(one => one.State.Count > 0).Select(one => one.State.Day).Should().BeEquivalentTo([FinanceWorld.Day, FinanceWorld.Day.AddDays(3)]);
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task TrialBalance_IsZeroForEveryCurrency_AndForEveryRoleThatMayAsk()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.MovedAsync(new MoneyMovedV1(
            new RecordId("pay-2"), 1, "", "", "", "", FinanceWorld.Start, true, [new(MovementKind.Unclaimed, new Money(2_000, "USD"), "stripe", "pi_1")]));

        var trial = (await _world.Get<ReadLedger>().TrialAsync(FinanceWorld.Day, FinanceWorld.Day, FinanceWorld.Officer, Stop)).Value;
        var refused = await _world.Get<ReadLedger>().TrialAsync(FinanceWorld.Day, FinanceWorld.Day, FinanceWorld.Family, Stop);

        trial.IsZero.Should().BeTrue();
        trial.Balances.Should().Contain(new GroupBalance("suspense:stripe", "USD", 0, 2_000, -2_000));
        refused.Problem.Should().Be(KernelProblems.Forbidden);
    }

    /// <summary>The trial balance is zero after every single posting, whatever is posted in whatever order.</summary>
    [Fact]
    public void Movements_OfAnyKindInAnyOrder_LeaveTheTrialBalanceAtZeroAtEveryInstant() => Gen.Select(
        Gen.Enum<MovementKind>(), Gen.Long[1, 99_999_999], Gen.Int[0, 3], Gen.Int[0, 2]).Array[1, 25].Sample(
        course =>
        {
            var shards = new Dictionary<RecordId, LedgerShard>();
            for (var i = 0; i < course.Length; i++)
            {
                var (kind, amount, unit, gateway) = course[i];
                var movement = new MoneyMovementV1(kind, new Money(amount, gateway == 2 ? "USD" : "VND"), $"gw{gateway}", $"ref{i}");
                var draft = PaymentJournals.Of(new MoneyMovedV1(
                    new RecordId($"pay-{i}"), 1, "s", unit == 0 ? "" : $"01-00{unit}", "", "", FinanceWorld.Start, false, [movement]))!;
                var id = draft.Spread.On(FinanceWorld.Day);
                var shard = shards.GetValueOrDefault(id) ?? LedgerShard.Empty(FinanceWorld.Day);
                var journal = new Journal(draft.Id, FinanceWorld.Day, FinanceWorld.Day, shard.Count + 1, FinanceWorld.Start, draft.Kind, draft.About, draft.Lines, shard.Head);
                shards[id] = shard.With(journal, JournalHash.Of(journal));

                shards[id].Faults().Should().BeEmpty();
                foreach (var currency in DayBalances.Of(shards.Values, []).GroupBy(balance => balance.Currency))
                    currency.Sum(balance => balance.Balance).Should().Be(0, currency.Key);
                draft.Lines.Where(line => !IsOfChart(line.Account)).Should().BeEmpty();
            }
        },
        iter: Iterations.Of(300));

    private static bool IsOfChart(AccountCode account) => AccountCode.TryParse(account.Value, out _);

    [Theory]
    [InlineData("receivable:01-002", true)]
    [InlineData("suspense:bank.vcb-1", true)]
    [InlineData("refunds-payable", true)]
    [InlineData("refunds-payable:x", false)]
    [InlineData("receivable", false)]
    [InlineData("receivable:", false)]
    [InlineData("gold:1", false)]
    [InlineData("receivable:a:b", false)]
    [InlineData("receivable:Ầ", false)]
    [InlineData(null, false)]
    public void AccountCode_FromOutside_IsOneOfTheChart(string? text, bool isOne) => AccountCode.TryParse(text, out _).Should().Be(isOne);

    [Fact]
    public void State_OfAShard_IsReadAsItWasWritten()
    {
        var shard = LedgerShard.Empty(FinanceWorld.Day) with { Totals = [new AccountTotal(ChartOfAccounts.RefundsPayable, "VND", 1, 1)], Count = 1 };

        var read = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(shard, LedgerJson.Default.LedgerShard), LedgerJson.Default.LedgerShard)!;

        read.Totals.Should().Equal(shard.Totals);
        read.Should().BeEquivalentTo(shard);
    }

    private async Task ApproveAsync(ProposalBody body)
    {
        var proposal = (await _world.Get<Propose>().AskAsync(body, FinanceWorld.Officer, null, "c", Stop)).Value;
        (await _world.Get<Propose>().DecideAsync(proposal.Id, new ProposalDecision(true, "agreed"), FinanceWorld.Second, null, "c", Stop)).Problem.Should().BeNull();
        await _world.PumpAsync();
    }

    private static JournalDraft Draft(string id, long amount, DateTimeOffset at, string? record = null) => new(
        id, at, new ShardKey("01-002", record ?? id), "test", new RecordId("pay-1"),
        [.. Journals.Pair(ChartOfAccounts.Clearing("vnpay"), ChartOfAccounts.RefundsPayable, Money.Vnd(amount), "R1")]);
}
