using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>Writes a refusal as RFC 9457 <c>application/problem+json</c>, in the caller's language.</summary>
internal static class ProblemJson
{
    public const string ContentType = "application/problem+json";

    /// <summary>Vietnamese stays legible to a developer who reads the raw answer.</summary>
    private static readonly JsonWriterOptions Legible = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static async Task WriteAsync(HttpContext context, Problem problem, TimeSpan? retryAfter = null, int? status = null)
    {
        var response = context.Response;
        Prepare(response, problem, retryAfter, status);
        response.ContentType = ContentType;
        var language = context.Language();
        response.Headers.ContentLanguage = language;
        if (HttpMethods.IsHead(context.Request.Method)) return;

        await using (var writer = new Utf8JsonWriter(response.BodyWriter, Legible))
        {
            Write(writer, problem, response.StatusCode, language, context.CorrelationId());
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Status and retry headers, the same for machines and people.</summary>
    /// <param name="status">Instead of the one the problem's kind maps to.</param>
    public static void Prepare(HttpResponse response, Problem problem, TimeSpan? retryAfter, int? status = null)
    {
        response.StatusCode = status ?? ProblemStatus.Of(problem);
        response.Headers.CacheControl = "no-store";
        if (!ProblemStatus.IsWorthRetrying(response.StatusCode)) return;
        var seconds = retryAfter is { } pause
            ? Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds))
            : ProblemStatus.DefaultRetryAfterSeconds;
        if (response.Headers.RetryAfter.Count == 0 || retryAfter is not null) response.Headers.RetryAfter = seconds.ToString(provider: null);
    }

    internal static void Write(Utf8JsonWriter writer, Problem problem, int status, string language, string correlationId)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "/problems/" + problem.Code);
        writer.WriteString("title"u8, problem.Title.In(language));
        writer.WriteNumber("status"u8, status);
        if (problem.Detail is { } detail) writer.WriteString("detail"u8, detail.In(language));
        writer.WriteString("code"u8, problem.Code);
        writer.WriteString("correlationId"u8, correlationId);
        if (problem.Fields is { Count: > 0 } fields)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var field in fields)
            {
                writer.WriteStartObject();
                writer.WriteString("field"u8, field.Field);
                writer.WriteString("code"u8, field.Code);
                writer.WriteString("message"u8, field.Text.In(language));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
