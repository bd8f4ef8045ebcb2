using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Answers for whoever watches the process.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        // Asked for first, while a process starts: no code has to be made to call these.
        app.MapGet("/health/live", LiveAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static Task LiveAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("live", context.RequestAborted);
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var parts = await context.RequestServices.GetRequiredService<IStoreCare>().HealthAsync(context.RequestAborted);
        var isReady = parts.All(part => part.IsHealthy);
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(
            new HealthReport(isReady ? "ready" : "failed", parts), HealthJson.Default.HealthReport, cancellationToken: context.RequestAborted);
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
