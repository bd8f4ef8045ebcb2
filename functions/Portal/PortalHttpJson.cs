using System.Text.Json.Serialization;

namespace PublicServices.Functions.Portal;

/// <summary>Why an endpoint is disabled.</summary>
/// <param name="Reason">For people, at most 200 characters; longer ones are cut.</param>
internal sealed record DisableRequest(string? Reason);

/// <summary>What to tell an endpoint again.</summary>
/// <param name="From">Events recorded at or after this, within the last 90 days.</param>
/// <param name="DossierCode">Only this dossier; absent for all.</param>
internal sealed record ReplayRequest([property: JsonRequired] DateTimeOffset From, string? DossierCode);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DisableRequest))]
[JsonSerializable(typeof(ReplayRequest))]
internal sealed partial class PortalHttpJson : JsonSerializerContext;
