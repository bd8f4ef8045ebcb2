using PublicServices.Portal;

namespace PublicServices.Tests.Unit.Portal;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 300)]
    [InlineData(3, 1_800)]
    [InlineData(4, 7_200)]
    [InlineData(5, 18_000)]
    [InlineData(6, 36_000)]
    [InlineData(7, 50_400)]
    [InlineData(8, 72_000)]
    [InlineData(9, 86_400)]
    public void PauseAfter_EachAttempt_IsThePublishedOnePlusAtMostTenPercent(int attempts, int seconds)
    {
        foreach (var seed in Enumerable.Range(0, 200).Select(i => $"evt_{i}"))
        {
            RetrySchedule.PauseAfter(attempts, seed).Should()
                .BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds)).And.BeLessThan(TimeSpan.FromSeconds(seconds) * 1.1);
        }
    }

    [Fact]
    public void PauseAfter_TheLastAttempt_IsOver() => RetrySchedule.PauseAfter(RetrySchedule.MaxAttempts, "x").Should().BeNull();

    [Fact]
    public void PauseAfter_DifferentEvents_SpreadsThem() =>
        Enumerable.Range(0, 100).Select(i => RetrySchedule.PauseAfter(3, $"evt_{i}")).Distinct().Should().HaveCountGreaterThan(50);

    [Fact]
    public void PauseAfter_SameEvent_IsRepeatable() =>
        RetrySchedule.PauseAfter(4, "evt").Should().Be(RetrySchedule.PauseAfter(4, "evt"));
}
