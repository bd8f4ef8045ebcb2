using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class VietnamTimeTests
{
    [Fact]
    public void Clock_AroundMidnight_IsSevenHoursAhead()
    {
        var evening = new DateTimeOffset(2026, 11, 28, 17, 0, 0, TimeSpan.Zero);
        evening.VietnamDate().Should().Be(new DateOnly(2026, 11, 29));
        evening.AddTicks(-1).VietnamDate().Should().Be(new DateOnly(2026, 11, 28));
        evening.Display().Should().Be("00:00 29/11/2026");
        VietnamTime.StartOf(new DateOnly(2026, 11, 29)).Should().Be(evening);
    }

    [Fact]
    public void Ends_OfAllTime_AreShownAsNearAsAClockCan()
    {
        DateTimeOffset.MaxValue.VietnamDate().Should().Be(DateOnly.MaxValue);
        DateTimeOffset.MaxValue.Display().Should().Be("23:59 31/12/9999");
        DateTimeOffset.MinValue.Display().Should().Be("07:00 01/01/0001");
        VietnamTime.At(DateOnly.MinValue, new TimeOnly(6, 59)).Should().Be(DateTimeOffset.MinValue);
        VietnamTime.At(DateOnly.MinValue, new TimeOnly(7, 1)).Should().Be(DateTimeOffset.MinValue.AddMinutes(1));
        VietnamTime.StartOf(DateOnly.MaxValue).InVietnam().Day.Should().Be(31);
    }
}
