using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>A refusal as a form shows it: a summary on top, a text beside each field.</summary>
public sealed class FormErrors(Problem? problem, string language)
{
    /// <summary>Where tag helpers find it in the view data.</summary>
    public const string Key = "FormErrors";

    /// <summary>Nothing is wrong.</summary>
    public static readonly FormErrors None = new(null, "vi");

    /// <summary>What happened; null when nothing is wrong.</summary>
    public string? Title => problem?.Title.In(language);

    /// <summary>What to do about it.</summary>
    public string? Detail => problem?.Detail?.In(language);

    /// <summary>The stable code.</summary>
    public string? Code => problem?.Code;

    /// <summary>Fields at fault, in the order they were found.</summary>
    public IReadOnlyList<FieldProblem> Fields => problem?.Fields ?? [];

    /// <summary>The text beside one field; null when it is all right.</summary>
    public string? Of(string field)
    {
        foreach (var wrong in Fields)
        {
            if (string.Equals(wrong.Field, field, StringComparison.Ordinal)) return wrong.Text.In(language);
        }

        return null;
    }

    /// <summary>Text of one field problem.</summary>
    public string TextOf(FieldProblem field) => field.Text.In(language);

    /// <summary>The id of a field's control: the name with everything but letters and digits as dashes.</summary>
    public static string IdOf(string field) => "f-" + string.Create(field.Length, field, static (span, name) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsAsciiLetterOrDigit(name[i]) ? name[i] : '-';
    });
}
