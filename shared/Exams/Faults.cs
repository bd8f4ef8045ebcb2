using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Collects the faults of one form.</summary>
internal sealed class Faults
{
    private List<FieldProblem>? _all;

    public IReadOnlyList<FieldProblem> All => _all ?? (IReadOnlyList<FieldProblem>)[];

    public bool Any => _all is not null;

    public void Add(FieldProblem fault) => (_all ??= []).Add(fault);

    /// <summary>Notes a missing field; true when it is there.</summary>
    public bool Require(string field, bool present)
    {
        if (!present) Add(FieldProblems.Required(field));
        return present;
    }

    public void RequireCode<T>(string field, string? code, CodeTable<T> table)
        where T : CodeRule
    {
        if (Require(field, code is not null)) AllowCode(field, code, table);
    }

    public void AllowCode<T>(string field, string? code, CodeTable<T> table)
        where T : CodeRule
    {
        if (code is not null && !table.Has(code)) Add(FieldProblems.NotACode(field));
    }
}
