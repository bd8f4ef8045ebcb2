using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>How text becomes HTML.</summary>
internal static class PageText
{
    /// <summary>Escapes what HTML needs escaped and leaves Vietnamese as it is: as references it would triple a page.</summary>
    public static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
}
