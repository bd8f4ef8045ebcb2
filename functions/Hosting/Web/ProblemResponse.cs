using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>Answers with a refusal: a page for people, a problem document for everything else.</summary>
internal static class ProblemResponse
{
    private static readonly PathString[] MachinePaths =
        ["/api", "/webhooks", "/callbacks", "/health", "/openapi", "/.well-known", "/assets"];

    public static Task WriteAsync(HttpContext context, Problem problem, TimeSpan? retryAfter = null, int? status = null) =>
        IsForPeople(context.Request)
            ? ProblemPage.WriteAsync(context, problem, retryAfter, status)
            : ProblemJson.WriteAsync(context, problem, retryAfter, status);

    public static bool IsForPeople(HttpRequest request)
    {
        foreach (var path in MachinePaths)
        {
            if (request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)) return false;
        }

        foreach (var accept in request.Headers.Accept)
        {
            if (accept is not null && accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
