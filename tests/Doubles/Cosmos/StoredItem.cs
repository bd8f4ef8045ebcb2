using System.Text.Encodings.Web;
using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>One item as it is stored: the caller's properties, then the system's.</summary>
/// <param name="Number">Its place in the order of creation, kept by replacements.</param>
/// <param name="Lsn">Its last change's number.</param>
internal sealed record StoredItem(
    string Id, string PartitionKey, long Number, string ETag, long Lsn, long TimestampSeconds, long? TtlSeconds, JsonElement Json, int Bytes)
{
    /// <summary>Largest item the service takes.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Whole numbers beyond this are not exact in the service, which keeps doubles.</summary>
    private const long LargestExact = 1L << 53;

    private const int MaxIdCharacters = 255;

    /// <summary>Letters as they are, as the service answers.</summary>
    public static readonly JsonWriterOptions AsTheService = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] System = ["_rid", "_self", "_etag", "_attachments", "_ts", "_lsn"];

    /// <summary>Checks what came in as the service does, and adds what the service adds.</summary>
    public static StoredItem Make(ReadOnlyMemory<byte> body, string partitionKeyPath, string rid, long number, string eTag, long lsn, DateTimeOffset now)
    {
        using var document = Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw GatewayRefusalException.BadRequest("An item is a JSON object.");
        if (!root.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String || id.GetString() is not { Length: > 0 } text)
            throw GatewayRefusalException.BadRequest("An item needs an id, a string.");
        if (text.Length > MaxIdCharacters || text.AsSpan().IndexOfAny("/\\?#") >= 0)
            throw GatewayRefusalException.BadRequest($"The id {text} is too long or holds a forbidden character.");

        var seconds = now.ToUnixTimeSeconds();
        var written = Write(root, rid, eTag, seconds);
        using var stored = JsonDocument.Parse(written);
        return new StoredItem(text, KeyOf(root, partitionKeyPath), number, eTag, lsn, seconds, TtlOf(root), stored.RootElement.Clone(), written.Length);
    }

    public bool IsExpired(int? containerTtl, DateTimeOffset now)
    {
        if (containerTtl is null) return false;
        var ttl = TtlSeconds ?? containerTtl.Value;
        return ttl > 0 && now.ToUnixTimeSeconds() >= TimestampSeconds + ttl;
    }

    /// <summary>The partition key of an item, written as the header has it: <c>["a"]</c>.</summary>
    private static string KeyOf(JsonElement root, string path)
    {
        var value = root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value)) return "[{}]";
        }

        return $"[{Normal(value)}]";
    }

    /// <summary>One way to write a value, so that keys compare.</summary>
    public static string Normal(JsonElement value) => value.ValueKind == JsonValueKind.String ? JsonSerializer.Serialize(value.GetString()) : value.GetRawText();

    private static long? TtlOf(JsonElement root)
    {
        if (!root.TryGetProperty("ttl", out var ttl)) return null;
        if (ttl.ValueKind != JsonValueKind.Number || !ttl.TryGetInt32(out var seconds) || seconds is 0 or < -1)
            throw GatewayRefusalException.BadRequest("ttl is -1 or a positive 32-bit number.");
        return seconds;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBytes) throw new GatewayRefusalException(413, "RequestEntityTooLarge", "The item is over 2 MB.");
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw GatewayRefusalException.BadRequest($"The item is not JSON: {e.Message}");
        }
    }

    private static byte[] Write(JsonElement root, string rid, string eTag, long seconds)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, AsTheService))
        {
            writer.WriteStartObject();
            foreach (var property in root.EnumerateObject())
            {
                if (System.Contains(property.Name)) continue;
                writer.WritePropertyName(property.Name);
                Copy(writer, property.Value);
            }

            writer.WriteString("_rid", rid);
            writer.WriteString("_self", "dbs/x/colls/x/docs/" + rid);
            writer.WriteString("_etag", eTag);
            writer.WriteString("_attachments", "attachments/");
            writer.WriteNumber("_ts", seconds);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Copy(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Copy(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var whole) && Math.Abs(whole) <= LargestExact:
                writer.WriteNumberValue(whole);
                break;
            case JsonValueKind.Number:
                writer.WriteNumberValue(value.GetDouble());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
