using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary><c>&lt;text-field&gt;</c>: one line, or several with <c>rows</c>.</summary>
[HtmlTargetElement("text-field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TextFieldTag : FieldTag
{
    /// <summary>What is typed already.</summary>
    public string? Value { get; set; }

    /// <summary>HTML input type. Default <c>text</c>.</summary>
    public string Type { get; set; } = "text";

    /// <summary>Which keyboard a phone shows, for example <c>numeric</c>.</summary>
    public string? Inputmode { get; set; }

    /// <summary>What a browser may fill in. Default <c>off</c>: one account files for several people.</summary>
    public string Autocomplete { get; set; } = "off";

    /// <summary>Most characters; zero for no limit.</summary>
    public int Maxlength { get; set; }

    /// <summary>Lines of a text area; zero for a single-line field.</summary>
    public int Rows { get; set; }

    /// <summary>Width by expected length: <c>s</c>, <c>m</c> or full.</summary>
    public string? Width { get; set; }

    /// <summary>Accepted file types of a file field.</summary>
    public string? Accept { get; set; }

    /// <summary>Id of a datalist with suggestions.</summary>
    public string? List { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Wrap(output, "div", "field");
        var html = new StringBuilder("<label for=\"").Append(Id).Append("\">").Append(Encode(Label)).Append(OptionalText).Append("</label>");
        AppendHintAndError(html);
        html.Append(Rows > 0 ? "<textarea" : "<input");
        AppendIdentity(html);
        if (Width is not null) html.Append(" class=\"w-").Append(Encode(Width)).Append('"');
        if (Maxlength > 0) html.Append(" maxlength=\"").Append(Maxlength).Append('"');
        if (Rows > 0)
        {
            html.Append(" rows=\"").Append(Rows).Append("\">").Append(Encode(Value)).Append("</textarea>");
        }
        else
        {
            html.Append(" type=\"").Append(Encode(Type)).Append("\" autocomplete=\"").Append(Encode(Autocomplete)).Append('"');
            if (Inputmode is not null) html.Append(" inputmode=\"").Append(Encode(Inputmode)).Append('"');
            if (Accept is not null) html.Append(" accept=\"").Append(Encode(Accept)).Append('"');
            if (List is not null) html.Append(" list=\"").Append(Encode(List)).Append('"');
            if (Type != "file") html.Append(" value=\"").Append(Encode(Value)).Append('"');
            html.Append('>');
        }

        output.Content.SetHtmlContent(html.ToString());
    }
}
