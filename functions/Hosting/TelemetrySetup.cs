using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PublicServices.Functions.Hosting;

/// <summary>
/// Sends traces and metrics by OTLP, to Application Insights, or both, where they are configured; listens to nothing where neither
/// is.
/// </summary>
internal static class TelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Application Insights' address as Azure gives it to the app. It holds no secret where local authentication is off.</summary>
    private const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var sendsOtlp = !string.IsNullOrEmpty(configuration[Endpoint]);
        var insights = configuration[Insights];
        if (!sendsOtlp && string.IsNullOrEmpty(insights)) return;
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? "public-services"))
            .WithTracing(tracing => tracing
                .AddSource(Telemetry.Name)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics
                .AddMeter(Telemetry.Name)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation());
        if (sendsOtlp)
        {
            telemetry.WithTracing(tracing => tracing.AddOtlpExporter()).WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        if (!string.IsNullOrEmpty(insights)) SendToInsights(telemetry, insights);
    }

    private static void SendToInsights(IOpenTelemetryBuilder telemetry, string address)
    {
        var identity = new DefaultAzureCredential();
        telemetry
            .WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(Set, identity))
            .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Set, identity));

        void Set(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = address;
            // An instance that goes away takes its disk with it, and what is not sent by then is not worth one.
            options.DisableOfflineStorage = true;
        }
    }
}
