using System.Text.Json.Serialization;
using PublicServices.Exams;

namespace PublicServices.Functions.Exams;

/// <summary>Source-generated JSON of what callers send.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(FormBody))]
[JsonSerializable(typeof(RegistrationForm))]
[JsonSerializable(typeof(CorrectionBody))]
[JsonSerializable(typeof(JoinBody))]
[JsonSerializable(typeof(ExtensionBody))]
[JsonSerializable(typeof(SessionDefinition))]
[JsonSerializable(typeof(UnitBody))]
[JsonSerializable(typeof(AddChild))]
[JsonSerializable(typeof(UploadBody))]
internal sealed partial class ExamsHttpJson : JsonSerializerContext;
