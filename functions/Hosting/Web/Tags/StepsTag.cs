using System.Text;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary><c>&lt;step-list at="2" steps="…" /&gt;</c>: where one is on the way, in words and not only in colour.</summary>
[HtmlTargetElement("step-list", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StepsTag : TagHelper
{
    /// <summary>The step one is at, from 1.</summary>
    public int At { get; set; } = 1;

    /// <summary>Short names of the steps.</summary>
    public IReadOnlyList<string> Steps { get; set; } = [];

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var english = View.HttpContext.Language() == "en";
        output.TagName = "ol";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "steps");
        output.Attributes.SetAttribute("aria-label", english ? $"Step {At} of {Steps.Count}" : $"Bước {At} trên {Steps.Count}");
        var html = new StringBuilder();
        for (var i = 0; i < Steps.Count; i++)
        {
            var state = (i + 1).CompareTo(At);
            html.Append(state < 0 ? "<li class=\"done\">" : state == 0 ? "<li class=\"now\" aria-current=\"step\">" : "<li>")
                .Append(PageText.Encoder.Encode(Steps[i]));
            if (state < 0) html.Append("<span class=\"quiet-text\"> – ").Append(english ? "done" : "xong").Append("</span>");
            html.Append("</li>");
        }

        output.Content.SetHtmlContent(html.ToString());
    }
}
