using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>
/// Refuses addresses and headers that are too long, as problem documents. The web server's own refusals have no body, so its
/// limits are set wider and only meet what nobody sends by mistake.
/// </summary>
internal sealed class RequestLimits(RequestDelegate next)
{
    /// <summary>Longest path with its query, in characters as sent.</summary>
    public const int MaxTargetLength = 8 * 1024;

    /// <summary>All header names and values together, in characters.</summary>
    public const int MaxHeadersLength = 32 * 1024;

    /// <summary>Most header values.</summary>
    public const int MaxHeaders = 100;

    /// <summary>How much wider the web server's own limits are.</summary>
    private const int Wider = 8;

    /// <summary>Sets the web server's own limits.</summary>
    public static void Widen(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = Wider * MaxTargetLength;
        limits.MaxRequestHeadersTotalSize = Wider * MaxHeadersLength;
        limits.MaxRequestHeaderCount = Wider * MaxHeaders;
        limits.Http2.MaxRequestHeaderFieldSize = Wider * MaxHeadersLength;
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestFeature>() is { RawTarget.Length: > MaxTargetLength })
            return ProblemResponse.WriteAsync(context, WebProblems.AddressTooLong);
        return AreTooLarge(context.Request.Headers) ? ProblemResponse.WriteAsync(context, WebProblems.HeadersTooLarge) : next(context);
    }

    internal static bool AreTooLarge(IHeaderDictionary headers)
    {
        var (count, length) = (0, 0);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                count++;
                length += name.Length + (value?.Length ?? 0);
            }
        }

        return count > MaxHeaders || length > MaxHeadersLength;
    }
}
