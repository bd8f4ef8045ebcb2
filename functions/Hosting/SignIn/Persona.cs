using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>A demonstration person one can sign in as, in Development only. The seed provides the list.</summary>
/// <param name="Id">Account id, for example <c>acc-lan</c>; lower case letters, digits and dashes.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="Name">As shown on pages.</param>
/// <param name="Unit">School: unit code; Department: two-digit code; otherwise null.</param>
public sealed record Persona(string Id, Role Role, string Name, string? Unit = null)
{
    /// <summary>The caller this person becomes.</summary>
    public Caller AsCaller() => new(Id, Role, Name, Unit);
}
