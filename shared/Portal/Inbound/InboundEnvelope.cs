using System.Text.Json;

namespace PublicServices.Portal;

/// <summary>What the portal posts, before it is believed: every part may be missing.</summary>
public sealed record InboundEnvelope(string? Type, DateTimeOffset? Timestamp, JsonElement Data);

/// <summary>The parts of <c>data</c> that decide where it goes; the rest is for the service to read.</summary>
public sealed record InboundDossier(string? DossierCode, string? Procedure);
