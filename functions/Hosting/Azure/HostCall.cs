using System.Globalization;
using System.Text.Json;
using PublicServices.Infra.ServiceBus;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>What the host posts when a trigger fires. Whatever is missing is null: the host leaves nulls out.</summary>
/// <remarks>
/// Strings and numbers of the metadata are JSON text inside a JSON string; objects are objects; times lose what is below a second.
/// </remarks>
internal sealed class HostCall : IDisposable
{
    /// <summary>Largest call that is read: a message with its envelope in base64, or a page of the change feed, with room.</summary>
    public const long MaxBytes = 32L * 1024 * 1024;

    private const int MaxEncodings = 3;

    private readonly JsonDocument _document;

    private HostCall(JsonDocument document) => _document = document;

    /// <exception cref="JsonException">It is not JSON.</exception>
    public static async ValueTask<HostCall> ReadAsync(Stream body, CancellationToken cancellationToken) =>
        new(await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken));

    /// <summary>The trigger's value by its binding's name; null when it is not there.</summary>
    public JsonElement? Data(string name) => Member(Member(_document.RootElement, "Data"), name);

    /// <summary>The body of a message bound as binary.</summary>
    /// <returns>False when it is not: text can have forged everything the metadata says, so it is not taken.</returns>
    public bool TryBinary(string name, out byte[] bytes)
    {
        bytes = [];
        return Data(name) is { ValueKind: JsonValueKind.String } value && value.TryGetBytesFromBase64(out bytes!);
    }

    /// <summary>Changed documents. Text that is JSON comes as text, which may be encoded once more.</summary>
    /// <exception cref="JsonException">There is no list of documents.</exception>
    public JsonElement Documents(string name)
    {
        var value = Data(name) ?? throw new JsonException($"No {name}.");
        for (var depth = 0; depth < MaxEncodings && value.ValueKind == JsonValueKind.String; depth++)
        {
            using var inner = JsonDocument.Parse(value.GetString()!);
            value = inner.RootElement.Clone();
        }

        return value.ValueKind == JsonValueKind.Array ? value : throw new JsonException($"{name} is no list.");
    }

    /// <summary>How often the broker has delivered it; 1 when the host does not say.</summary>
    public int DeliveryCount() =>
        int.TryParse(Metadata("DeliveryCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Max(1, count) : 1;

    /// <summary>An application property of a message; null when it is not there.</summary>
    public string? Property(string name)
    {
        var metadata = Member(_document.RootElement, "Metadata");
        return Text(Member(Member(metadata, "ApplicationProperties"), name) ?? Member(Member(metadata, "UserProperties"), name));
    }

    /// <summary>What the broker itself says of a message: for strangers' messages and for tracing, never for identity.</summary>
    public BrokerProperties Broker(DateTimeOffset now) => new(
        Metadata("MessageId"),
        Metadata("Subject") ?? Metadata("Label"),
        Metadata("SessionId"),
        DateTimeOffset.TryParse(Metadata("EnqueuedTimeUtc"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : now);

    public void Dispose() => _document.Dispose();

    /// <summary>A value of the metadata as text, decoded twice where the host encoded it twice.</summary>
    internal string? Metadata(string name)
    {
        var text = Text(Member(Member(_document.RootElement, "Metadata"), name));
        if (text is not ['"', .., '"']) return text;
        try
        {
            return JsonSerializer.Deserialize(text, CallJson.Default.String);
        }
        catch (JsonException)
        {
            // Not encoded twice after all.
            return text;
        }
    }

    private static string? Text(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other => other.GetRawText(),
        _ => null,
    };

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } node && node.TryGetProperty(name, out var value) ? value : null;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class CallJson : System.Text.Json.Serialization.JsonSerializerContext;
