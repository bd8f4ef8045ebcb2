using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Answers for whoever watches the process.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        // Asked for first, while a process starts: no code has to be made to call this one.
        app.MapGet("/health/live", LiveAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static Task LiveAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("live", context.RequestAborted);
    }

    private static async Task<IResult> ReadyAsync(IStoreCare care, CancellationToken cancellationToken)
    {
        var parts = await care.HealthAsync(cancellationToken);
        var isReady = parts.All(part => part.IsHealthy);
        return Results.Json(
            new HealthReport(isReady ? "ready" : "failed", parts),
            HealthJson.Default.HealthReport,
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>How the parts are.</summary>
/// <param name="Status"><c>ready</c> or <c>failed</c>.</param>
/// <param name="Parts">Each part of the engine with its counters.</param>
internal sealed record HealthReport(string Status, IReadOnlyList<PartHealth> Parts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
