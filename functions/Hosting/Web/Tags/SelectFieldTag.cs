using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary><c>&lt;select-field&gt;</c>: one of a long list.</summary>
[HtmlTargetElement("select-field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SelectFieldTag : FieldTag
{
    /// <summary>What is chosen already.</summary>
    public string? Value { get; set; }

    /// <summary>The list, in order.</summary>
    public IReadOnlyList<Choice> Choices { get; set; } = [];

    /// <summary>The line that chooses nothing; null when something always is.</summary>
    public string? Empty { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Wrap(output, "div", "field");
        var html = new StringBuilder("<label for=\"").Append(Id).Append("\">").Append(Encode(Label)).Append(OptionalText).Append("</label>");
        AppendHintAndError(html);
        AppendIdentity(html.Append("<select")).Append('>');
        if (Empty is not null) html.Append("<option value=\"\">").Append(Encode(Empty)).Append("</option>");
        foreach (var choice in Choices)
        {
            html.Append("<option value=\"").Append(Encode(choice.Value)).Append('"');
            if (choice.Value == Value) html.Append(" selected");
            html.Append('>').Append(Encode(choice.Label)).Append("</option>");
        }

        output.Content.SetHtmlContent(html.Append("</select>").ToString());
    }
}
