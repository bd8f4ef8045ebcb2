using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What is wrong with single fields of a column mapping.</summary>
internal static class MappingProblems
{
    public static FieldProblem Needed(string field) => new(
        field,
        "FIN-F02",
        new("Cần điền.", "This is needed."));

    public static FieldProblem NotInHeader(string field) => new(
        field,
        "FIN-F03",
        new("Cột này phải có trong dòng tiêu đề, đúng một lần.", "The header must have this column, exactly once."));

    /// <param name="what">What it may be.</param>
    public static FieldProblem NotPossible(string field, LocalText what) => new(
        field,
        "FIN-F04",
        new($"Cần {what.Vi}.", $"It must be {what.En}."));
}
