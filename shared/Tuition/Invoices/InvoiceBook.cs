using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>
/// A school's invoices: who sells, and how far each series has come. The state of an <c>einv-</c> record; the invoices stand beside it as
/// documents, so that an invoice and its number are one commit: no number is left out, and none is given twice.
/// </summary>
/// <param name="School">Unit code, <c>01-002</c>.</param>
/// <param name="Settings">What invoices say about the school; null until it was filled in.</param>
/// <param name="Series">One for each symbol there was, and with it for each year.</param>
/// <param name="Run">The last run over a period; null before the first.</param>
public sealed record InvoiceBook(string School, InvoiceSettings? Settings, IReadOnlyList<InvoiceSeries> Series, InvoiceRun? Run)
{
    /// <summary>Prefix of the invoices' documents.</summary>
    public const string InvoicePrefix = "i/";

    internal const string ChainPrefix = "c/";
    internal const string NumberPrefix = "a/";

    public InvoiceSeries? Find(string symbol) => Series.FirstOrDefault(series => series.Symbol == symbol);
}

/// <summary>How far the numbers of one symbol have come.</summary>
/// <param name="Symbol">Form and series, <c>1C26TAA</c>: the year is part of it, so numbers begin at 1 every year.</param>
/// <param name="Last">The last number given.</param>
/// <param name="LastOn">The day of that invoice: a later number never has an earlier day.</param>
public sealed record InvoiceSeries(string Symbol, int Last, DateOnly LastOn)
{
    /// <summary>Numbers have at most eight digits (Decree 123/2020/NĐ-CP, Art. 10).</summary>
    public const int MaxNumber = 99_999_999;
}

/// <summary>What a school's invoices say about the seller.</summary>
/// <param name="Name">As registered with the tax authority.</param>
/// <param name="TaxCode">Ten digits, for a dependent unit three more after a dash.</param>
/// <param name="Form">1 value-added-tax invoice, 2 sales invoice.</param>
/// <param name="Series">
/// Six characters: <c>C</c> with or <c>K</c> without a code of the tax authority, two digits of the year, a letter for the kind, two of the
/// school's own. The year is put right for each invoice.
/// </param>
public sealed record InvoiceSettings(
    string Name, string TaxCode, string Address, string? Phone, string? Email, string? BankAccount, string? BankName, int Form, string Series)
{
    /// <summary>The series as it stands on invoices of a year.</summary>
    public string SeriesOf(int year) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Series[0]}{year % 100:D2}{Series[3..]}");
}

/// <summary>A run over the paid bills of a period; one that was interrupted goes on where it stopped.</summary>
/// <param name="Number">How many runs there were.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="From">Where the next step begins in the school's list; null at its beginning.</param>
/// <param name="Issued">Invoices issued by this run.</param>
/// <param name="IssuedVnd">Their total, in đồng.</param>
/// <param name="Before">Bills that had their invoice already.</param>
/// <param name="Unpaid">Bills that are not paid in full, or are over nothing.</param>
/// <param name="Differing">Of those before, bills that now say something else than their invoices.</param>
public sealed record InvoiceRun(
    int Number, string Period, Caller By, DateTimeOffset BegunAt, int Steps, string? From, int Issued, long IssuedVnd, int Before, int Unpaid,
    int Differing, DateTimeOffset? FinishedAt)
{
    public bool IsUnderWay => FinishedAt is null;
}
