using System.Text;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary>What every labelled control shares: label, hint, and the problem found with it, tied together for screen readers.</summary>
public abstract class FieldTag : TagHelper
{
    /// <summary>The name the form sends, and the path problems are reported under.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>What people read.</summary>
    public string Label { get; set; } = string.Empty;

    /// <summary>How to answer; null when the label says it all.</summary>
    public string? Hint { get; set; }

    /// <summary>Marks the label "(optional)".</summary>
    public bool Optional { get; set; }

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext View { get; set; } = null!;

    /// <summary>The id of the control; the error summary links to it.</summary>
    protected string Id => FormErrors.IdOf(Name);

    /// <summary>The problem found with this field.</summary>
    protected string? Error => (View.ViewData[FormErrors.Key] as FormErrors)?.Of(Name);

    /// <summary>The ids of hint and error, for <c>aria-describedby</c>.</summary>
    protected string? DescribedBy => (Hint, Error) switch
    {
        (null, null) => null,
        (_, null) => Id + "-hint",
        (null, _) => Id + "-error",
        _ => $"{Id}-hint {Id}-error",
    };

    protected string OptionalText => Optional ? View.HttpContext.Language() == "en" ? " (optional)" : " (không bắt buộc)" : string.Empty;

    protected static string Encode(string? text) => PageText.Encoder.Encode(text ?? string.Empty);

    /// <summary>Hint and error, each in an element of its own.</summary>
    protected StringBuilder AppendHintAndError(StringBuilder html)
    {
        if (Hint is not null) html.Append("<span class=\"hint\" id=\"").Append(Id).Append("-hint\">").Append(Encode(Hint)).Append("</span>");
        if (Error is { } error) html.Append("<span class=\"err\" id=\"").Append(Id).Append("-error\">").Append(Encode(error)).Append("</span>");
        return html;
    }

    /// <summary>Attributes every control has: id, name, description, and whether it is at fault.</summary>
    protected StringBuilder AppendIdentity(StringBuilder html)
    {
        html.Append(" id=\"").Append(Id).Append("\" name=\"").Append(Encode(Name)).Append('"');
        if (DescribedBy is { } describedBy) html.Append(" aria-describedby=\"").Append(describedBy).Append('"');
        if (Error is not null) html.Append(" aria-invalid=\"true\"");
        return html;
    }

    /// <summary>The wrapping element.</summary>
    protected void Wrap(TagHelperOutput output, string element, string css)
    {
        output.TagName = element;
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Error is null ? css : css + " wrong");
    }
}
