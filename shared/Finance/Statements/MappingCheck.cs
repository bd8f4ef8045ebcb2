using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Whether a column mapping can read anything.</summary>
internal static class MappingCheck
{
    private const int MaxHeader = 100;
    private const int MaxName = 100;
    private const int MaxRowsAbove = 50;
    private const int MaxScale = 1_000_000;
    private const int MaxPayoutDays = 30;

    /// <returns>Null when it can be used; otherwise <c>FIN-030</c> with every field at fault.</returns>
    public static Problem? Refuse(ColumnMapping mapping)
    {
        List<FieldProblem> faults = [.. OfTable(mapping), .. OfColumns(mapping)];
        return faults.Count == 0 ? null : FinanceProblems.MappingInvalid with { Fields = faults };
    }

    private static IEnumerable<FieldProblem> OfTable(ColumnMapping mapping)
    {
        if (!StatementSource.TryParse(mapping.Source.Value, out _))
            yield return MappingProblems.NotPossible("source", new("tên cổng, hoặc “bank.” và tài khoản", "a gateway's name, or “bank.” and an account"));
        if (mapping.Header is not { Count: > 0 and <= MaxHeader } || mapping.Header.Any(name => name is not { Length: <= MaxName }))
            yield return MappingProblems.NotPossible("header", new($"1 đến {MaxHeader} tên cột, mỗi tên tối đa {MaxName} ký tự", $"1 to {MaxHeader} names of at most {MaxName} characters"));
        if (mapping.RowsAbove is < 0 or > MaxRowsAbove)
            yield return MappingProblems.NotPossible("rowsAbove", new($"số từ 0 đến {MaxRowsAbove}", $"a number from 0 to {MaxRowsAbove}"));
        if (!IsDayFormat(mapping.DayFormat))
            yield return MappingProblems.NotPossible("dayFormat", new("dạng như dd/MM/yyyy, chỉ gồm d, M, y và dấu ngăn", "a form such as dd/MM/yyyy, of d, M, y and separators alone"));
        if (mapping.DecimalSign is not (',' or '.')) yield return MappingProblems.NotPossible("decimalSign", new("dấu phẩy hoặc dấu chấm", "a comma or a point"));
        if (mapping.Scale is < 1 or > MaxScale) yield return MappingProblems.NotPossible("scale", new($"số từ 1 đến {MaxScale}", $"a number from 1 to {MaxScale}"));
        if (mapping.PayoutDays is < 0 or > MaxPayoutDays)
            yield return MappingProblems.NotPossible("payoutDays", new($"số từ 0 đến {MaxPayoutDays}", $"a number from 0 to {MaxPayoutDays}"));
        if (mapping.Currency is not { Length: 3 } || (mapping.Source.IsBank && mapping.Currency != Money.Dong))
            yield return MappingProblems.NotPossible("currency", new("mã ISO 4217; với ngân hàng là VND", "an ISO 4217 code; VND for a bank"));
    }

    private static IEnumerable<FieldProblem> OfColumns(ColumnMapping mapping)
    {
        if (string.IsNullOrEmpty(mapping.Day)) yield return MappingProblems.Needed("day");
        if (mapping.Amount is null && mapping.Credit is null) yield return MappingProblems.Needed(mapping.Debit is null ? "amount" : "credit");
        if (mapping.Amount is null && mapping.Credit is not null && mapping.Debit is null) yield return MappingProblems.Needed("debit");
        if (mapping.Kind is not null && mapping.Kinds is not { Count: > 0 }) yield return MappingProblems.Needed("kinds");
        (string Field, string? Name)[] named =
        [
            ("day", mapping.Day), ("amount", mapping.Amount), ("credit", mapping.Credit), ("debit", mapping.Debit), ("balance", mapping.Balance),
            ("fee", mapping.Fee), ("currencyColumn", mapping.CurrencyColumn), ("reference", mapping.Reference), ("order", mapping.Order),
            ("memo", mapping.Memo), ("kind", mapping.Kind),
        ];
        foreach (var (field, name) in named)
        {
            if (!string.IsNullOrEmpty(name) && mapping.Header?.Count(column => column == name) != 1) yield return MappingProblems.NotInHeader(field);
        }
    }

    private static bool IsDayFormat(string? format) =>
        format is { Length: >= 6 and <= 20 }
        && format.Contains('d', StringComparison.Ordinal) && format.Contains('M', StringComparison.Ordinal) && format.Contains('y', StringComparison.Ordinal)
        && format.All(c => c is 'd' or 'M' or 'y' or '/' or '-' or '.' or ' ');
}
