using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>Says a sentence in the visitor's language: <c>@L("Tiếng Việt", "English")</c> in every page.</summary>
public delegate string Say(string vi, string en);

internal static class PageSetup
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorPages(pages => pages.RootDirectory = "/")
            .AddLazyPages()
            .AddMvcOptions(mvc =>
            {
                mvc.Filters.Add<PageWordingFilter>();
                mvc.Filters.Add<FormExpiredFilter>();
                mvc.Filters.Add<KnownHandlerFilter>();
            });
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "ps-form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(forms => forms.MultipartBodyLengthLimit = WebSetup.MaxFormBytes);
        services.AddSingleton(PageText.Encoder);
        services.AddScoped<PageWording>();
        services.AddScoped<Say>(provider => provider.GetRequiredService<PageWording>().In);
    }
}

/// <summary>The language of the page being made.</summary>
internal sealed class PageWording
{
    public string Language { get; set; } = "vi";

    public string In(string vi, string en) => Language == "en" ? en : vi;
}

/// <summary>Settles the language before the page does anything.</summary>
internal sealed class PageWordingFilter(PageWording wording) : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        wording.Language = context.HttpContext.Language();
        RequestLanguage.Remember(context.HttpContext);
        context.HttpContext.Response.Headers.ContentLanguage = wording.Language;
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}

/// <summary>A form whose antiforgery token no longer fits gets an explanation, not a bare 400.</summary>
internal sealed class FormExpiredFilter : IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is IAntiforgeryValidationFailedResult) context.Result = new RefusalResult(WebProblems.FormExpired);
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}

/// <summary>A form for which its page has no handler is refused: the page would be shown without anything read for it, and fail.</summary>
internal sealed class KnownHandlerFilter : IPageFilter
{
    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var method = context.HttpContext.Request.Method;
        if (context.HandlerMethod is null && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
