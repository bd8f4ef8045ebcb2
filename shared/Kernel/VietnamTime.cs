using System.Globalization;

namespace PublicServices.Kernel;

/// <summary>Asia/Ho_Chi_Minh: seven hours ahead of UTC, without daylight saving since 1975.</summary>
/// <remarks>A fixed offset, so that the program does not depend on a time-zone database being installed.</remarks>
public static class VietnamTime
{
    /// <summary>UTC+7.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    private static readonly DateTimeOffset Last = new(DateTime.MaxValue, Offset);

    /// <summary>The same instant on a Vietnamese clock; the last there is for the seven hours that such a clock cannot show.</summary>
    public static DateTimeOffset InVietnam(this DateTimeOffset instant) => instant > Last ? Last : instant.ToOffset(Offset);

    /// <summary>The Vietnamese calendar day of an instant.</summary>
    public static DateOnly VietnamDate(this DateTimeOffset instant) => DateOnly.FromDateTime(instant.InVietnam().DateTime);

    /// <summary>The instant of a Vietnamese wall-clock time; the first there is for what lies before it.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var shown = day.ToDateTime(time);
        return shown.Ticks < Offset.Ticks ? DateTimeOffset.MinValue : new DateTimeOffset(shown, Offset);
    }

    /// <summary>The first instant of a Vietnamese calendar day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => At(day, TimeOnly.MinValue);

    /// <summary>Day and time as people write them, for example <c>17:00 28/04/2027</c>.</summary>
    public static string Display(this DateTimeOffset instant) =>
        instant.InVietnam().ToString("HH:mm dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>Day as people write it, for example <c>28/04/2027</c>.</summary>
    public static string Display(this DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
}
