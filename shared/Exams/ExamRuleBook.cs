using System.Reflection;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>All rules through time, and those of a day ready for use: the book that comes with the program.</summary>
/// <remarks>It is read at the first question; a start has none.</remarks>
public sealed class ExamRuleBook
{
    private readonly Lazy<ExamRuleData> _data = new(Read);
    private ExamRules? _latest;

    /// <summary>Every version of every rule, with its instrument.</summary>
    public ExamRuleData Data => _data.Value;

    /// <summary>The rules in force on a Vietnamese day. The last day asked for is kept: on most days it is the only one.</summary>
    public ExamRules On(DateOnly day)
    {
        var rules = Volatile.Read(ref _latest);
        if (rules?.Day == day) return rules;
        rules = new ExamRules(Data, day);
        Volatile.Write(ref _latest, rules);
        return rules;
    }

    internal static T? Version<T>(IReadOnlyList<Dated<T>> versions, DateOnly day)
        where T : class =>
        new DatedRules<T>(versions).InForce(day)?.Value;

    private static ExamRuleData Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("PublicServices.Exams.Data.exam-rules.json")
            ?? throw new InvalidDataException("The exam rules are missing from the program.");
        return JsonSerializer.Deserialize(stream, ExamsJson.Default.ExamRuleData) ?? throw new InvalidDataException("The exam rules are null.");
    }
}
