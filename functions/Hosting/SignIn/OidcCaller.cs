using System.Security.Claims;
using System.Text.RegularExpressions;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>Makes a caller of what an identity provider asserts.</summary>
internal static partial class OidcCaller
{
    /// <summary>Longest name kept from a provider.</summary>
    private const int MaxNameLength = 120;

    /// <summary>
    /// The account is the keyed hash of issuer and subject: national providers use the personal number as subject, and
    /// account ids stand in addresses and logs.
    /// </summary>
    /// <param name="needsRole">True when nobody is a family by default.</param>
    /// <returns>Null when the subject or a needed role is missing, or an officer comes without the unit the role needs.</returns>
    public static Caller? From(ClaimsPrincipal asserted, OidcOptions options, KeyedHash hash, bool needsRole = false)
    {
        var subject = asserted.FindFirst("sub");
        if (subject is null || subject.Value.Length == 0) return null;

        var known = asserted.FindAll(options.RoleClaim).FirstOrDefault(claim => options.Roles.ContainsKey(claim.Value));
        if (known is null && needsRole) return null;
        var role = known is null ? Role.Family : options.Roles[known.Value];

        var unit = asserted.FindFirst(options.UnitClaim)?.Value;
        var unitFits = role switch
        {
            Role.School => unit is not null && SchoolUnit().IsMatch(unit),
            Role.Department => unit is not null && DepartmentUnit().IsMatch(unit),
            Role.System => false,
            _ => true,
        };
        if (!unitFits) return null;

        var name = asserted.FindFirst(options.NameClaim)?.Value ?? string.Empty;
        return new Caller(
            "acc-" + hash.Of("account", subject.Issuer, subject.Value),
            role,
            name.Length > MaxNameLength ? name[..MaxNameLength] : name,
            role is Role.School or Role.Department ? unit : null);
    }

    [GeneratedRegex(@"\A[0-9]{2}-[0-9]{3}\z")]
    private static partial Regex SchoolUnit();

    [GeneratedRegex(@"\A[0-9]{2}\z")]
    private static partial Regex DepartmentUnit();
}
