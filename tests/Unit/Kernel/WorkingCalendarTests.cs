using System.Globalization;
using CsCheck;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class WorkingCalendarTests
{
    private static readonly WorkingCalendar Calendar = WorkingCalendar.Vietnam;

    [Theory]
    [InlineData("2025-01-27", false)] // Tết
    [InlineData("2025-04-26", true)] // a Saturday worked for Friday 2 May
    [InlineData("2025-05-02", false)]
    [InlineData("2026-01-10", true)]
    [InlineData("2026-02-18", false)]
    [InlineData("2026-08-22", true)]
    [InlineData("2026-08-31", false)]
    [InlineData("2027-04-16", false)] // Hùng Kings' Day
    [InlineData("2031-05-01", false)] // fixed dates hold in years not announced
    [InlineData("2026-03-07", false)] // a Saturday
    [InlineData("2026-03-09", true)]
    public void IsWorkingDay_KnownDays(string day, bool expected) =>
        Calendar.IsWorkingDay(Day(day)).Should().Be(expected);

    [Theory]
    [InlineData("2026-04-24", 1, "2026-04-28")] // Friday; Monday the 27th makes up for Hùng Kings' Day
    [InlineData("2026-04-29", 1, "2026-05-04")]
    [InlineData("2026-03-06", 0, "2026-03-06")]
    [InlineData("2026-03-07", 5, "2026-03-13")]
    public void AddWorkingDays_OverHolidays_SkipsThem(string start, int days, string expected) =>
        Calendar.AddWorkingDays(Day(start), days).Should().Be(Day(expected));

    [Fact]
    public void AddWorkingDays_WithPauses_DoesNotCountThem()
    {
        var monday = new DateOnly(2026, 3, 9);
        Pause[] pauses = [new(monday.AddDays(2), monday.AddDays(3)), new(monday.AddDays(3), monday.AddDays(7))];

        Calendar.AddWorkingDays(monday, 2, pauses).Should().Be(monday.AddDays(8));
    }

    [Fact]
    public void AddWorkingDays_PauseWithoutEnd_HasNoDueDay()
    {
        var monday = new DateOnly(2026, 3, 9);

        Calendar.AddWorkingDays(monday, 2, [new(monday.AddDays(2), null)]).Should().BeNull();
        Calendar.AddWorkingDays(monday, 1, [new(monday.AddDays(2), null)]).Should().Be(monday.AddDays(1));
    }

    [Fact]
    public void AddWorkingDays_Any_IsTheInverseOfCounting() =>
        Gen.Select(Gen.Int[0, 1_500], Gen.Int[1, 200]).Sample((offset, days) =>
        {
            var start = new DateOnly(2025, 1, 1).AddDays(offset);
            var due = Calendar.AddWorkingDays(start, days)!.Value;
            Calendar.IsWorkingDay(due).Should().BeTrue();
            Calendar.WorkingDaysBetween(start, due).Should().Be(days);
        });

    [Theory]
    [InlineData(-1)]
    [InlineData(WorkingCalendar.MaxWorkingDays + 1)]
    public void AddWorkingDays_OutsideTheLimit_Throws(int days) =>
        FluentActions.Invoking(() => Calendar.AddWorkingDays(default, days)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void IsAnnounced_SaysWhichYearsAreComplete()
    {
        Calendar.IsAnnounced(2026).Should().BeTrue();
        Calendar.IsAnnounced(2031).Should().BeFalse();
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
