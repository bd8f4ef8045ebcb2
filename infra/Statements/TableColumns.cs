using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>Where a source's columns are, and how their numbers are read. -1 for a column the source does not have.</summary>
internal sealed class TableColumns(ColumnMapping mapping)
{
    private readonly Dictionary<string, LineKind> _kinds = new(mapping.Kinds ?? new Dictionary<string, LineKind>(), StringComparer.OrdinalIgnoreCase);

    public int Day { get; } = At(mapping, mapping.Day);

    public int Amount { get; } = At(mapping, mapping.Amount);

    public int Credit { get; } = At(mapping, mapping.Credit);

    public int Debit { get; } = At(mapping, mapping.Debit);

    public int Balance { get; } = At(mapping, mapping.Balance);

    public int Fee { get; } = At(mapping, mapping.Fee);

    public int Currency { get; } = At(mapping, mapping.CurrencyColumn);

    public int Reference { get; } = At(mapping, mapping.Reference);

    public int Order { get; } = At(mapping, mapping.Order);

    public int Memo { get; } = At(mapping, mapping.Memo);

    public int Kind { get; } = At(mapping, mapping.Kind);

    /// <summary>Compares the header with the saved one: every column, in order.</summary>
    public Problem? Check(int line, int count, IRowCells cells)
    {
        for (var i = 0; i < Math.Max(count, mapping.Header.Count); i++)
        {
            var expected = i < mapping.Header.Count ? mapping.Header[i] : "";
            if (!cells[i].Equals(expected, StringComparison.Ordinal))
                return StatementProblems.ColumnChanged(line, expected, cells[i][..Math.Min(cells[i].Length, 60)].ToString());
        }

        return null;
    }

    /// <summary>The signed amount, from one column or from two of which one is empty or zero.</summary>
    public bool TryAmount(IRowCells cells, out long amount, out string field)
    {
        amount = 0;
        field = mapping.Amount ?? mapping.Credit ?? "";
        if (Amount >= 0) return TryNumber(cells[Amount], out amount) && amount != 0;

        long credit = 0, debit = 0;
        if (!cells[Credit].IsEmpty && !TryNumber(cells[Credit], out credit)) return false;
        field = mapping.Debit ?? "";
        if (!cells[Debit].IsEmpty && !TryNumber(cells[Debit], out debit)) return false;
        if (credit < 0 || (credit == 0) == (debit == 0)) return false;
        amount = credit != 0 ? credit : -Math.Abs(debit);
        return true;
    }

    /// <summary>A number in the source's spelling and scale.</summary>
    public bool TryNumber(ReadOnlySpan<char> cell, out long number)
    {
        if (!AmountText.TryRead(cell, mapping.DecimalSign, out number)) return false;
        var (quotient, rest) = Math.DivRem(number, mapping.Scale);
        number = quotient;
        return rest == 0;
    }

    public bool TryKind(ReadOnlySpan<char> word, out LineKind kind) =>
        _kinds.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out kind);

    private static int At(ColumnMapping mapping, string? name)
    {
        if (name is null) return -1;
        for (var i = 0; i < mapping.Header.Count; i++)
        {
            if (mapping.Header[i] == name) return i;
        }

        return -1;
    }
}
