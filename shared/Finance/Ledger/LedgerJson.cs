using System.Text.Json.Serialization;

namespace PublicServices.Finance;

/// <summary>Source-generated JSON of what the ledger keeps. What is not known is refused, because a hash stands over all of it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Journal))]
[JsonSerializable(typeof(LedgerShard))]
public sealed partial class LedgerJson : JsonSerializerContext;

/// <summary>Source-generated JSON of closes. What is not known is refused, because a hash stands over all of it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CloseChain))]
[JsonSerializable(typeof(DayClose))]
[JsonSerializable(typeof(SignedClose))]
public sealed partial class CloseJson : JsonSerializerContext;
