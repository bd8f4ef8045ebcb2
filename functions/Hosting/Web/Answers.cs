using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>What API handlers answer with: JSON from source-generated types, or a problem document.</summary>
public static class Answers
{
    public const string JsonContentType = "application/json; charset=utf-8";

    /// <summary>The value as JSON, or the refusal as a problem document.</summary>
    /// <param name="result">What the operation answered.</param>
    /// <param name="json">How the value is written.</param>
    /// <param name="status">Status on success.</param>
    public static IResult From<T>(Result<T> result, JsonTypeInfo<T> json, int status = StatusCodes.Status200OK) =>
        result.Succeeded(out var value, out var problem) ? new JsonAnswer<T>(value, json, status) : new ProblemAnswer(problem);

    /// <summary>A value as JSON.</summary>
    public static IResult Json<T>(T value, JsonTypeInfo<T> json, int status = StatusCodes.Status200OK) =>
        new JsonAnswer<T>(value, json, status);

    /// <summary>JSON that was written before, for example the kept answer of a repeated request.</summary>
    public static IResult Written(ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK) => new WrittenAnswer(json, status);

    /// <summary>A refusal.</summary>
    public static IResult Problem(Problem problem) => new ProblemAnswer(problem);

    private sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> json, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = JsonContentType;
            await using (var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter))
            {
                JsonSerializer.Serialize(writer, value, json);
            }

            await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }
    }

    private sealed class WrittenAnswer(ReadOnlyMemory<byte> json, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = JsonContentType;
            httpContext.Response.ContentLength = json.Length;
            await httpContext.Response.BodyWriter.WriteAsync(json, httpContext.RequestAborted);
        }
    }

    private sealed class ProblemAnswer(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => ProblemResponse.WriteAsync(httpContext, problem);
    }
}
