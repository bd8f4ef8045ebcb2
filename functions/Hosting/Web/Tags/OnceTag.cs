using Microsoft.AspNetCore.Razor.TagHelpers;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary><c>&lt;form once&gt;</c>: the form carries a key of its own, which <see cref="ServicePage"/> makes the cause of what it does.</summary>
[HtmlTargetElement("form", Attributes = Mark)]
public sealed class OnceTag(IdSource ids) : TagHelper
{
    private const string Mark = "once";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.Attributes.RemoveAll(Mark);
        output.PreContent.AppendHtml($"<input type=\"hidden\" name=\"{FormKey.Field}\" value=\"{ids.Next()}\">");
    }
}
