using System.Globalization;
using PublicServices.Finance;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>A column mapping as people type it: every field is text, and what is typed stays until it can be read.</summary>
public sealed class ColumnsForm
{
    /// <summary>Stands for a column without a name: browsers and people lose empty lines.</summary>
    public const string Nameless = "~";

    private readonly Dictionary<string, string> _fields;

    private ColumnsForm(Dictionary<string, string> fields) => _fields = fields;

    /// <summary>What stands in a field; empty for nothing.</summary>
    public string this[string field] => _fields.GetValueOrDefault(field) ?? "";

    /// <summary>The names of the header, in order: one a line, <see cref="Nameless"/> for a column without a name.</summary>
    public IReadOnlyList<string> Header =>
        [.. this["header"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name == Nameless ? "" : name)];

    /// <summary>Rows above the header; -1 for no number.</summary>
    public int RowsAbove => Number("rowsAbove");

    /// <summary>The form as it was sent; what it did not ask for yet is as for a new source.</summary>
    public static ColumnsForm Of(IFormCollection sent, StatementSource source)
    {
        var fields = new Dictionary<string, string>(OfNew(source)._fields);
        foreach (var (name, value) in sent) fields[name] = value.ToString();
        return new ColumnsForm(fields);
    }

    /// <summary>The form that shows a mapping.</summary>
    public static ColumnsForm Of(ColumnMapping mapping) => new(new Dictionary<string, string>
    {
        ["header"] = Names(mapping.Header),
        ["rowsAbove"] = Text(mapping.RowsAbove),
        ["day"] = mapping.Day,
        ["dayFormat"] = mapping.DayFormat,
        ["amount"] = mapping.Amount ?? "",
        ["credit"] = mapping.Credit ?? "",
        ["debit"] = mapping.Debit ?? "",
        ["balance"] = mapping.Balance ?? "",
        ["reference"] = mapping.Reference ?? "",
        ["memo"] = mapping.Memo ?? "",
        ["order"] = mapping.Order ?? "",
        ["fee"] = mapping.Fee ?? "",
        ["currencyColumn"] = mapping.CurrencyColumn ?? "",
        ["currency"] = mapping.Currency,
        ["decimalSign"] = mapping.DecimalSign.ToString(),
        ["scale"] = Text(mapping.Scale),
        ["totalLabel"] = mapping.TotalLabel ?? "",
        ["kind"] = mapping.Kind ?? "",
        ["kinds"] = Lines((mapping.Kinds ?? new Dictionary<string, LineKind>()).Select(word => $"{word.Key} = {word.Value}")),
        ["defaultKind"] = mapping.DefaultKind.ToString(),
        ["payoutMemo"] = mapping.PayoutMemo ?? "",
        ["payoutDays"] = Text(mapping.PayoutDays),
    });

    /// <summary>The form of a source nobody has described: what most banks do.</summary>
    public static ColumnsForm OfNew(StatementSource source) =>
        Of(new ColumnMapping(source, [], "", "dd/MM/yyyy", DefaultKind: source.IsBank ? LineKind.Transfer : LineKind.Charge));

    /// <summary>The same with another header.</summary>
    public ColumnsForm With(IReadOnlyList<string> header) => new(new Dictionary<string, string>(_fields) { ["header"] = Names(header) });

    /// <summary>The mapping. What cannot be read becomes a value that is never usable, so that the check names its field.</summary>
    public ColumnMapping ToMapping(StatementSource source) => new(
        source,
        Header,
        this["day"],
        this["dayFormat"].Trim(),
        this["currency"].Trim(),
        this["decimalSign"] is { Length: 1 } sign ? sign[0] : '\0',
        Number("scale"),
        Enum.TryParse<LineKind>(this["defaultKind"], out var kind) && Enum.IsDefined(kind) ? kind : LineKind.Other,
        Number("payoutDays"),
        Kinds())
    {
        RowsAbove = RowsAbove,
        Amount = Named("amount"),
        Credit = Named("credit"),
        Debit = Named("debit"),
        Balance = Named("balance"),
        Reference = Named("reference"),
        Memo = Named("memo"),
        Order = Named("order"),
        Fee = Named("fee"),
        CurrencyColumn = Named("currencyColumn"),
        TotalLabel = Named("totalLabel"),
        Kind = Named("kind"),
        PayoutMemo = Named("payoutMemo"),
    };

    private string? Named(string field) => this[field].Trim() is { Length: > 0 } name ? name : null;

    private int Number(string field) =>
        int.TryParse(this[field].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <returns>Null when there are none, or a line is not a word, an equals sign and a kind.</returns>
    private Dictionary<string, LineKind>? Kinds()
    {
        Dictionary<string, LineKind> kinds = new(StringComparer.OrdinalIgnoreCase);
        foreach (var line in this["kinds"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = line.LastIndexOf('=');
            if (at <= 0 || !Enum.TryParse<LineKind>(line[(at + 1)..].Trim(), out var kind) || !Enum.IsDefined(kind) || !kinds.TryAdd(line[..at].Trim(), kind)) return null;
        }

        return kinds.Count > 0 ? kinds : null;
    }

    private static string Names(IEnumerable<string> header) => Lines(header.Select(name => name.Length == 0 ? Nameless : name));

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
