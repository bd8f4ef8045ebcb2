namespace PublicServices.Kernel;

/// <summary>Public holidays and make-up days. A new year is a new entry in <see cref="Announced"/>.</summary>
/// <remarks>
/// Source: Labour Code 45/2019/QH14, Article 112, and the yearly announcements named in each entry. The year 2027 holds
/// the statutory minimum until it is announced: a weekend holiday is made up by the next working day (Article 111.3).
/// </remarks>
internal static class VietnamHolidays
{
    /// <summary>New Year, Reunification Day, Labour Day, National Day.</summary>
    public static readonly (int Month, int Day)[] EveryYear = [(1, 1), (4, 30), (5, 1), (9, 2)];

    public static readonly DatedRules<CalendarDays> Announced = new(
    [
        // Tết, Hùng Kings' Day, a bridge day before the weekend of 3 May, the day before National Day.
        Year(2025, "Announcement 6150/TB-BLĐTBXH of 3 December 2024",
            [.. Days(1, 27, 31), .. Days(4, 7, 7), .. Days(5, 2, 2), .. Days(9, 1, 1)],
            [(4, 26)]),

        // The day after New Year, Tết, Hùng Kings' Day made up on Monday, the two days before National Day.
        Year(2026, "Labour Code 45/2019/QH14, Article 112; the Prime Minister's decision on days off in 2026",
            [.. Days(1, 2, 2), .. Days(2, 16, 20), .. Days(4, 27, 27), .. Days(8, 31, 31), .. Days(9, 1, 1)],
            [(1, 10), (8, 22)]),

        Year(2027, "Labour Code 45/2019/QH14, Articles 111.3 and 112",
            [.. Days(2, 5, 11), .. Days(4, 16, 16), .. Days(5, 3, 3), .. Days(9, 3, 3)],
            []),
    ]);

    private static Dated<CalendarDays> Year(
        int year, string instrument, (int Month, int Day)[] off, (int Month, int Day)[] makeUp) =>
        new(
            new DateOnly(year, 1, 1),
            instrument,
            new CalendarDays(
                [.. off.Select(day => new DateOnly(year, day.Month, day.Day))],
                [.. makeUp.Select(day => new DateOnly(year, day.Month, day.Day))]),
            new DateOnly(year, 12, 31));

    private static IEnumerable<(int Month, int Day)> Days(int month, int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(day => (month, day));
}
