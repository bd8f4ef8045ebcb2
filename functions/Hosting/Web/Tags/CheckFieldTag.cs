using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary><c>&lt;check-field&gt;</c>: one statement to tick; sends <c>true</c>.</summary>
[HtmlTargetElement("check-field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CheckFieldTag : FieldTag
{
    /// <summary>Ticked already. Consent is never ticked for anyone.</summary>
    public bool Checked { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Wrap(output, "div", "field");
        var html = AppendHintAndError(new StringBuilder()).Append("<label class=\"choice\" for=\"").Append(Id).Append("\"><input type=\"checkbox\" value=\"true\"");
        AppendIdentity(html);
        if (Checked) html.Append(" checked");
        html.Append("><span>").Append(Encode(Label)).Append(OptionalText).Append("</span></label>");
        output.Content.SetHtmlContent(html.ToString());
    }
}
