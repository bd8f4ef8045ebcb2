namespace PublicServices.Functions.Hosting.Web;

/// <summary>Headers that keep pages from being framed, sniffed, scripted or leaked.</summary>
internal static class SecurityHeaders
{
    public static void ForEverything(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
    }

    /// <summary>No inline script or style anywhere, so the policy needs no nonce and pages stay cacheable by their bytes.</summary>
    public static void ForPages(HttpResponse response, WebOptions options)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = options.ContentSecurityPolicy;
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
    }
}
