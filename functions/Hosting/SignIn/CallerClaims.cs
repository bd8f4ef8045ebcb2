using System.Security.Claims;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>A caller as claims in a cookie or token, and back.</summary>
internal static class CallerClaims
{
    public const string Id = "sub";
    public const string Role = "role";
    public const string Name = "name";
    public const string Unit = "unit";

    public static ClaimsPrincipal Principal(Caller caller, string authenticationType)
    {
        var identity = new ClaimsIdentity(authenticationType, Name, Role);
        identity.AddClaim(new Claim(Id, caller.Id));
        identity.AddClaim(new Claim(Role, caller.Role.ToString()));
        identity.AddClaim(new Claim(Name, caller.Name));
        if (caller.Unit is { } unit) identity.AddClaim(new Claim(Unit, unit));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Null when nobody is signed in, or the claims are not ours.</summary>
    public static Caller? Read(ClaimsPrincipal principal)
    {
        if (principal.Identity is not ClaimsIdentity { IsAuthenticated: true } identity) return null;
        string? id = null, role = null, name = null, unit = null;
        foreach (var claim in identity.Claims)
        {
            switch (claim.Type)
            {
                case Id: id = claim.Value; break;
                case Role: role = claim.Value; break;
                case Name: name = claim.Value; break;
                case Unit: unit = claim.Value; break;
            }
        }

        return id is not null && name is not null && Enum.TryParse<Role>(role, out var known) && Enum.IsDefined(known)
            ? new Caller(id, known, name, unit)
            : null;
    }
}
