using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>A refusal as a page. It stands on nothing but the style sheet, so that it works when everything else does not.</summary>
internal static class ProblemPage
{
    public static async Task WriteAsync(HttpContext context, Problem problem, TimeSpan? retryAfter, int? status = null)
    {
        var response = context.Response;
        ProblemJson.Prepare(response, problem, retryAfter, status);
        SecurityHeaders.ForPages(response, context.RequestServices.GetRequiredService<WebOptions>());
        var language = context.Language();
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = language;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var html = Render(problem, language, context.CorrelationId(), response.StatusCode, context.Request);
        await response.WriteAsync(html, context.RequestAborted);
    }

    private static string Render(Problem problem, string language, string correlationId, int status, HttpRequest request)
    {
        var encode = PageText.Encoder;
        string Say(string vi, string en) => encode.Encode(language == "en" ? en : vi);
        var html = new StringBuilder(2048)
            .Append("<!doctype html><html lang=\"").Append(language).Append("\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
            .Append(encode.Encode(problem.Title.In(language)))
            .Append("</title><link rel=\"stylesheet\" href=\"").Append(Assets.Url("site.css"))
            .Append("\"><link rel=\"icon\" href=\"").Append(Assets.Url("mark.svg"))
            .Append("\"></head><body><header class=\"top\"><div class=\"wrap\"><a class=\"brand\" href=\"/\">")
            .Append(Say("Dịch vụ công giáo dục", "Education public services"))
            .Append("</a></div></header><main class=\"wrap narrow\" id=\"main\"><h1>")
            .Append(encode.Encode(problem.Title.In(language))).Append("</h1>");
        if (problem.Detail is { } detail) html.Append("<p class=\"lead\">").Append(encode.Encode(detail.In(language))).Append("</p>");
        if (problem.Fields is { Count: > 0 } fields)
        {
            html.Append("<ul>");
            foreach (var field in fields) html.Append("<li>").Append(encode.Encode(field.Text.In(language))).Append("</li>");
            html.Append("</ul>");
        }

        html.Append("<p class=\"actions\">");
        if (status == StatusCodes.Status401Unauthorized) html.Append("<a class=\"btn\" href=\"/sign-in\">").Append(Say("Đăng nhập", "Sign in")).Append("</a>");
        else if (HttpMethods.IsGet(request.Method) && ProblemStatus.IsWorthRetrying(status))
            html.Append("<a class=\"btn\" href=\"\">").Append(Say("Thử lại", "Try again")).Append("</a>");
        html.Append("<a class=\"btn quiet\" href=\"/\">").Append(Say("Về trang chủ", "Go to the home page")).Append("</a></p>")
            .Append("<p class=\"fine\">").Append(Say("Mã lỗi", "Code")).Append(": <code>").Append(encode.Encode(problem.Code))
            .Append("</code> · ").Append(Say("Mã tra cứu", "Correlation id")).Append(": <code>").Append(encode.Encode(correlationId))
            .Append("</code></p></main></body></html>");
        return html.ToString();
    }
}
