using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>Turns whatever a request threw, or a bare error status, into an answer the caller can act on.</summary>
internal sealed partial class Faults(RequestDelegate next, ILogger<Faults> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted
                && context.Response.ContentType is null
                && context.Response.StatusCode >= StatusCodes.Status400BadRequest
                && ProblemStatus.ForBareStatus(context.Response.StatusCode) is { } bare)
            {
                // A bare 405 keeps its own status, though its problem's kind would map to another.
                await ProblemResponse.WriteAsync(context, bare, status: context.Response.StatusCode);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.Headers[ArrivalMiddleware.Header] = context.CorrelationId();
            SecurityHeaders.ForEverything(context.Response);
            await ProblemResponse.WriteAsync(context, ProblemOf(exception), (exception as EngineBusyException)?.RetryAfter);
        }
    }

    internal Problem ProblemOf(Exception exception)
    {
        switch (exception)
        {
            case EngineBusyException busy:
                Log.Busy(logger, busy.Message);
                return KernelProblems.Busy;
            case BadHttpRequestException bad:
                return ProblemStatus.ForBareStatus(bad.StatusCode) ?? WebProblems.BadRequest;
            case JsonException or InvalidDataException:
                return WebProblems.BadRequest;
            case AntiforgeryValidationException:
                return WebProblems.FormExpired;
            default:
                Log.Fault(logger, exception);
                return KernelProblems.Fault;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The request failed")]
        public static partial void Fault(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "The engine is busy: {What}")]
        public static partial void Busy(ILogger logger, string what);
    }
}
