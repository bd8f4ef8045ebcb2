using System.Text.Json.Serialization;

namespace PublicServices.Kernel;

/// <summary>Writes an enum as its name and reads nothing else: a number, which would let in values that do not exist, is malformed.</summary>
/// <typeparam name="T">The enum; its names are then part of the contract.</typeparam>
public sealed class NamedEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
