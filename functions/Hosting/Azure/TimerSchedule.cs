using System.Globalization;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Writes a period as the six-field schedule the host takes: second, minute, hour, day, month, weekday.</summary>
internal static class TimerSchedule
{
    private const int Seconds = 60;
    private const int Minutes = 60;
    private const int Hours = 24;

    /// <exception cref="InvalidOperationException">The period does not divide a minute, an hour or a day, so that its runs would not be evenly spaced.</exception>
    public static string Of(TimeSpan period)
    {
        if (period == TimeSpan.FromDays(1)) return "0 0 0 * * *";
        if (Divides(period, TimeSpan.FromSeconds(1), Seconds) is { } seconds) return $"{Every(seconds)} * * * * *";
        if (Divides(period, TimeSpan.FromMinutes(1), Minutes) is { } minutes) return $"0 {Every(minutes)} * * * *";
        if (Divides(period, TimeSpan.FromHours(1), Hours) is { } hours) return $"0 0 {Every(hours)} * * *";
        throw new InvalidOperationException($"A timer's period divides a minute, an hour or a day; {period} does not.");
    }

    /// <summary>How many units the period has, when that divides the next larger unit and is less than it.</summary>
    private static long? Divides(TimeSpan period, TimeSpan unit, int unitsInNext)
    {
        if (period <= TimeSpan.Zero || period.Ticks % unit.Ticks != 0) return null;
        var units = period.Ticks / unit.Ticks;
        return units < unitsInNext && unitsInNext % units == 0 ? units : null;
    }

    private static string Every(long units) => units == 1 ? "*" : string.Create(CultureInfo.InvariantCulture, $"*/{units}");
}
