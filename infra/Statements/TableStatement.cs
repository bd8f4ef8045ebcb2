using System.Globalization;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>Makes a statement of a table's rows, by the source's saved columns.</summary>
internal sealed class TableStatement(ColumnMapping mapping, StatementSource source)
{
    private readonly List<StatementLine> _lines = [];
    private readonly TableColumns _columns = new(mapping);
    private bool _hasHeader;
    private int _passed;
    private int _lastLine;
    private bool _ended;
    private long _credits;
    private long _debits;
    private long? _opening;

    /// <summary>Takes the next row.</summary>
    /// <returns>Null, or why the whole file is refused.</returns>
    public Problem? Add(int line, int count, IRowCells cells)
    {
        _lastLine = line;
        if (!_hasHeader)
        {
            if (_passed++ < mapping.RowsAbove) return null;
            _hasHeader = true;
            return _columns.Check(line, count, cells);
        }

        if (_ended) return StatementProblems.Malformed(line, "total");
        if (mapping.TotalLabel is { } label && cells[0].Equals(label, StringComparison.OrdinalIgnoreCase)) return End(line, cells);
        if (count != mapping.Header.Count) return StatementProblems.Malformed(line, "columns");
        if (_lines.Count == StatementLimits.MaxLines) return StatementProblems.TooLarge;
        return AddLine(line, cells);
    }

    /// <summary>The statement, once every row was taken.</summary>
    public Result<Statement> Build()
    {
        if (!_hasHeader) return StatementProblems.Empty;
        if (mapping.TotalLabel is { } label && !_ended)
            return StatementProblems.Truncated(_lastLine, new($"thiếu dòng “{label}”", $"the row “{label}” is missing"));
        if (_lines.Count == 0) return StatementProblems.Empty;
        if (DuplicateLines.Find(_lines) is { } twice) return twice;
        var (from, to) = (_lines.Min(line => line.Day), _lines.Max(line => line.Day));
        var statement = new Statement(source, Number(from, to), mapping.Currency, from, to, _lines)
        {
            Opening = _opening,
            Closing = _opening is null ? null : _lines[^1].BalanceAfter,
        };
        return mapping.PayoutMemo is { } memo
            ? statement with { Payout = new PayoutNote($"{source}-{statement.Number}", statement.Net, to.AddDays(mapping.PayoutDays), Memo: memo) }
            : statement;
    }

    private static string Number(DateOnly from, DateOnly to) => from == to
        ? from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd}.{to:yyyy-MM-dd}");

    private Problem? AddLine(int line, IRowCells cells)
    {
        if (_columns.Currency >= 0 && !cells[_columns.Currency].Equals(mapping.Currency, StringComparison.OrdinalIgnoreCase))
            return StatementProblems.ForeignCurrency(line, mapping.Currency, Cut(cells[_columns.Currency]));
        if (!DayText.TryRead(cells[_columns.Day], mapping.DayFormat, out var day)) return StatementProblems.Malformed(line, mapping.Day);
        if (!_columns.TryAmount(cells, out var amount, out var field)) return StatementProblems.Malformed(line, field);
        long fee = 0;
        if (_columns.Fee >= 0 && !cells[_columns.Fee].IsEmpty && !TryNumber(cells[_columns.Fee], out fee)) return StatementProblems.Malformed(line, mapping.Fee!);
        var kind = mapping.DefaultKind;
        if (_columns.Kind >= 0 && !_columns.TryKind(cells[_columns.Kind], out kind)) return StatementProblems.Malformed(line, mapping.Kind!);
        if (amount > 0) _credits += amount;
        else _debits -= amount;
        if (Math.Max(_credits, _debits) > StatementLimits.MaxAmount) return StatementProblems.Malformed(line, field);

        long? balance = null;
        if (_columns.Balance >= 0)
        {
            if (!TryNumber(cells[_columns.Balance], out var stated)) return StatementProblems.Malformed(line, mapping.Balance!);
            _opening ??= stated - amount;
            var reckoned = _opening.Value + _credits - _debits;
            if (stated != reckoned) return StatementProblems.WrongTotal(line, stated, reckoned);
            balance = stated;
        }

        if (cells[_columns.Reference].Length > StatementLine.MaxReference) return StatementProblems.Malformed(line, mapping.Reference!);
        if (cells[_columns.Order].Length > StatementLine.MaxReference) return StatementProblems.Malformed(line, mapping.Order!);
        if (cells[_columns.Memo].Length > StatementLine.MaxMemo) return StatementProblems.Malformed(line, mapping.Memo!);
        _lines.Add(new StatementLine(
            line,
            kind,
            day,
            new Money(amount, mapping.Currency),
            new Money(Math.Abs(fee), mapping.Currency),
            Text(cells[_columns.Reference]),
            Text(cells[_columns.Order]),
            Text(cells[_columns.Memo]))
        {
            BalanceAfter = balance,
        });
        return null;
    }

    /// <summary>The row of totals: each column that is summed must be what its rows add up to.</summary>
    private Problem? End(int line, IRowCells cells)
    {
        _ended = true;
        return Differs(_columns.Credit, _credits) ?? Differs(_columns.Debit, _debits) ?? Differs(_columns.Amount, _credits - _debits);

        Problem? Differs(int column, long found)
        {
            if (column < 0) return null;
            // A total that is not stated was cut off, unless there is nothing to state.
            if (cells[column].IsEmpty && found != 0) return StatementProblems.Truncated(line, new($"thiếu tổng của “{mapping.Header[column]}”", $"the total of “{mapping.Header[column]}” is missing"));
            if (cells[column].IsEmpty) return null;
            if (!TryNumber(cells[column], out var stated)) return StatementProblems.Malformed(line, mapping.Header[column]);
            return Math.Abs(stated) == Math.Abs(found) ? null : StatementProblems.WrongTotal(line, stated, found);
        }
    }

    private bool TryNumber(ReadOnlySpan<char> cell, out long number) => _columns.TryNumber(cell, out number);

    private static string Text(ReadOnlySpan<char> cell) => cell.IsEmpty ? "" : cell.ToString();

    private static string Cut(ReadOnlySpan<char> cell) => cell[..Math.Min(cell.Length, 10)].ToString();
}
