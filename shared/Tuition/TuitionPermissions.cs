using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Who may see and change what.</summary>
public static class TuitionPermissions
{
    /// <summary>True for an officer of the school, or of the Department it belongs to.</summary>
    public static bool IsOfficerOf(Caller caller, string school) => caller.Role switch
    {
        Role.School => caller.Unit == school,
        Role.Department => caller.Unit is { Length: 2 } department && school.StartsWith(department, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>True for those who read a school's money: its officers, its Department, and finance officers, who see every school's.</summary>
    public static bool SeesMoneyOf(Caller caller, string school) => caller.Role is Role.Finance || IsOfficerOf(caller, school);

    /// <summary>True for those who run the school's bills: the school's own officers.</summary>
    public static bool RunsBillsOf(Caller caller, string school) => caller.Role is Role.School && caller.Unit == school;

    public static bool IsFamily(Caller caller, StudentAccount account) =>
        caller.Role is Role.Family && account.Guardians.Contains(caller.Id);

    /// <summary>The refusal for a caller who may not see an account; others are told the same as when there is none.</summary>
    public static Problem? Refuses(Caller caller, StudentAccount? account) => caller.Role switch
    {
        Role.System or Role.Finance => account is null ? KernelProblems.NotFound : null,
        Role.Family or Role.School or Role.Department =>
            account is not null && (IsFamily(caller, account) || IsOfficerOf(caller, account.School)) ? null : KernelProblems.NotFound,
        // Operators see messages, the Ministry runs sessions: neither reads a pupil's bills.
        _ => KernelProblems.Forbidden,
    };
}
