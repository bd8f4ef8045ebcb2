using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary><c>&lt;choice-field&gt;</c>: radio buttons, or check boxes with <c>many</c>, under one question.</summary>
[HtmlTargetElement("choice-field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ChoiceFieldTag : FieldTag
{
    /// <summary>What is chosen already.</summary>
    public string? Value { get; set; }

    /// <summary>What is chosen already, of several.</summary>
    public IReadOnlyCollection<string> Values { get; set; } = [];

    /// <summary>The answers, in order.</summary>
    public IReadOnlyList<Choice> Choices { get; set; } = [];

    /// <summary>Several may be chosen.</summary>
    public bool Many { get; set; }

    /// <summary>Short answers stand side by side where there is room.</summary>
    public bool Inline { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Wrap(output, "fieldset", Inline ? "field choices inline" : "field choices");
        if (DescribedBy is { } describedBy) output.Attributes.SetAttribute("aria-describedby", describedBy);
        var html = new StringBuilder("<legend>").Append(Encode(Label)).Append(OptionalText).Append("</legend>");
        AppendHintAndError(html);
        for (var i = 0; i < Choices.Count; i++)
        {
            var choice = Choices[i];
            // The first control carries the field's id, so that the error summary leads to it.
            var id = i == 0 ? Id : $"{Id}-{i}";
            html.Append("<label class=\"choice\" for=\"").Append(id).Append("\"><input id=\"").Append(id).Append("\" name=\"").Append(Encode(Name))
                .Append("\" type=\"").Append(Many ? "checkbox" : "radio").Append("\" value=\"").Append(Encode(choice.Value)).Append('"');
            if (Many ? Values.Contains(choice.Value) : choice.Value == Value) html.Append(" checked");
            html.Append("><span>").Append(Encode(choice.Label));
            if (choice.Hint is not null) html.Append("<span class=\"hint\">").Append(Encode(choice.Hint)).Append("</span>");
            html.Append("</span></label>");
        }

        output.Content.SetHtmlContent(html.ToString());
    }
}
