using System.Text.Json.Serialization;

namespace PublicServices.Kernel;

/// <summary>Who may do what is decided by role; a person who has two roles signs in with one at a time.</summary>
[JsonConverter(typeof(NamedEnumConverter<Role>))]
public enum Role
{
    /// <summary>A candidate or a guardian.</summary>
    Family,

    /// <summary>A school officer; sees the registrations of one registration unit.</summary>
    School,

    /// <summary>An officer of a provincial Department of Education; sees the units of one Department.</summary>
    Department,

    /// <summary>A ministry officer; runs exam sessions and their windows.</summary>
    Ministry,

    /// <summary>A finance officer; sees money, not forms.</summary>
    Finance,

    /// <summary>Keeps the system running; sees messages and deliveries by their ids, not people's data.</summary>
    Operator,

    /// <summary>Another system with credentials of its own, for example the National Public Service Portal.</summary>
    Partner,

    /// <summary>The system itself: deadlines, sweeps, messages.</summary>
    System,
}

/// <summary>Who asks, as the sign-in established it.</summary>
/// <param name="Id">Stable account id; never a personal number.</param>
/// <param name="Role">The role signed in with.</param>
/// <param name="Name">Name for history and pages.</param>
/// <param name="Unit">School: unit code such as <c>01-002</c>; Department: two-digit code; otherwise null.</param>
public sealed record Caller(string Id, Role Role, string Name, string? Unit = null)
{
    /// <summary>The system acting on its own account.</summary>
    public static readonly Caller System = new("system", Role.System, "Hệ thống");
}
