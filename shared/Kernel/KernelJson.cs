using System.Text.Json.Serialization;

namespace PublicServices.Kernel;

/// <summary>Source-generated JSON for the kernel's own documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryEntry))]
[JsonSerializable(typeof(CounterState))]
[JsonSerializable(typeof(Upload))]
[JsonSerializable(typeof(UploadTicket))]
public sealed partial class KernelJson : JsonSerializerContext;
