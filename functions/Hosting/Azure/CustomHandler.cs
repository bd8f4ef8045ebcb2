using System.Globalization;
using System.Net;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>This program behind the Functions host, which starts it, calls it over loopback HTTP and ends it with SIGKILL.</summary>
/// <remarks>Source: Azure Functions custom handlers, host 4.1037.</remarks>
internal static class CustomHandler
{
    /// <summary>Where to listen. Set by the host, and by nobody else.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>Names the call. Only the host's own calls have it; a request it proxies has <see cref="ProxiedHeader"/> instead.</summary>
    public const string InvocationHeader = "X-Azure-Functions-InvocationId";

    /// <summary>On every proxied request, put there by the host over whatever the sender had put.</summary>
    public const string ProxiedHeader = "x-ms-invocation-id";

    /// <summary>
    /// The exit code of an end that was asked for. The host starts the program again after it; after 0 it would not, and after
    /// others it counts an error, of which three in half an hour end the host.
    /// </summary>
    public const int RestartExitCode = 200;

    private static readonly string[] ProxyHeaders = [ProxiedHeader, "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto"];

    /// <summary>The port, when this process was started by the Functions host; null otherwise.</summary>
    /// <exception cref="InvalidOperationException">It is no port.</exception>
    public static int? PortOf(IConfiguration configuration)
    {
        if (configuration[PortVariable] is not { Length: > 0 } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new InvalidOperationException($"{PortVariable} \"{text}\" is not a port.");
    }

    /// <summary>
    /// True for a call the host makes on its own account. What it proxies comes over the same connection and may name any path:
    /// without this, anybody on the internet could post to a message's function.
    /// </summary>
    public static bool IsHostsOwn(HttpContext context)
    {
        var headers = context.Request.Headers;
        return context.Connection.RemoteIpAddress is { } address
            && IPAddress.IsLoopback(address)
            && headers.ContainsKey(InvocationHeader)
            && !ProxyHeaders.Any(headers.ContainsKey);
    }
}
