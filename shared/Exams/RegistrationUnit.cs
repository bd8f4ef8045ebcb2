using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A place that receives registrations: a school, or a Department's desk for free candidates.</summary>
/// <param name="Code">Two-digit Department code, dash, three-digit code: <c>01-002</c>. The record's id is <c>unit-</c> and this.</param>
/// <param name="DossierUnit">Unit code inside dossier codes; no two units share one, so that daily numbers are theirs alone.</param>
/// <param name="Takes">Candidate types that register here.</param>
/// <param name="PriorCheck">Whether the unit checks a registration before it counts, through time.</param>
public sealed record RegistrationUnit(
    string Code, LocalText Name, string DossierUnit, IReadOnlyList<CandidateType> Takes, IReadOnlyList<Dated<bool>> PriorCheck)
{
    /// <summary>Characters of a unit code.</summary>
    public const int CodeLength = 6;

    /// <summary>Codes a Department can have, from 00.</summary>
    public const int Departments = 100;

    /// <summary>True when a registration filed on a day is checked first. Without a rule it is.</summary>
    public bool ChecksFirst(DateOnly day)
    {
        foreach (var rule in PriorCheck)
        {
            if (rule.Covers(day)) return rule.Value;
        }

        return true;
    }

    /// <summary>The Department a unit or school belongs to.</summary>
    public static string DepartmentOf(string unit) => unit.Length < 2 ? "" : unit[..2];

    /// <summary>True for two digits, a dash and three digits.</summary>
    public static bool IsCode(string? text) =>
        text is { Length: CodeLength } && text[2] == '-'
        && !text.AsSpan(0, 2).ContainsAnyExceptInRange('0', '9')
        && !text.AsSpan(3).ContainsAnyExceptInRange('0', '9');
}
