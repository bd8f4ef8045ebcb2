using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a sample reads as; nothing of it is kept.</summary>
/// <param name="Number">The number its statement would have.</param>
/// <param name="Count">Lines in all.</param>
/// <param name="First">The first of them.</param>
public sealed record MappingTrial(string Number, DateOnly From, DateOnly To, int Count, Money Net, IReadOnlyList<StatementLine> First);

/// <summary>Reads a sample by columns that are not saved yet.</summary>
public sealed class TryMapping(IStatementReader reader, TimeProvider clock)
{
    /// <summary>Lines that are shown.</summary>
    public const int MaxShown = 10;

    /// <returns>The names of a table's columns; or <c>PS-004</c>, <c>FIN-108</c>, and what <see cref="IStatementReader.ReadHeader"/> says.</returns>
    public Result<string[]> ReadHeader(ReadOnlyMemory<byte> content, int rowsAbove, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        return content.Length > StatementLimits.MaxBytes ? StatementProblems.TooLarge : reader.ReadHeader(content, rowsAbove, cancellationToken);
    }

    /// <returns>What it reads as; or <c>PS-004</c>, <c>FIN-030</c> unusable columns, <c>FIN-101</c> to <c>FIN-114</c> with the line and the reason.</returns>
    public Result<MappingTrial> Handle(ReadOnlyMemory<byte> content, ColumnMapping mapping, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if (MappingCheck.Refuse(mapping) is { } unusable) return unusable;
        if (content.Length > StatementLimits.MaxBytes) return StatementProblems.TooLarge;
        if (!reader.Read(content, StatementFormat.Table, mapping.Source, mapping, cancellationToken).Succeeded(out var statement, out var problem)) return problem;
        // Days and months that changed places show here first.
        if (LinesToCome.Refuse(statement, mapping.Source, clock.GetUtcNow().VietnamDate()) is { } early) return early;
        return new MappingTrial(statement.Number, statement.From, statement.To, statement.Lines.Count, statement.Net, [.. statement.Lines.Take(MaxShown)]);
    }
}
