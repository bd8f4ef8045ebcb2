namespace PublicServices.Infra.Statements;

/// <summary>The cells of one row, wherever they come from; a cell that is not there is empty. Good until the next row is taken.</summary>
internal interface IRowCells
{
    ReadOnlySpan<char> this[int index] { get; }
}

/// <summary>The cells of a spreadsheet's row.</summary>
internal sealed class SheetCells(IReadOnlyList<string> cells) : IRowCells
{
    public ReadOnlySpan<char> this[int index] => index >= 0 && index < cells.Count ? cells[index] : [];
}
