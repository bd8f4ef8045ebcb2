using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>Reads statements in every format there is an adapter for.</summary>
public sealed class StatementReader : IStatementReader
{
    public Result<Statement> Read(
        ReadOnlyMemory<byte> content, StatementFormat format, StatementSource source, ColumnMapping? mapping, CancellationToken cancellationToken)
    {
        if (content.IsEmpty) return StatementProblems.Empty;
        return format switch
        {
            StatementFormat.Table when mapping is null => StatementProblems.NoMapping($"{source}"),
            StatementFormat.Table => TableReader.Read(content, source, mapping, cancellationToken),
            StatementFormat.Mt940 => Mt940Reader.Read(content.Span, source, cancellationToken),
            StatementFormat.Camt053 => Camt053Reader.Read(content, source, cancellationToken),
            _ => StatementProblems.NotThisFormat("Table, Mt940, Camt053"),
        };
    }

    public Result<string[]> ReadHeader(ReadOnlyMemory<byte> content, int rowsAbove, CancellationToken cancellationToken) =>
        content.IsEmpty ? StatementProblems.Empty : TableReader.ReadHeader(content, rowsAbove, cancellationToken);
}
