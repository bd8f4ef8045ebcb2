using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Html;
using PublicServices.Functions.Hosting.Web;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>Small bars as inline SVG: no script, no style attribute. A table behind them says the same in numbers.</summary>
internal static class BarChart
{
    private const int Width = 620;
    private const int Height = 120;

    /// <summary>A bar for each value; negative ones are drawn as nothing.</summary>
    /// <param name="label">What a screen reader says instead of the picture.</param>
    /// <param name="values">In order.</param>
    public static IHtmlContent Of(string label, IReadOnlyList<long> values)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"bars\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{PageText.Encoder.Encode(label)}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"0\" y1=\"{Height - 1}\" x2=\"{Width}\" y2=\"{Height - 1}\"/>");
        var step = (double)Width / Math.Max(values.Count, 1);
        for (var i = 0; i < values.Count; i++)
        {
            var height = HeightOf(values[i], values.Max());
            if (height == 0) continue;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{(i * step) + 1:0.#}\" y=\"{Height - 1 - height}\" width=\"{step - 2:0.#}\" height=\"{height}\"/>");
        }

        return new HtmlString(svg.Append("</svg>").ToString());
    }

    /// <summary>Pixels of a bar: the highest fills the picture, and what is there at all is seen.</summary>
    internal static int HeightOf(long value, long highest) =>
        value <= 0 ? 0 : Math.Max(2, (int)((Int128)value * (Height - 4) / highest));
}
