using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Record ids made from dossier codes, so that everything about one dossier meets in one record.</summary>
internal static class DossierIds
{
    /// <summary>What the portal sent us about its dossier.</summary>
    public const string InboundKind = "dos";

    /// <summary>What we send the portal about a dossier.</summary>
    public const string TrailKind = "dlv";

    private const int MaxCodeLength = 64;

    /// <summary>False when the code is empty, too long, or has characters no dossier code has.</summary>
    public static bool TryMake(string kind, string? dossierCode, out RecordId id)
    {
        id = default;
        return dossierCode is { Length: > 0 and <= MaxCodeLength }
            && RecordId.TryParse($"{kind}-{dossierCode.ToLowerInvariant()}", kind, out id);
    }
}
