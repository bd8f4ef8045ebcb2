using CsCheck;
using PublicServices.Contracts;
using PublicServices.Portal;
using static PublicServices.Contracts.PortalState;

namespace PublicServices.Tests.Unit.Portal;

public sealed class PortalPathTests
{
    public static TheoryData<PortalState, PortalState> EveryPair()
    {
        var pairs = new TheoryData<PortalState, PortalState>();
        foreach (var from in Enum.GetValues<PortalState>())
        {
            foreach (var to in Enum.GetValues<PortalState>().Where(state => state != None)) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Find_EveryPair_WalksEdgesToTheTargetOrSaysItIsForced(PortalState from, PortalState to)
    {
        var route = PortalPath.Find(from, to);

        if (from == to)
        {
            route.Steps.Should().BeEmpty();
            return;
        }

        route.Steps[^1].Should().Be(to);
        if (route.Forced)
        {
            route.Steps.Should().Equal(to);
            return;
        }

        var at = from;
        foreach (var step in route.Steps)
        {
            PortalPath.IsEdge(at, step).Should().BeTrue($"{at} → {step} is on the way from {from} to {to}");
            at = step;
        }

        route.Steps.Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData(None, NewlyRegistered, new[] { NewlyRegistered })]
    [InlineData(None, Processing, new[] { NewlyRegistered, Accepted, Processing })]
    [InlineData(NewlyRegistered, Processing, new[] { Accepted, Processing })]
    [InlineData(NewlyRegistered, FinancialObligationRequested, new[] { Accepted, FinancialObligationRequested })]
    [InlineData(NewlyRegistered, ResultReturned, new[] { Accepted, Processing, Processed, ResultReturned })]
    [InlineData(Accepted, Stopped, new[] { Processing, Stopped })]
    [InlineData(FinancialObligationRequested, CitizenWithdraws, new[] { Processing, CitizenWithdraws })]
    [InlineData(SupplementRequested, Processed, new[] { Processing, Processed })]
    public void Find_KnownWays_FillsInTheStatesBetween(PortalState from, PortalState to, PortalState[] steps) =>
        PortalPath.Find(from, to).Steps.Should().Equal(steps);

    [Theory]
    [InlineData(CitizenWithdraws, NewlyRegistered)]
    [InlineData(NotAccepted, Accepted)]
    [InlineData(Processed, Processing)]
    [InlineData(ResultReturned, Stopped)]
    [InlineData(Accepted, NewlyRegistered)]
    public void Find_NoWay_IsForced(PortalState from, PortalState to) => PortalPath.Find(from, to).Forced.Should().BeTrue();

    [Fact]
    public void Find_NoneAsTarget_Throws() =>
        FluentActions.Invoking(() => PortalPath.Find(NewlyRegistered, None)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Find_AnyWalk_NeverRepeatsWhatWasJustTold() =>
        Gen.Int[1, 10].Array[1, 12].Sample(targets =>
        {
            var told = new List<PortalState> { None };
            foreach (var target in targets) told.AddRange(PortalPath.Find(told[^1], (PortalState)target).Steps);
            for (var i = 1; i < told.Count; i++) told[i].Should().NotBe(told[i - 1]);
            told[^1].Should().Be((PortalState)targets[^1]);
        });
}
