using System.Globalization;
using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What an invoice is to others.</summary>
[JsonConverter(typeof(NamedEnumConverter<InvoiceKind>))]
public enum InvoiceKind
{
    Original,

    /// <summary>States differences, plus or minus, to the one it names.</summary>
    Adjusting,

    /// <summary>States everything anew in place of the one it names.</summary>
    Replacing,
}

/// <summary>
/// The data of one e-invoice, written once and never changed: fields of Decree 123/2020/NĐ-CP, Art. 10, as amended by Decree
/// 70/2025/NĐ-CP.
/// </summary>
/// <param name="Key">Our own key, which goes to the provider and comes back; see <see cref="InvoiceKey"/>.</param>
/// <param name="Series">Six characters with the year, <c>C26TAA</c>.</param>
/// <param name="Number">From 1 in each series, without gaps.</param>
/// <param name="Sequence">Which invoice of its bill, from 1.</param>
/// <param name="BillCode">The bill as it stood then.</param>
/// <param name="Lines">What it is over; differences when it is adjusting.</param>
/// <param name="TotalVnd">Sum of the lines, in đồng; may be below zero when it is adjusting.</param>
/// <param name="TotalInWords">The same in Vietnamese words.</param>
/// <param name="Payment">How it was paid.</param>
/// <param name="VatRule">The instrument of the rates.</param>
/// <param name="Of">The invoice it adjusts or replaces; null for an original.</param>
/// <param name="Reason">Why it adjusts or replaces; null for an original.</param>
public sealed record Invoice(
    string Key,
    InvoiceKind Kind,
    int Form,
    string Series,
    int Number,
    DateOnly IssuedOn,
    DateTimeOffset IssuedAt,
    string IssuedBy,
    RecordId Account,
    string Period,
    int Sequence,
    string BillCode,
    InvoiceSettings Seller,
    InvoiceBuyer Buyer,
    IReadOnlyList<InvoiceLine> Lines,
    long TotalVnd,
    string TotalInWords,
    string Payment,
    string VatRule,
    InvoiceReference? Of,
    string? Reason)
{
    /// <summary>All money comes without cash.</summary>
    public const string Transfer = "Chuyển khoản";

    public string Symbol => InvoiceKey.SymbolOf(Form, Series);

    public BillId Bill => new(Account, Period);
}

/// <summary>Who bought: the family, on the pupil's name unless it asked for another.</summary>
/// <param name="TaxCode">Of an organisation that pays; null for a person.</param>
/// <param name="PersonalNumber">Of a person, when they want it on the invoice.</param>
/// <param name="Email">Where the provider sends the invoice.</param>
public sealed record InvoiceBuyer(
    string Name, string? TaxCode, PersonalNumber? PersonalNumber, string? Address, string? Email, string Student, string StudentName, string Class);

/// <summary>One line.</summary>
/// <param name="Item">Code in the school's catalogue.</param>
/// <param name="Name">What it is, with the period.</param>
/// <param name="Quantity">Null where an amount has no quantity of its own: a part of a price, or a difference of prices.</param>
/// <param name="UnitVnd">Price of one, in đồng; null with the quantity.</param>
/// <param name="DiscountVnd">Taken off quantity times price.</param>
/// <param name="AmountVnd">What is left, in đồng.</param>
/// <param name="VatRate"><c>KCT</c>: not subject to value added tax.</param>
public sealed record InvoiceLine(
    string Item, string Name, string Unit, long? Quantity, long? UnitVnd, long DiscountVnd, long AmountVnd, string VatRate);

/// <summary>Names an invoice on another one.</summary>
public sealed record InvoiceReference(string Key, int Form, string Series, int Number, DateOnly IssuedOn);

/// <summary>What a bill's list of invoices says of one.</summary>
public sealed record InvoiceLink(string Key, InvoiceKind Kind);

/// <summary>Our key of an invoice: <c>school.period.symbol.number</c>, for example <c>01-002.2026-10.1C26TAA.00000012</c>.</summary>
/// <param name="Symbol">Form and series.</param>
public readonly record struct InvoiceKey(string School, string Period, string Symbol, int Number)
{
    private const int SymbolLength = 7;
    private const int NumberLength = 8;

    /// <summary>The document of the invoice in its school's book.</summary>
    internal string InvoiceId => $"{InvoiceBook.InvoicePrefix}{Tail}";

    /// <summary>The document of the number that was given to it outside.</summary>
    internal string NumberId => $"{InvoiceBook.NumberPrefix}{Tail}";

    private string Tail => string.Create(CultureInfo.InvariantCulture, $"{Period}/{Symbol}/{Number:D8}");

    public static string SymbolOf(int form, string series) => string.Create(CultureInfo.InvariantCulture, $"{form}{series}");

    public static bool TryParse(string? text, out InvoiceKey key)
    {
        key = default;
        if (text?.Split('.') is not [var school, var code, { Length: SymbolLength } symbol, { Length: NumberLength } digits]) return false;
        if (!TuitionIds.IsSchool(school) || !BillingPeriod.TryParse(code, out var period) || !symbol.All(char.IsAsciiLetterOrDigit)) return false;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return false;
        key = new InvoiceKey(school, period.Code, symbol, number);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{School}.{Period}.{Symbol}.{Number:D8}");
}

/// <summary>The number an invoice was given by the provider or the tax authority, written once.</summary>
/// <param name="Key">Our key.</param>
/// <param name="Series">The provider's series, six characters.</param>
/// <param name="Number">The provider's number, 1 to 8 digits.</param>
/// <param name="AuthorityCode">Code of the tax authority; null for invoices without one.</param>
/// <param name="By">Account that brought it.</param>
public sealed record InvoiceNumber(string Key, string Series, int Number, string? AuthorityCode, DateTimeOffset At, string By);
