namespace PublicServices.Kernel;

/// <summary>Reads tables that people upload, CSV or XLSX, as the text a person sees in them.</summary>
public interface ISheetReader
{
    /// <summary>Reads the first sheet of a file.</summary>
    /// <param name="content">The whole file, at most <see cref="Sheet.MaxBytes"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The sheet, or a refusal <c>SHEET-001</c> to <c>SHEET-008</c> of <see cref="SheetProblems"/>.</returns>
    Result<Sheet> Read(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>A table as it was uploaded.</summary>
/// <param name="Header">Names in the first row that is not empty, trimmed; as many as there are columns.</param>
/// <param name="Rows">The rows below it that are not empty, in order.</param>
/// <remarks>
/// Cells are text, trimmed. Leading zeros and long numbers stay as they are; a number cell of a spreadsheet becomes plain
/// digits with a point and never an exponent, a date cell <c>dd/MM/yyyy</c>. What looks like a formula is text like any other.
/// </remarks>
public sealed record Sheet(IReadOnlyList<string> Header, IReadOnlyList<SheetRow> Rows)
{
    /// <summary>Largest file.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>Most rows below the header: more than the largest school has pupils.</summary>
    public const int MaxRows = 5_000;

    /// <summary>Most columns.</summary>
    public const int MaxColumns = 60;

    /// <summary>Most characters in one cell.</summary>
    public const int MaxCellChars = 1_000;
}

/// <summary>One row of a sheet.</summary>
/// <param name="LineNumber">Line in the file, or row in the spreadsheet, where it begins; from 1.</param>
/// <param name="Cells">As many as the header has, empty where nothing was written.</param>
public sealed record SheetRow(int LineNumber, IReadOnlyList<string> Cells);
