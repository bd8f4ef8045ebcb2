using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

/// <summary>What keeps bill runs and baskets moving after an import.</summary>
public sealed class TuitionWakeTests
{
    private static readonly DateTimeOffset Now = new(2027, 4, 21, 8, 0, 0, VietnamTime.Offset);
    private static readonly BasketShare Share = new(new RecordId("sta-1"), "2027-04", "HP202704-1-1", 120_000);

    [Fact]
    public void Of_ABasketWhoseMoneyCameAndWentBack_TellsItsSharesInThatOrder()
    {
        var basket = new Basket([Share], 2, BasketStatus.Returned, Now, [1, 2], [1]);

        var messages = TuitionWake.Of(new Loaded<Basket>(new RecordId("tbk-1"), 5, basket), Now).Select(outgoing => outgoing.Message).ToList();

        messages.Select(message => message.Type).Should().Equal(
            TuitionMessages.BillSharePaid.Type, TuitionMessages.BillSharePaid.Type, TuitionMessages.BillShareReturned.Type);
        messages.Should().OnlyContain(message => message.Session == Share.Account);
        messages.Select(message => message.Id).Should().OnlyHaveUniqueItems();
        TuitionMessages.BillSharePaid.Read(messages[1]).Should().Be(new BillSharePaidV1(Share.Account, Share.Period, new RecordId("tbk-1"), 2, 120_000, Now, "pay-tbk-1-2"));
    }

    [Fact]
    public void Of_ABasketNobodyPaid_TellsNothing() => TuitionWake.Of(
        new Loaded<Basket>(new RecordId("tbk-1"), 1, new Basket([Share], 1, BasketStatus.Open, Now, [], [])), Now).Should().BeEmpty();

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Of_ARun_AsksForTheChunkThatIsDueUntilItIsFinished(bool isFinished, int messages)
    {
        var run = new BillRun("01-002", "2027-04", 3, Caller.System, Now, 500, 2, 1, 0, 0, 0, 0, 0, 0, 0, isFinished ? Now : null);

        TuitionWake.Of(new Loaded<BillRun>(new RecordId("brun-01-002-2027-04"), 4, run), Now)
            .Select(outgoing => TuitionMessages.BillRunStep.Read(outgoing.Message))
            .Should().HaveCount(messages).And.OnlyContain(step => step == new BillRunStepV1("01-002", "2027-04", 3, 1));
    }
}
