namespace PublicServices.Functions.Hosting.Web;

/// <summary>Settings of the pages and the HTTP surface, section <c>Web</c>.</summary>
public sealed class WebOptions
{
    /// <summary>
    /// Origins a form may lead to through a redirect, for example a gateway's hosted page. Browsers hold redirects after a
    /// form to the page's own policy. Default: Stripe's checkout.
    /// </summary>
    public IList<string> FormTargets { get; init; } = ["https://checkout.stripe.com"];

    /// <summary>Requests a minute from one address to routes that need no sign-in: 1 to 1,000,000. Default 600.</summary>
    public int PublicRequestsPerMinute { get; init; } = 600;

    /// <summary>Addresses or networks (CIDR) of proxies whose <c>X-Forwarded-*</c> headers are believed. Default none.</summary>
    public IList<string> TrustedProxies { get; init; } = [];

    /// <summary>Where the files page sends uploads to, when that is not this server; taken from the <c>Blobs</c> settings for the first page.</summary>
    internal Lazy<string?> UploadOrigin { get; set; } = new((string?)null);

    internal string ContentSecurityPolicy => field ??= string.Concat(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'",
        UploadOrigin.Value is { } origin && IsOrigin(origin) ? " " + origin : "",
        "; ",
        "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' ",
        string.Join(' ', FormTargets.Where(IsOrigin)));

    /// <summary>Configuration cannot smuggle further directives into the policy.</summary>
    private static bool IsOrigin(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http"
        && target.AsSpan().IndexOfAny(" ;,'\"") < 0;
}
