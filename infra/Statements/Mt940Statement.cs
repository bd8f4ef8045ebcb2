using System.Text.RegularExpressions;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>Builds a statement from the fields of MT940 messages, in the order they come.</summary>
internal sealed partial class Mt940Statement(StatementSource source)
{
    private readonly List<StatementLine> _lines = [];
    private string _number = "";
    private string? _currency;
    private long? _opening;
    private long _balance;
    private DateOnly _from;
    private DateOnly _to;
    private bool _isOpen;
    private bool _isEnded;
    private string _lastTag = "";

    /// <summary>Takes one field.</summary>
    public Problem? Take(string tag, string value, int line)
    {
        var before = _lastTag;
        _lastTag = tag;
        switch (tag)
        {
            case "20" or "21" or "13D" or "34F" or "90C" or "90D" or "64" or "65":
                return null;
            case "25":
                var account = value.Trim();
                return AccountText.IsOf(source, account) ? null : StatementProblems.OtherAccount(line, account[..Math.Min(40, account.Length)]);
            case "28C" or "28":
                if (_number.Length == 0) _number = "mt940." + Digits(value);
                return null;
            case "60F" or "60M":
                return Open(value, line);
            case "61":
                return _isOpen ? AddLine(value, line) : StatementProblems.Malformed(line, "61 before 60");
            case "86":
                // Behind a line it is that line's; at the end it is the statement's own.
                if (before == "61") _lines[^1] = _lines[^1] with { Memo = Memo(_lines[^1].Memo, value) };
                return null;
            case "62F" or "62M":
                return Close(value, line);
            default:
                return StatementProblems.Malformed(line, tag);
        }
    }

    /// <summary>The hyphen that ends a message.</summary>
    public Problem? EndMessage(int line) => _isOpen
        ? StatementProblems.Truncated(line, new("thiếu số dư cuối (62)", "the closing balance (62) is missing"))
        : null;

    public Result<Statement> Build(int lastLine)
    {
        if (_opening is null && _lines.Count == 0 && !_isEnded) return StatementProblems.NotThisFormat("MT940");
        if (_isOpen || !_isEnded) return StatementProblems.Truncated(lastLine, new("thiếu số dư cuối (62)", "the closing balance (62) is missing"));
        if (DuplicateLines.Find(_lines) is { } twice) return twice;
        return new Statement(source, _number.Length > 0 ? _number : $"mt940.{_from:yyyyMMdd}", _currency!, _from, _to, _lines)
        {
            Opening = _opening,
            Closing = _balance,
        };
    }

    private Problem? Open(string value, int line)
    {
        if (!TryBalance(value, out var day, out var currency, out var amount)) return StatementProblems.Malformed(line, "60");
        if (currency != Money.Dong) return StatementProblems.ForeignCurrency(line, Money.Dong, currency);
        if (_opening is null) (_opening, _currency, _balance, _from) = (amount, currency, amount, day);
        // A further message must begin where the one before ended.
        else if (amount != _balance) return StatementProblems.WrongTotal(line, amount, _balance);
        (_isOpen, _isEnded) = (true, false);
        return null;
    }

    private Problem? Close(string value, int line)
    {
        if (!_isOpen || !TryBalance(value, out var day, out var currency, out var amount)) return StatementProblems.Malformed(line, "62");
        if (currency != _currency) return StatementProblems.ForeignCurrency(line, _currency!, currency);
        if (amount != _balance) return StatementProblems.WrongTotal(line, amount, _balance);
        (_isOpen, _isEnded, _to) = (false, true, day);
        return null;
    }

    private Problem? AddLine(string value, int line)
    {
        if (_lines.Count == StatementLimits.MaxLines) return StatementProblems.TooLarge;
        var match = Field61().Match(value);
        if (!match.Success || !Mt940Reader.TryDay(match.Groups["day"].ValueSpan, out var valueDay)) return StatementProblems.Malformed(line, "61");
        if (!AmountText.TryRead(match.Groups["amount"].ValueSpan.TrimEnd(','), ',', out var amount) || amount == 0) return StatementProblems.Malformed(line, "61 amount");
        // A reversal of a credit is a debit, and the other way round.
        if (match.Groups["mark"].Value is "D" or "RC") amount = -amount;
        _balance += amount;
        if (Math.Abs(_balance) > StatementLimits.MaxAmount) return StatementProblems.Malformed(line, "61 amount");
        var ours = match.Groups["ours"].Value.Trim();
        var theirs = match.Groups["bank"].Value.Trim();
        // "NONREF" is what a bank writes when there is no reference.
        if (ours.Equals("NONREF", StringComparison.OrdinalIgnoreCase)) ours = "";
        _lines.Add(new StatementLine(
            line,
            LineKind.Transfer,
            BookingDay(valueDay, match.Groups["entry"].Value),
            new Money(amount, _currency!),
            new Money(0, _currency!),
            theirs.Length > 0 ? theirs : ours,
            theirs.Length > 0 ? ours : "",
            Memo("", match.Groups["more"].Value)));
        return null;
    }

    /// <summary>The entry date has no year; it is the one that lies nearest to the value date.</summary>
    private static DateOnly BookingDay(DateOnly valueDay, string monthAndDay)
    {
        if (monthAndDay.Length != 4) return valueDay;
        foreach (var year in (int[])[valueDay.Year, valueDay.Year - 1, valueDay.Year + 1])
        {
            if (Mt940Reader.TryDay($"{year % 100:D2}{monthAndDay}", out var day) && Math.Abs(day.DayNumber - valueDay.DayNumber) < 180) return day;
        }

        return valueDay;
    }

    private static string Memo(string before, string value)
    {
        var text = string.Join(' ', before.Split('\n').Concat(value.Split('\n')).Select(part => part.Trim()).Where(part => part.Length > 0));
        return text.Length <= StatementLine.MaxMemo ? text : text[..StatementLine.MaxMemo];
    }

    private static string Digits(string value) => string.Concat(value.Trim().Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));

    private static bool TryBalance(string value, out DateOnly day, out string currency, out long amount)
    {
        var match = Balance().Match(value.Trim());
        (day, currency, amount) = (default, match.Groups["currency"].Value, 0);
        if (!match.Success || !Mt940Reader.TryDay(match.Groups["day"].ValueSpan, out day)) return false;
        if (!AmountText.TryRead(match.Groups["amount"].ValueSpan.TrimEnd(','), ',', out amount)) return false;
        if (match.Groups["mark"].Value == "D") amount = -amount;
        return true;
    }

    [GeneratedRegex(@"^(?<mark>[CD])(?<day>\d{6})(?<currency>[A-Z]{3})(?<amount>[\d,]{1,15})$")]
    private static partial Regex Balance();

    [GeneratedRegex(@"^(?<day>\d{6})(?<entry>\d{4})?(?<mark>R?[CD])(?<funds>[A-Z])?(?<amount>\d[\d,]{0,14})(?<type>[A-Z][A-Z0-9]{3})(?<ours>[^\n/]{0,16}(?:/[^\n/]+)*?)(?://(?<bank>[^\n]{0,34}))?(?:\n(?<more>[\s\S]*))?$")]
    private static partial Regex Field61();
}
