using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>A request's body, read.</summary>
/// <param name="Value">The body as its type.</param>
/// <param name="Fingerprint">SHA-256 of the bytes, 64 hex characters: tells an idempotency key's second use from its first.</param>
public sealed record JsonBody<T>(T Value, string Fingerprint);

/// <summary>Reads JSON bodies and the headers that go with them; everything wrong with them is a <see cref="Problem"/>.</summary>
public static class JsonBodies
{
    /// <summary>Largest body of a route that names no limit of its own.</summary>
    public const int DefaultMaxBytes = 64 * 1024;

    /// <summary>Longest idempotency key.</summary>
    public const int MaxIdempotencyKeyLength = 128;

    /// <summary>Reads the whole body, at most <paramref name="maxBytes"/>.</summary>
    public static async ValueTask<Result<JsonBody<T>>> ReadJsonAsync<T>(
        this HttpRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken, int maxBytes = DefaultMaxBytes)
    {
        if (!IsJson(request.ContentType)) return KernelProblems.Unsupported("application/json");
        if (request.ContentLength > maxBytes) return KernelProblems.TooLarge(maxBytes);

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return KernelProblems.TooLarge(maxBytes);
            }

            if (read.IsCompleted)
            {
                var body = Parse(read.Buffer, json);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The caller's idempotency key as the cause of one commit; null when none was given.</summary>
    /// <param name="request">The request; its method and address are part of what tells a repeat from another use of the key.</param>
    /// <param name="caller">Whose key it is.</param>
    /// <param name="fingerprint">What else tells them apart: a hash of the body.</param>
    public static Result<Cause?> IdempotencyCause(this HttpRequest request, Caller caller, string fingerprint)
    {
        var key = request.Headers["Idempotency-Key"];
        if (key.Count == 0) return (Cause?)null;
        return key.Count == 1 && key[0] is { Length: >= 1 and <= MaxIdempotencyKeyLength } one
            ? Cause.Request("http:" + caller.Id, one, $"{request.Method} {request.Path} {fingerprint}")
            : WebProblems.IdempotencyKeyMalformed;
    }

    /// <summary>The version the caller read, from <c>If-Match</c> (bare, quoted or weak); null when none was given.</summary>
    public static Result<long?> ExpectedVersion(this HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0) return (long?)null;
        var text = header.ToString().AsSpan().Trim();
        if (text.StartsWith("W/")) text = text[2..];
        text = text.Trim('"');
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? version
            : WebProblems.ExpectedVersionMalformed;
    }

    private static Result<JsonBody<T>> Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> json)
    {
        try
        {
            if (HasNullInList(body)) return KernelProblems.Malformed(new("Một danh sách có phần tử null.", "A list holds null."));
            var reader = new Utf8JsonReader(body);
            var value = JsonSerializer.Deserialize(ref reader, json);
            if (value is null) return Malformed(null);
            if (reader.Read()) return Malformed(null);
            return new JsonBody<T>(value, Fingerprint(body));
        }
        catch (JsonException e)
        {
            return Missing(body, json) is { Length: > 0 } missing
                ? KernelProblems.Malformed(new($"Thiếu {missing}.", $"It lacks {missing}."))
                : Malformed(e.Path);
        }
    }

    /// <summary>No list of any contract holds nulls, and the type of a list's elements does not rule them out.</summary>
    private static bool HasNullInList(ReadOnlySequence<byte> body)
    {
        // Most bodies hold no null at all, which is seen much faster.
        if (body.IsSingleSegment && body.FirstSpan.IndexOf("null"u8) < 0) return false;
        var reader = new Utf8JsonReader(body);
        // One bit for each level the reader goes into, which is 64 at the most: whether it is a list.
        var lists = 0UL;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    lists |= 1UL << reader.CurrentDepth;
                    break;
                case JsonTokenType.StartObject:
                    lists &= ~(1UL << reader.CurrentDepth);
                    break;
                case JsonTokenType.Null when reader.CurrentDepth > 0 && (lists & 1UL << (reader.CurrentDepth - 1)) != 0:
                    return true;
            }
        }

        return false;
    }

    /// <summary>Fields of our own contract that an object must have and does not; empty where that is not what is wrong.</summary>
    private static string Missing(ReadOnlySequence<byte> body, JsonTypeInfo json)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? string.Join(", ", json.Properties.Where(field => field.IsRequired && !root.TryGetProperty(field.Name, out _)).Select(field => field.Name))
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    /// <summary>The path names fields of our own contract, never their contents; a long one is a caller's invention.</summary>
    private static Problem Malformed(string? path) => path is { Length: > 1 and <= 100 }
        ? KernelProblems.Malformed(new($"Nội dung JSON sai tại {path}.", $"The JSON is wrong at {path}."))
        : KernelProblems.Malformed(new("Nội dung không phải đối tượng JSON hợp lệ.", "The body is no valid JSON object."));

    private static string Fingerprint(ReadOnlySequence<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (body.IsSingleSegment) SHA256.HashData(body.FirstSpan, hash);
        else SHA256.HashData(body.ToArray(), hash);
        return Convert.ToHexStringLower(hash);
    }

    private static bool IsJson(string? contentType)
    {
        if (contentType is null) return false;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var media = (end < 0 ? contentType : contentType.AsSpan(0, end)).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
    }
}
