using System.Text.Json.Serialization;

namespace PublicServices.Functions.Exams;

/// <summary>Source-generated JSON of what callers send.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExamsHttp.SubmitBody))]
internal sealed partial class ExamsHttpJson : JsonSerializerContext;
