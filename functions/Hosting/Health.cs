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
        var report = new HealthReport(engine.IsHealthy ? "ready" : "failed", engine.WaitingWrites, engine.Counts.Transactions, engine.Counts.Operations, engine.PagesWritten);
        return Results.Json(
            report,
            HealthJson.Default.HealthReport,
            statusCode: engine.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>How the parts are.</summary>
/// <param name="Store"><c>ready</c> or <c>failed</c>.</param>
/// <param name="WaitingWrites">Operations waiting to be written.</param>
/// <param name="Transactions">Transactions made durable since the start.</param>
/// <param name="Operations">Operations in them: commits, settlements, batches of rows.</param>
/// <param name="PagesWritten">Pages of 4,096 bytes written to the log for them.</param>
internal sealed record HealthReport(string Store, int WaitingWrites, long Transactions, long Operations, long PagesWritten);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
