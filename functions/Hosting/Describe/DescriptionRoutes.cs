using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using PublicServices.Functions.Hosting.Web;
using Scalar.AspNetCore;

namespace PublicServices.Functions.Hosting.Describe;

/// <summary>The API document and the page that shows it.</summary>
internal static class DescriptionRoutes
{
    public const string Document = "/openapi/v1.json";

    private const string PageRoot = "/docs";

    private static readonly JsonSerializerOptions Legible = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static void MapDescription(this WebApplication app)
    {
        // Made at the first request and kept: a start should not wait for what few ever read.
        var endpoints = ((IEndpointRouteBuilder)app).DataSources;
        var document = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(
            ApiDocument.Of(endpoints.SelectMany(source => source.Endpoints)), Legible));
        app.MapGet(Document, context => Answers.Written(document.Value).ExecuteAsync(context)).WithAccess(Access.Public);
        var page = new Lazy<RequestDelegate>(() => Page(app.Services));
        app.MapGet(PageRoot + "/{**rest}", context => page.Value(context)).ExcludeFromDescription();
    }

    /// <summary>Has routes of its own, which are found again below the one that led here.</summary>
    private static RequestDelegate Page(IServiceProvider services)
    {
        var page = new ApplicationBuilder(services);
        page.Use((context, next) =>
        {
            context.SetEndpoint(null);
            return next(context);
        });
        page.UseRouting();
        page.UseEndpoints(endpoints => endpoints.MapScalarApiReference(PageRoot));
        return page.Build();
    }
}
