using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What every decision of the finance desk needs.</summary>
internal static class FinanceOfficer
{
    /// <summary>Longest reason.</summary>
    public const int MaxReasonLength = 500;

    public static Problem? Refuse(Caller caller) => caller.Role == Role.Finance ? null : KernelProblems.Forbidden;

    /// <summary>Days outside of this century are mistakes, and arithmetic with them ends badly.</summary>
    public static Problem? Refuse(Caller caller, params ReadOnlySpan<DateOnly> days)
    {
        foreach (var day in days)
        {
            if (day.Year is < 2000 or > 2199) return FinanceProblems.TooManyDays;
        }

        return Refuse(caller);
    }

    public static Problem? Refuse(Caller caller, string? reason) =>
        Refuse(caller) ?? (reason is { Length: <= MaxReasonLength } && !string.IsNullOrWhiteSpace(reason) ? null : FinanceProblems.ReasonMissing);
}
