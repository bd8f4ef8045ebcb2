using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd;

/// <summary>What the server answered, read whole.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body as text.</summary>
    public string Body => Encoding.UTF8.GetString(Bytes);

    /// <summary>The JSON body without escapes, so that Vietnamese can be looked for.</summary>
    public string Readable => Json.ToJsonString(Plain);

    /// <summary>The body as a JSON object.</summary>
    public JsonNode Json => JsonNode.Parse(Bytes) ?? throw new InvalidOperationException("The answer is null.");

    /// <summary>The code of a problem document; null when it is none.</summary>
    public string? Code => MediaType == "application/problem+json" ? Text("code") : null;

    public string Text(string name) => Json[name]?.GetValue<string>() ?? throw new InvalidOperationException($"No {name} in {this}");

    public long Version => Json["version"]!.GetValue<long>();

    /// <summary>Itself, when the status is the expected one.</summary>
    public Answer Must(HttpStatusCode status)
    {
        if (Status != status) Assert.Fail($"Expected {(int)status}, got {this}");
        return this;
    }

    /// <summary>Itself, when it is a problem document with this status and code.</summary>
    public Answer MustRefuse(HttpStatusCode status, string code)
    {
        if (Status != status || Code != code) Assert.Fail($"Expected {(int)status} {code}, got {this}");
        return this;
    }

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, bytes, headers);
    }

    public override string ToString() => $"{(int)Status} {MediaType} {(Bytes.Length > 2_000 ? Body[..Math.Min(Body.Length, 1_000)] + "…" : Body)}";
}
