using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>
/// The style sheet, the script and the mark. They are embedded, compressed once when first asked for, and named by their
/// content, so that a phone keeps them for ever and never shows an old one.
/// </summary>
internal static class Assets
{
    private const string Root = "/assets/";
    private const string ResourcePrefix = "wwwroot/";
    private const int HashLength = 10;
    private static readonly FrozenDictionary<string, Asset> ByUrl = Load();
    private static readonly FrozenDictionary<string, string> Urls = ByUrl.ToFrozenDictionary(pair => pair.Value.Name, pair => pair.Key);

    /// <summary>The address of a file in wwwroot.</summary>
    public static string Url(string name) => Urls[name];

    /// <summary>Bytes a phone loads for a file when it accepts Brotli.</summary>
    public static int CompressedLength(string name) => ByUrl[Urls[name]].Brotli.Value.Length;

    public static void MapAssets(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Root + "{file}", Serve).ExcludeFromDescription();

    private static async Task Serve(HttpContext context)
    {
        if (!ByUrl.TryGetValue(Root + context.GetRouteValue("file"), out var asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        context.Response.ContentType = asset.ContentType;
        var brotli = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase);
        if (brotli) headers.ContentEncoding = "br";
        var body = brotli ? asset.Brotli.Value : asset.Plain;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(Assets).Assembly;
        var assets = new Dictionary<string, Asset>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var plain = new byte[stream.Length];
            stream.ReadExactly(plain);
            var name = resource[ResourcePrefix.Length..];
            var hash = Convert.ToHexStringLower(SHA256.HashData(plain))[..HashLength];
            var url = $"{Root}{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}";
            assets[url] = new Asset(name, ContentTypeOf(name), plain, new Lazy<byte[]>(() => Compress(plain)));
        }

        return assets.ToFrozenDictionary();
    }

    private static byte[] Compress(byte[] plain)
    {
        using var output = new MemoryStream();
        using (var brotli = new BrotliStream(output, CompressionLevel.SmallestSize)) brotli.Write(plain);
        return output.ToArray();
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"wwwroot holds {name}, and {other} has no content type."),
    };

    private sealed record Asset(string Name, string ContentType, byte[] Plain, Lazy<byte[]> Brotli);
}
