using System.Text.RegularExpressions;
using PublicServices.Kernel;

namespace PublicServices.Notices;

/// <summary>
/// The words of one notice. <c>{value}</c> stands for a value of the request; a line that begins with <c>?</c> is left out
/// when a value it names is missing.
/// </summary>
/// <param name="Name">What services ask for, for example <c>exam-submitted</c>.</param>
/// <param name="Subject">Subject of the e-mail.</param>
/// <param name="Text">Body of the e-mail, plain text.</param>
/// <param name="Sms">The same for a phone: one or two segments, no address to tap on, so that forged ones stand out.</param>
public sealed partial record NoticeTemplate(string Name, LocalText Subject, LocalText Text, LocalText Sms)
{
    /// <summary>Longest value put into a text; longer ones are cut, so that no value makes a message of its own.</summary>
    public const int MaxValueLength = 500;

    /// <summary>The texts with their values.</summary>
    /// <exception cref="PermanentFailureException">A value that the text cannot do without is missing: <c>notice-value-missing</c>.</exception>
    public NoticeText Render(string language, IReadOnlyDictionary<string, string> values) => new(
        Fill(Subject.In(language), values),
        Fill(Text.In(language), values),
        Fill(Sms.In(language), values));

    private string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        var lines = text.Split('\n')
            .Where(line => !line.StartsWith('?') || Hole().Matches(line).All(hole => values.ContainsKey(hole.Groups[1].Value)))
            .Select(line => line.TrimStart('?'));
        return Hole().Replace(string.Join('\n', lines), hole => Value(hole.Groups[1].Value, values));
    }

    private string Value(string name, IReadOnlyDictionary<string, string> values)
    {
        if (!values.TryGetValue(name, out var value))
            throw new PermanentFailureException("notice-value-missing", $"Notice {Name} needs a value for {name}.");
        var oneLine = value.ReplaceLineEndings(" ");
        return oneLine.Length <= MaxValueLength ? oneLine : string.Concat(oneLine.AsSpan(0, MaxValueLength - 1), "…");
    }

    [GeneratedRegex("\\{([a-zA-Z]+)\\}")]
    private static partial Regex Hole();
}

/// <summary>A notice's words in one language.</summary>
public sealed record NoticeText(string Subject, string Text, string Sms);
