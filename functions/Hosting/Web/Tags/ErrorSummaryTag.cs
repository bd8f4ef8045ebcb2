using System.Text;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary><c>&lt;error-summary /&gt;</c>: everything wrong with the form just sent, each line leading to its field; nothing when all is well.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTag : TagHelper
{
    /// <summary>What a field is called on the page; null or a null answer leaves the name out.</summary>
    public Func<string, string?>? Labels { get; set; }

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (View.ViewData[FormErrors.Key] is not FormErrors { Title: not null } errors)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "errors");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("id", "errors");
        var encode = PageText.Encoder;
        var html = new StringBuilder("<h2>").Append(encode.Encode(errors.Title)).Append("</h2>");
        if (errors.Detail is { } detail) html.Append("<p>").Append(encode.Encode(detail)).Append("</p>");
        if (errors.Fields.Count > 0)
        {
            html.Append("<ul>");
            foreach (var field in errors.Fields)
            {
                html.Append("<li><a href=\"#").Append(FormErrors.IdOf(field.Field)).Append("\">");
                if (Labels?.Invoke(field.Field) is { } label) html.Append(encode.Encode(label)).Append(": ");
                html.Append(encode.Encode(errors.TextOf(field))).Append("</a></li>");
            }

            html.Append("</ul>");
        }

        html.Append("<p class=\"fine\">").Append(errors.Code).Append("</p>");
        output.Content.SetHtmlContent(html.ToString());
    }
}
