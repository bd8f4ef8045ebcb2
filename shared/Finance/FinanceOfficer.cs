using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What every decision of the finance desk needs.</summary>
internal static class FinanceOfficer
{
    /// <summary>Longest reason.</summary>
    public const int MaxReasonLength = 500;

    public static Problem? Refuse(Caller caller) => caller.Role == Role.Finance ? null : KernelProblems.Forbidden;

    public static Problem? Refuse(Caller caller, string? reason) =>
        Refuse(caller) ?? (reason is { Length: <= MaxReasonLength } && !string.IsNullOrWhiteSpace(reason) ? null : FinanceProblems.ReasonMissing);
}
