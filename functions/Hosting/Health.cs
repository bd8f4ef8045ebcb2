using System.Text.Json.Serialization;
using PublicServices.Infra.Sqlite;

namespace PublicServices.Functions.Hosting;

/// <summary>Answers for whoever watches the process.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Ready(SqliteEngine engine)
    {
        var report = new HealthReport(engine.IsHealthy ? "ready" : "failed", engine.WaitingWrites);
        return Results.Json(
            report,
            HealthJson.Default.HealthReport,
            statusCode: engine.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>How the parts are.</summary>
/// <param name="Store"><c>ready</c> or <c>failed</c>.</param>
/// <param name="WaitingWrites">Operations waiting to be written.</param>
internal sealed record HealthReport(string Store, int WaitingWrites);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
