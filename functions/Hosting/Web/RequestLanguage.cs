namespace PublicServices.Functions.Hosting.Web;

/// <summary>Chooses between the two languages of the service.</summary>
internal static class RequestLanguage
{
    public const string Cookie = "ps-lang";
    public const string Parameter = "lang";
    private const string Vi = "vi";
    private const string En = "en";

    public static string Of(HttpRequest request)
    {
        if (request.QueryString.HasValue && Known(request.Query[Parameter]) is { } asked) return asked;
        if (request.Headers.Cookie.Count > 0 && Known(request.Cookies[Cookie]) is { } chosen) return chosen;
        return FromHeader(request.Headers.AcceptLanguage);
    }

    /// <summary>The language that comes first among the two; quality values order browsers' lists already.</summary>
    internal static string FromHeader(string? acceptLanguage)
    {
        if (string.IsNullOrEmpty(acceptLanguage)) return Vi;
        foreach (var range in acceptLanguage.AsSpan().Split(','))
        {
            var tag = acceptLanguage.AsSpan()[range].Trim();
            if (tag.StartsWith(Vi, StringComparison.OrdinalIgnoreCase)) return Vi;
            if (tag.StartsWith(En, StringComparison.OrdinalIgnoreCase)) return En;
        }

        return Vi;
    }

    /// <summary>Remembers a language asked for in the address, so that the next page keeps it.</summary>
    public static void Remember(HttpContext context)
    {
        if (!context.Request.QueryString.HasValue || Known(context.Request.Query[Parameter]) is not { } asked) return;
        context.Response.Cookies.Append(Cookie, asked, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365),
            IsEssential = true,
        });
    }

    /// <summary>This page's address in the other language.</summary>
    public static string ToggleUrl(HttpRequest request, string language)
    {
        var query = QueryString.Empty;
        foreach (var (name, values) in request.Query)
        {
            if (string.Equals(name, Parameter, StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var value in values) query = query.Add(name, value ?? string.Empty);
        }

        return request.PathBase.Add(request.Path).ToUriComponent() + query.Add(Parameter, language == En ? Vi : En).ToUriComponent();
    }

    private static string? Known(string? tag) => tag switch
    {
        Vi => Vi,
        En => En,
        _ => null,
    };
}
