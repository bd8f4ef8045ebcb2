using System.Globalization;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>Builds a statement from the elements of one camt.053 <c>Stmt</c>, in the order they come.</summary>
internal sealed class Camt053Statement(StatementSource source)
{
    private const int MaxMemoParts = 20;
    private readonly List<StatementLine> _lines = [];
    private readonly List<string> _memo = [];
    private string _id = "";
    private string? _account;
    private int _accountLine;
    private DateOnly? _from;
    private DateOnly? _to;
    private long? _opening;
    private long? _closing;
    private int _closingLine;
    private long _sum;
    private int? _statedCount;
    private long? _statedNet;

    // Of the balance or entry being read.
    private string _code = "";
    private long? _amount;
    private bool _isDebit;
    private bool _isReversal;
    private DateOnly? _day;
    private string _reference = "";
    private string _endToEnd = "";
    private string _status = "";
    private int _startedAt;
    private string? _foreign;

    public void Begin(List<string> path, int line)
    {
        if (path is not (["Bal"] or ["Ntry"])) return;
        (_code, _amount, _isDebit, _isReversal, _day, _reference, _endToEnd, _status, _startedAt) = ("", null, false, false, null, "", "", "", line);
        _memo.Clear();
    }

    public void Currency(List<string> path, string currency)
    {
        // Details may show what the payer's bank changed from; only booked amounts count.
        if (path is ["Bal", "Amt"] or ["Ntry", "Amt"] && currency != Money.Dong) _foreign = currency;
    }

    public Problem? Text(List<string> path, string text, int line)
    {
        if (_foreign is { } foreign) return StatementProblems.ForeignCurrency(line, Money.Dong, foreign);
        switch (path)
        {
            case ["Id"]:
                _id = text;
                return null;
            case ["Acct", "Ccy"]:
                return text == Money.Dong ? null : StatementProblems.ForeignCurrency(line, Money.Dong, text);
            case ["Acct", "Id", "IBAN"] or ["Acct", "Id", "Othr", "Id"]:
                (_account, _accountLine) = (text, line);
                return null;
            case ["FrToDt", "FrDtTm" or "FrDt"]:
                return Day(text, line, path, out _from);
            case ["FrToDt", "ToDtTm" or "ToDt"]:
                return Day(text, line, path, out _to);
            case ["TxsSummry", "TtlNtries", "NbOfNtries"]:
                return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Keep(_statedCount = count) : StatementProblems.Malformed(line, "NbOfNtries");
            case ["TxsSummry", "TtlNtries", "TtlNetNtry", "Amt"] or ["TxsSummry", "TtlNtries", "TtlNetNtryAmt"]:
                return Amount(text, line, out _statedNet);
            case ["Bal", "Tp", "CdOrPrtry", "Cd"]:
                _code = text;
                return null;
            case ["Bal" or "Ntry", "Amt"]:
                return Amount(text, line, out _amount);
            case ["Bal" or "Ntry", "CdtDbtInd"]:
                _isDebit = text == "DBIT";
                return text is "DBIT" or "CRDT" ? null : StatementProblems.Malformed(line, "CdtDbtInd");
            case ["Ntry", "RvslInd"]:
                _isReversal = text is "true" or "1";
                return null;
            case ["Ntry", "Sts"] or ["Ntry", "Sts", "Cd"]:
                _status = text;
                return null;
            case ["Ntry", "BookgDt", "Dt" or "DtTm"]:
                return Day(text, line, path, out _day);
            case ["Ntry", "AcctSvcrRef"]:
                _reference = text;
                return text.Length <= StatementLine.MaxReference ? null : StatementProblems.Malformed(line, "AcctSvcrRef");
            case ["Ntry", "NtryDtls", "TxDtls", "Refs", "EndToEndId"]:
                if (text != "NOTPROVIDED") _endToEnd = text;
                return text.Length <= StatementLine.MaxReference ? null : StatementProblems.Malformed(line, "EndToEndId");
            case ["Ntry", "NtryDtls", "TxDtls", "RmtInf", ..] or ["Ntry", "AddtlNtryInf"] or ["Ntry", "NtryDtls", "TxDtls", "AddtlTxInf"]:
                if (_memo.Count < MaxMemoParts) _memo.Add(text);
                return null;
            default:
                return null;
        }
    }

    public Problem? End(List<string> path, int line) => path switch
    {
        ["Ntry"] => EndEntry(line),
        ["Bal"] => EndBalance(line),
        _ => null,
    };

    public Result<Statement> Build(int lastLine)
    {
        if (_account is null || !AccountText.IsOf(source, _account)) return StatementProblems.OtherAccount(_accountLine, _account ?? "-");
        if (_closing is not { } closing || _opening is not { } opening)
            return StatementProblems.Truncated(lastLine, new("thiếu số dư đầu hoặc cuối kỳ", "the opening or closing balance is missing"));
        if (closing != opening + _sum) return StatementProblems.WrongTotal(_closingLine, closing, opening + _sum);
        if (_statedCount is { } count && count != _lines.Count) return StatementProblems.WrongTotal(lastLine, count, _lines.Count);
        if (_statedNet is { } net && net != Math.Abs(_sum)) return StatementProblems.WrongTotal(lastLine, net, Math.Abs(_sum));
        if (DuplicateLines.Find(_lines) is { } twice) return twice;
        var from = _from ?? _lines.Select(line => (DateOnly?)line.Day).Min();
        var to = _to ?? _lines.Select(line => (DateOnly?)line.Day).Max();
        if (from is null || to is null) return StatementProblems.Malformed(lastLine, "FrToDt");
        var id = string.Concat(_id.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        return new Statement(source, $"camt053.{id[..Math.Min(id.Length, 40)]}", Money.Dong, from.Value, to.Value, _lines) { Opening = opening, Closing = closing };
    }

    private Problem? EndEntry(int line)
    {
        if (_amount is not { } amount || amount == 0) return StatementProblems.Malformed(_startedAt, "Amt");
        if (_day is not { } day) return StatementProblems.Malformed(_startedAt, "BookgDt");
        // Only what is booked moved the balance.
        if (_status is "PDNG" or "INFO") return null;
        if (_lines.Count == StatementLimits.MaxLines) return StatementProblems.TooLarge;
        if (_isDebit) amount = -amount;
        _sum += amount;
        if (Math.Abs(_sum) > StatementLimits.MaxAmount) return StatementProblems.Malformed(line, "Amt");
        var memo = string.Join(' ', _memo);
        _lines.Add(new StatementLine(
            _startedAt,
            LineKind.Transfer,
            day,
            Money.Vnd(amount),
            Money.Vnd(0),
            _reference,
            _endToEnd,
            (_isReversal ? "[reversal] " : "") + (memo.Length <= StatementLine.MaxMemo - 12 ? memo : memo[..(StatementLine.MaxMemo - 12)])));
        return null;
    }

    private Problem? EndBalance(int line)
    {
        if (_amount is not { } amount) return StatementProblems.Malformed(line, "Bal");
        if (_isDebit) amount = -amount;
        if (_code is "OPBD" or "PRCD") _opening = amount;
        if (_code == "CLBD") (_closing, _closingLine) = (amount, _startedAt);
        return null;
    }

    private static Problem? Keep(int? _) => null;

    private static Problem? Amount(string text, int line, out long? amount)
    {
        var isAmount = AmountText.TryRead(text, '.', out var value) && value >= 0;
        amount = isAmount ? value : null;
        return isAmount ? null : StatementProblems.Malformed(line, "Amt");
    }

    private static Problem? Day(string text, int line, List<string> path, out DateOnly? day)
    {
        day = null;
        if (text.Length > 10 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            // Banks that give a time without a zone mean their own.
            day = text.Contains('Z', StringComparison.Ordinal) || text.LastIndexOf('+') > 10 ? instant.VietnamDate() : DateOnly.FromDateTime(instant.DateTime);
            return null;
        }

        if (!DayText.TryRead(text, "yyyy-MM-dd", out var read)) return StatementProblems.Malformed(line, path[^1]);
        day = read;
        return null;
    }
}
