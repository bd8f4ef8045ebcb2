using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Answers for whoever watches the process.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
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
