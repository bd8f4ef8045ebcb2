namespace PublicServices.Kernel;

/// <summary>Days when the clock of a dossier stands still, for example while a supplement is awaited.</summary>
/// <param name="From">First day that does not count.</param>
/// <param name="To">Last day that does not count; null while the pause goes on.</param>
public readonly record struct Pause(DateOnly From, DateOnly? To);

/// <summary>What one instrument says about single days of the calendar.</summary>
/// <param name="DaysOff">Weekdays on which offices are closed.</param>
/// <param name="MakeUpDays">Saturdays or Sundays on which they are open instead.</param>
public sealed record CalendarDays(IReadOnlyList<DateOnly> DaysOff, IReadOnlyList<DateOnly> MakeUpDays);

/// <summary>Working days in Vietnam: Monday to Friday, without public holidays, with make-up days.</summary>
public sealed class WorkingCalendar
{
    /// <summary>The longest deadline computed; beyond it a loop would mean a mistake in the data.</summary>
    public const int MaxWorkingDays = 1_000;

    private readonly HashSet<DateOnly> _off = [];
    private readonly HashSet<DateOnly> _makeUp = [];
    private readonly HashSet<(int Month, int Day)> _everyYear;
    private readonly HashSet<int> _announced = [];

    /// <param name="everyYear">Holidays that fall on the same day each year.</param>
    /// <param name="announced">One entry a calendar year, covering it from its first to its last day.</param>
    public WorkingCalendar(IEnumerable<(int Month, int Day)> everyYear, DatedRules<CalendarDays> announced)
    {
        _everyYear = [.. everyYear];
        foreach (var year in announced.Versions)
        {
            _announced.Add(year.From.Year);
            _off.UnionWith(year.Value.DaysOff);
            _makeUp.UnionWith(year.Value.MakeUpDays);
        }
    }

    /// <summary>The calendar of Vietnam's public offices.</summary>
    public static WorkingCalendar Vietnam { get; } = new(VietnamHolidays.EveryYear, VietnamHolidays.Announced);

    /// <summary>
    /// True when the year's lunar holidays and make-up days are known. In other years only the holidays with fixed dates are
    /// left out, and a deadline may move when the year is announced.
    /// </summary>
    public bool IsAnnounced(int year) => _announced.Contains(year);

    /// <summary>True when public offices are open.</summary>
    public bool IsWorkingDay(DateOnly day) =>
        _makeUp.Contains(day)
        || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
            && !_off.Contains(day)
            && !_everyYear.Contains((day.Month, day.Day)));

    /// <summary>The day on which a number of working days has passed; the first day itself does not count.</summary>
    /// <param name="start">The day of receipt.</param>
    /// <param name="workingDays">0 to <see cref="MaxWorkingDays"/>; with 0 the answer is <paramref name="start"/>.</param>
    /// <param name="pauses">Days that do not count although offices are open; in any order, overlaps allowed.</param>
    /// <returns>The due day; null while a pause without end stands in the way.</returns>
    public DateOnly? AddWorkingDays(DateOnly start, int workingDays, IReadOnlyList<Pause>? pauses = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workingDays, MaxWorkingDays);
        var day = start;
        while (workingDays > 0)
        {
            day = day.AddDays(1);
            if (PauseOn(day, pauses) is { } pause)
            {
                if (pause.To is not { } lastDay) return null;
                day = lastDay;
                continue;
            }

            if (IsWorkingDay(day)) workingDays--;
        }

        return day;
    }

    /// <summary>Working days from one day (not counted) to another (counted); 0 when <paramref name="to"/> is not later.</summary>
    public int WorkingDaysBetween(DateOnly from, DateOnly to)
    {
        var count = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1))
        {
            if (IsWorkingDay(day)) count++;
        }

        return count;
    }

    private static Pause? PauseOn(DateOnly day, IReadOnlyList<Pause>? pauses)
    {
        foreach (var pause in pauses ?? [])
        {
            if (day >= pause.From && (pause.To is null || day <= pause.To)) return pause;
        }

        return null;
    }
}
