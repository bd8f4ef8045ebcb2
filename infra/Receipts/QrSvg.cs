using System.Globalization;
using System.Net;
using System.Text;
using QRCoder;

namespace PublicServices.Infra.Receipts;

/// <summary>Draws QR codes as small inline pictures that print sharp and that a screen reader can name.</summary>
public static class QrSvg
{
    /// <summary>Longest text; still readable by a phone from a printed page.</summary>
    public const int MaxTextChars = 400;

    /// <summary>An <c>&lt;svg&gt;</c> element of one path, dark on white, sized by the page's own style (class <c>qr</c>).</summary>
    /// <param name="text">What a phone reads; 1 to <see cref="MaxTextChars"/> characters.</param>
    /// <param name="title">What a screen reader says; plain text.</param>
    /// <exception cref="ArgumentException">The text is empty or too long.</exception>
    /// <remarks>Error correction M (ISO/IEC 18004): 15 % of the code may be folded or stained.</remarks>
    public static string Of(string text, string title)
    {
        if (text.Length is 0 or > MaxTextChars) throw new ArgumentException($"A QR code holds 1 to {MaxTextChars} characters.", nameof(text));

        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var size = modules.Count;
        var svg = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<svg class=\"qr\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{WebUtility.HtmlEncode(title)}</title>")
            .Append(CultureInfo.InvariantCulture, $"<path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"");
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (!modules[y][x]) continue;
                var run = 1;
                while (x + run < size && modules[y][x + run]) run++;
                svg.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{run}v1h-{run}z");
                x += run;
            }
        }

        return svg.Append("\"/></svg>").ToString();
    }
}
