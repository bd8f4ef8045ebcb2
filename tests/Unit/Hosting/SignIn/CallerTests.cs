using System.Security.Claims;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Hosting.SignIn;

public sealed class CallerTests
{
    private const string Issuer = "https://id.test";
    private static readonly KeyedHash Hash = new(new byte[32]);

    [Theory]
    [InlineData(Role.Family, null)]
    [InlineData(Role.School, "01-002")]
    public void Claims_ThereAndBack_AreTheSameCaller(Role role, string? unit)
    {
        var caller = new Caller("acc-1", role, "Nguyễn Thị Lan", unit);
        CallerClaims.Read(CallerClaims.Principal(caller, "test")).Should().Be(caller);
    }

    [Fact]
    public void Claims_ThatAreNotOurs_MakeNobody()
    {
        CallerClaims.Read(new ClaimsPrincipal()).Should().BeNull();
        CallerClaims.Read(new ClaimsPrincipal(new ClaimsIdentity())).Should().BeNull();
        CallerClaims.Read(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "x"), new("name", "y"), new("role", "99")], "test"))).Should().BeNull();
        CallerClaims.Read(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "x"), new("name", "y")], "test"))).Should().BeNull();
    }

    [Fact]
    public void Oidc_WithoutAMappedRole_IsFamilyWithAnAccountThatHidesTheSubject()
    {
        var caller = OidcCaller.From(Asserted("001207000001", []), new OidcOptions(), Hash)!;
        caller.Role.Should().Be(Role.Family);
        caller.Unit.Should().BeNull();
        caller.Id.Should().StartWith("acc-").And.NotContain("001207000001");
        OidcCaller.From(Asserted("001207000001", []), new OidcOptions(), Hash)!.Id.Should().Be(caller.Id);
        OidcCaller.From(Asserted("001207000002", []), new OidcOptions(), Hash)!.Id.Should().NotBe(caller.Id);
    }

    [Fact]
    public void Oidc_WhereARoleIsNeeded_NobodyIsAFamilyByDefault()
    {
        OidcCaller.From(Asserted("s", ["other"]), Mapping(), Hash, needsRole: true).Should().BeNull();
        OidcCaller.From(Asserted("s", []), Mapping(), Hash, needsRole: true).Should().BeNull();
        OidcCaller.From(Asserted("s", ["other", "tc"]), Mapping(), Hash, needsRole: true)!.Role.Should().Be(Role.Finance);
    }

    [Theory]
    [InlineData("gv", "01-002", Role.School, "01-002")]
    [InlineData("so", "01", Role.Department, "01")]
    [InlineData("tc", "01-002", Role.Finance, null)]
    public void Oidc_MappedRole_TakesTheUnitTheRoleNeeds(string claim, string unit, Role role, string? expected)
    {
        var caller = OidcCaller.From(Asserted("s", ["other", claim], unit), Mapping(), Hash)!;
        caller.Role.Should().Be(role);
        caller.Unit.Should().Be(expected);
    }

    [Theory]
    [InlineData("gv", null)]
    [InlineData("gv", "01")]
    [InlineData("gv", "01-002\n")]
    [InlineData("so", "01-002")]
    [InlineData("he-thong", "01")]
    public void Oidc_OfficerWithoutAFittingUnitOrTheSystemItself_IsNobody(string claim, string? unit) =>
        OidcCaller.From(Asserted("s", [claim], unit), Mapping(), Hash).Should().BeNull();

    [Fact]
    public void Oidc_WithoutSubject_IsNobody() =>
        OidcCaller.From(new ClaimsPrincipal(new ClaimsIdentity([new("name", "x")], "oidc")), new OidcOptions(), Hash).Should().BeNull();

    [Theory]
    [InlineData(Role.Family, 480)]
    [InlineData(Role.School, 30)]
    [InlineData(Role.Operator, 30)]
    public void Idle_OfficersAreSignedOutSooner(Role role, int minutes) =>
        new SignInOptions().IdleOf(role).Should().Be(TimeSpan.FromMinutes(minutes));

    private static OidcOptions Mapping() => new()
    {
        Roles = new Dictionary<string, Role>
        {
            ["gv"] = Role.School,
            ["so"] = Role.Department,
            ["tc"] = Role.Finance,
            ["he-thong"] = Role.System,
        },
    };

    private static ClaimsPrincipal Asserted(string subject, string[] roles, string? unit = null)
    {
        var identity = new ClaimsIdentity("oidc");
        identity.AddClaim(new Claim("sub", subject, null, Issuer));
        identity.AddClaim(new Claim("name", "Nguyễn Thị Lan"));
        foreach (var role in roles) identity.AddClaim(new Claim("roles", role));
        if (unit is not null) identity.AddClaim(new Claim("unit", unit));
        return new ClaimsPrincipal(identity);
    }
}
