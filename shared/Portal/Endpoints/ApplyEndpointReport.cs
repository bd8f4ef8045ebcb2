using Microsoft.Extensions.Logging;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>An endpoint said something about itself while it was told an event: that it is gone, or wants a pause.</summary>
public sealed partial class ApplyEndpointReport(EndpointBook book, ILogger<ApplyEndpointReport> logger)
{
    /// <summary>Why an endpoint that answered 410 is disabled.</summary>
    public const string GoneReason = "http-410";

    public async ValueTask HandleAsync(EndpointReportedV1 report, MessageContext context, CancellationToken cancellationToken)
    {
        // An endpoint that was removed since has nothing to note.
        await book.ChangeAsync(
            Caller.System,
            report.Gone ? "gone" : "throttle",
            report.Endpoint,
            context.Cause,
            endpoint => report.Gone
                ? endpoint with { Status = EndpointStatus.Disabled, DisabledReason = GoneReason }
                : endpoint with { ThrottledUntil = report.RestUntil },
            [],
            cancellationToken).ConfigureAwait(false);
        if (report.Gone) Log.Gone(logger, report.Endpoint.Value);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Endpoint} answered 410 and is disabled; its events are kept.")]
        public static partial void Gone(ILogger logger, string endpoint);
    }
}
