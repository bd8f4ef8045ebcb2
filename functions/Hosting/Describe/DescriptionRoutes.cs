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

    private static readonly JsonSerializerOptions Legible = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static void MapDescription(this WebApplication app)
    {
        // Made at the first request and kept: a start should not wait for what few ever read.
        var endpoints = ((IEndpointRouteBuilder)app).DataSources;
        var document = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(
            ApiDocument.Of(endpoints.SelectMany(source => source.Endpoints)), Legible));
        app.MapGet(Document, () => Answers.Written(document.Value)).WithAccess(Access.Public);
        app.MapScalarApiReference("/docs");
    }
}
