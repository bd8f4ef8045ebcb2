using System.CommandLine;

namespace PublicServices.Tests.Bench;

internal static class RegistrationDayCommand
{
    public static Command Create() => new("registration-day", "Whole journeys over HTTP against the real process.");
}
