using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>How a statement is written.</summary>
[JsonConverter(typeof(NamedEnumConverter<StatementFormat>))]
public enum StatementFormat
{
    /// <summary>CSV or XLSX with the source's saved <see cref="ColumnMapping"/>.</summary>
    Table,

    /// <summary>SWIFT MT940.</summary>
    Mt940,

    /// <summary>ISO 20022 camt.053, any version of it.</summary>
    Camt053,
}

/// <summary>Which column of a source's table is which. Saved once for each bank and gateway, and then every file must look like it.</summary>
/// <param name="Source">Whose tables.</param>
/// <param name="Header">The whole header row, in order: a column that moved, vanished or was added means that the file is not what it was.</param>
/// <param name="Day">Name of the column with the booking day.</param>
/// <param name="DayFormat">For example <c>dd/MM/yyyy</c>; a time after it is passed over.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="DecimalSign"><c>,</c> or <c>.</c>: what stands before a fraction, which must be zero in đồng. What the other one is, groups digits.</param>
/// <param name="Scale">Numbers of this source are so many times the amount, as VNPAY's are.</param>
/// <param name="DefaultKind">What lines are when there is no <see cref="Kind"/> column.</param>
/// <param name="PayoutDays">Days from the file's last day to the payout that <see cref="PayoutMemo"/> speaks of.</param>
/// <param name="Kinds">What the words of <see cref="Kind"/> mean; null for none. A word that is not here refuses the file.</param>
public sealed record ColumnMapping(
    [property: JsonRequired] StatementSource Source,
    IReadOnlyList<string> Header,
    string Day,
    string DayFormat,
    string Currency = Money.Dong,
    char DecimalSign = ',',
    long Scale = 1,
    LineKind DefaultKind = LineKind.Transfer,
    int PayoutDays = 1,
    IReadOnlyDictionary<string, LineKind>? Kinds = null)
{
    /// <summary>Rows above the header that are passed over. 0 to 50.</summary>
    public int RowsAbove { get; init; }

    /// <summary>Column of signed amounts; or null with <see cref="Credit"/> and <see cref="Debit"/>.</summary>
    public string? Amount { get; init; }

    /// <summary>Column of money that came.</summary>
    public string? Credit { get; init; }

    /// <summary>Column of money that went.</summary>
    public string? Debit { get; init; }

    /// <summary>Column of the balance after the line; every row is then checked against the one before.</summary>
    public string? Balance { get; init; }

    /// <summary>Column of a gateway's fee.</summary>
    public string? Fee { get; init; }

    /// <summary>Column of the currency; anything but <see cref="Currency"/> refuses the file.</summary>
    public string? CurrencyColumn { get; init; }

    /// <summary>Column of the line's own reference.</summary>
    public string? Reference { get; init; }

    /// <summary>Column of our order number.</summary>
    public string? Order { get; init; }

    /// <summary>Column of the memo.</summary>
    public string? Memo { get; init; }

    /// <summary>Column that says what a gateway's line tells of; its words are in <see cref="Kinds"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>Of a gateway that pays each file's net to our bank: the words the bank's memo holds. Null when it does not pay so.</summary>
    public string? PayoutMemo { get; init; }

    /// <summary>The first cell of the row that ends the table with its totals; a file without it was cut off. Null when there is no such row.</summary>
    public string? TotalLabel { get; init; }
}
