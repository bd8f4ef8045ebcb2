using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Who may see and change which registration.</summary>
public static class Permissions
{
    /// <summary>
    /// The refusal for a caller who may not see a registration; null when they may. Families and officers of other units are
    /// told the same as when there is none, so that ids cannot be probed.
    /// </summary>
    public static Problem? Refuses(Caller caller, Registration? registration) => caller.Role switch
    {
        Role.System => registration is null ? KernelProblems.NotFound : null,
        Role.Family or Role.School or Role.Department => registration is not null && Sees(caller, registration) ? null : KernelProblems.NotFound,
        // The Ministry runs sessions, finance sees money, operators see messages: none of them reads forms.
        _ => KernelProblems.Forbidden,
    };

    /// <summary>True when the caller is one of the candidate's guardians.</summary>
    public static bool IsFamily(Caller caller, Registration registration) =>
        caller.Role is Role.Family && registration.Guardians.Contains(caller.Id);

    /// <summary>True for those who filed it: the family, or the school for a class it filed.</summary>
    public static bool MayEdit(Caller caller, Registration registration) =>
        IsFamily(caller, registration) || (registration.BySchool && IsOfficerOf(caller, registration.Form.Unit));

    /// <summary>True when the caller is an officer of the unit, or of the Department the unit belongs to.</summary>
    public static bool IsOfficerOf(Caller caller, string? unit) => caller.Role switch
    {
        Role.School => unit is not null && caller.Unit == unit,
        Role.Department => unit is not null && caller.Unit == RegistrationUnit.DepartmentOf(unit),
        _ => false,
    };

    private static bool Sees(Caller caller, Registration registration) =>
        IsFamily(caller, registration)
        // A draft is the family's own until it is submitted.
        || (registration.SubmittedAt is not null && IsOfficerOf(caller, registration.Form.Unit));
}
