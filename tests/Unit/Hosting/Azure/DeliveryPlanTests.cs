using PublicServices.Functions.Hosting.Azure;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Hosting.Azure;

public sealed class DeliveryPlanTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);
    private static readonly Subscription Default = new("consumer", new Dictionary<string, HandleMessage>());

    [Fact]
    public void Of_ShortPauses_EveryDeliveryIsAnAttempt()
    {
        for (var delivery = 1; delivery <= 8; delivery++)
            DeliveryPlan.Of(Default, delivery, Hold).Should().Be(new DeliveryPlan(delivery, true, TimeSpan.Zero));
    }

    [Fact]
    public void Of_LongPauses_AreSpreadOverDeliveriesThatOnlyWait()
    {
        // After the ninth attempt 51.2 s: 30 held by the attempt itself, the rest by one delivery more.
        DeliveryPlan.Of(Default, 9, Hold).Should().Be(new DeliveryPlan(9, true, TimeSpan.Zero));
        var waits = DeliveryPlan.Of(Default, 10, Hold);
        waits.IsAttempt.Should().BeFalse();
        waits.Pause.Should().BeCloseTo(TimeSpan.FromSeconds(21.2), TimeSpan.FromMilliseconds(1));
        DeliveryPlan.Of(Default, 11, Hold).Should().Be(new DeliveryPlan(10, true, TimeSpan.Zero));
    }

    [Fact]
    public void Of_AllDeliveries_MakeEveryAttemptOnceAndWaitAsLongAsTheSubscriptionSays()
    {
        var attempts = new List<int>();
        var waited = TimeSpan.Zero;
        for (var delivery = 1; attempts.LastOrDefault() < Default.MaxAttempts; delivery++)
        {
            var plan = DeliveryPlan.Of(Default, delivery, Hold);
            if (plan.IsAttempt) attempts.Add(plan.Attempt);
            waited += plan.Pause;
            plan.Pause.Should().BeLessThanOrEqualTo(Hold);
            delivery.Should().BeLessThan(100, "it must end");
        }

        attempts.Should().Equal(Enumerable.Range(1, Default.MaxAttempts));
        var held = Enumerable.Range(0, 11).Sum(i => Math.Max(0, 0.2 * Math.Pow(2, i) - 30));
        waited.TotalSeconds.Should().BeApproximately(held, 0.01);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(int.MaxValue)]
    public void Of_MoreDeliveriesThanThereAreAttempts_IsTheLast(int delivery) =>
        DeliveryPlan.Of(Default, delivery, Hold).Should().Be(new DeliveryPlan(Default.MaxAttempts, true, TimeSpan.Zero));

    [Fact]
    public void Of_OneAttemptOnly_IsThatOne() =>
        DeliveryPlan.Of(Default with { MaxAttempts = 1 }, 3, Hold).Should().Be(new DeliveryPlan(1, true, TimeSpan.Zero));
}
