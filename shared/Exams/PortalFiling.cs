using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What the portal sends about an exam dossier: the <c>data</c> of its webhook.</summary>
/// <param name="Account">The citizen's account, as sign-in through the portal names it.</param>
/// <param name="Form">The form, for a filing or a supplement.</param>
/// <param name="Consent">The consent given at the portal.</param>
public sealed record PortalFiling(
    string DossierCode,
    string Procedure,
    string? Session = null,
    string? Account = null,
    RegistrationForm? Form = null,
    ConsentGiven? Consent = null);

/// <summary>Which registration a portal's dossier became, or why it became none.</summary>
/// <param name="Refusal">Code of the refusal; null when it was accepted.</param>
public sealed record PortalLink(string DossierCode, RecordId Registration, string? Refusal)
{
    /// <summary>The link's record. Portal dossier codes are public and hold no personal data.</summary>
    public static RecordId Id(KeyedHash hash, string dossierCode) => new($"pdl-{hash.Of("portal-dossier", dossierCode)}");
}
