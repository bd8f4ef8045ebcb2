using System.Globalization;
using System.Text.Json.Nodes;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>What <c>host.json</c> says.</summary>
internal static class HostFile
{
    private const string BundleId = "Microsoft.Azure.Functions.ExtensionBundle";
    private const string BundleVersions = "[4.*, 5.0.0)";

    public static JsonObject Of(string executable) => new()
    {
        ["version"] = "2.0",
        ["functionTimeout"] = Time(HostLimits.FunctionTimeout),
        ["telemetryMode"] = "OpenTelemetry",
        ["extensionBundle"] = new JsonObject { ["id"] = BundleId, ["version"] = BundleVersions },
        ["customHandler"] = new JsonObject
        {
            ["description"] = new JsonObject { ["defaultExecutablePath"] = executable, ["workingDirectory"] = "", ["arguments"] = new JsonArray() },
            // Forwarding, the older way, collapses repeated query keys, drops chunked bodies and buffers answers.
            ["enableProxyingHttpRequest"] = true,
        },
        ["extensions"] = new JsonObject
        {
            ["http"] = new JsonObject { ["routePrefix"] = "" },
            ["serviceBus"] = new JsonObject
            {
                ["autoCompleteMessages"] = true,
                ["prefetchCount"] = 0,
                ["maxConcurrentCalls"] = HostLimits.Calls,
                ["maxConcurrentSessions"] = HostLimits.Sessions,
                ["maxAutoLockRenewalDuration"] = Time(HostLimits.LockRenewal),
                ["sessionIdleTimeout"] = Time(HostLimits.SessionIdle),
            },
        },
    };

    internal static string Time(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);
}
