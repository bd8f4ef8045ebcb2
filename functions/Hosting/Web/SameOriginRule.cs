namespace PublicServices.Functions.Hosting.Web;

/// <summary>
/// Keeps other sites from using a visitor's session cookie against the APIs. Forms have antiforgery tokens; API calls
/// that ride on the cookie must show that they come from our own pages.
/// </summary>
internal sealed class SameOriginRule(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsCrossSite(context.Request) ? ProblemResponse.WriteAsync(context, WebProblems.CrossSite) : next(context);

    internal static bool IsCrossSite(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return false;
        if (!request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)) return false;
        // A bearer token is not sent by a browser on its own, so it cannot be abused from another site.
        if (request.Headers.Authorization.Count > 0 || request.Headers.Cookie.Count == 0) return false;

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0) return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0) return !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        return CouldBeAForm(request.ContentType);
    }

    /// <summary>Content types another site's form can send without asking us first (Fetch standard, "CORS-safelisted").</summary>
    private static bool CouldBeAForm(string? contentType) =>
        string.IsNullOrEmpty(contentType)
        || contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);
}
