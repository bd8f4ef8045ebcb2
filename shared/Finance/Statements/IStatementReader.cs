using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Reads statements whole, or refuses them whole with the line and the reason.</summary>
public interface IStatementReader
{
    /// <summary>Reads one statement.</summary>
    /// <param name="content">The whole file, at most <see cref="StatementLimits.MaxBytes"/>.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="source">Whose books it must be of.</param>
    /// <param name="mapping">For <see cref="StatementFormat.Table"/>; otherwise null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The statement, or a refusal <c>FIN-101</c> to <c>FIN-112</c>.</returns>
    Result<Statement> Read(
        ReadOnlyMemory<byte> content, StatementFormat format, StatementSource source, ColumnMapping? mapping, CancellationToken cancellationToken);

    /// <summary>Reads the header row of a table whose columns nobody has saved yet.</summary>
    /// <param name="content">A whole file, CSV or XLSX, at most <see cref="StatementLimits.MaxBytes"/>.</param>
    /// <param name="rowsAbove">Rows above the header that are passed over, empty ones not counted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The names in their order; or <c>FIN-105</c> to <c>FIN-110</c>.</returns>
    Result<string[]> ReadHeader(ReadOnlyMemory<byte> content, int rowsAbove, CancellationToken cancellationToken);
}

/// <summary>The named limits of statements.</summary>
public static class StatementLimits
{
    /// <summary>Largest file that is taken over HTTP; it is kept, and no blob is larger.</summary>
    public const int MaxBytes = IBlobStore.MaxBytes;

    /// <summary>Most lines of one statement: a busy day of the whole country is 300,000.</summary>
    public const int MaxLines = 2_000_000;

    /// <summary>Largest amount of one line and of one sum, either sign: 100 million million đồng.</summary>
    public const long MaxAmount = 100_000_000_000_000;
}
