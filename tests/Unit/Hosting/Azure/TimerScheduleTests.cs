using PublicServices.Functions.Hosting.Azure;

namespace PublicServices.Tests.Unit.Hosting.Azure;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("00:00:01", "* * * * * *")]
    [InlineData("00:00:30", "*/30 * * * * *")]
    [InlineData("00:01:00", "0 * * * * *")]
    [InlineData("00:15:00", "0 */15 * * * *")]
    [InlineData("01:00:00", "0 0 * * * *")]
    [InlineData("06:00:00", "0 0 */6 * * *")]
    [InlineData("1.00:00:00", "0 0 0 * * *")]
    public void Of_EvenPeriods_IsASchedule(string period, string schedule) => TimerSchedule.Of(TimeSpan.Parse(period, null)).Should().Be(schedule);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:01:00")]
    [InlineData("00:00:00.5")]
    [InlineData("00:00:45")]
    [InlineData("00:07:00")]
    [InlineData("00:01:30")]
    [InlineData("05:00:00")]
    [InlineData("2.00:00:00")]
    public void Of_PeriodsThatWouldNotBeEven_IsRefused(string period) =>
        FluentActions.Invoking(() => TimerSchedule.Of(TimeSpan.Parse(period, null))).Should().Throw<InvalidOperationException>();
}
