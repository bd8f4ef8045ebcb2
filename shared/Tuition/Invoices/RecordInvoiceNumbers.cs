using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>The number an invoice was given outside.</summary>
/// <param name="Key">Our key.</param>
/// <param name="Number">1 to 99,999,999.</param>
/// <param name="Series">The provider's series; null when it is ours.</param>
/// <param name="AuthorityCode">Code of the tax authority; null for invoices without one.</param>
public sealed record GivenNumber(string Key, int Number, string? Series = null, string? AuthorityCode = null);

/// <summary>What became of a number that was brought.</summary>
[JsonConverter(typeof(NamedEnumConverter<NumberOutcome>))]
public enum NumberOutcome
{
    Recorded,

    /// <summary>The same number was recorded before.</summary>
    Unchanged,

    Refused,
}

/// <summary>The report on one number.</summary>
public sealed record NumberReport(string Key, NumberOutcome Outcome, Problem? Problem = null);

/// <summary>The report on all of them, in their order.</summary>
public sealed record NumberReports(IReadOnlyList<NumberReport> Numbers);

/// <summary>Brings back the numbers that the provider or the tax authority gave; each is written once and never changed.</summary>
public sealed class RecordInvoiceNumbers(InvoiceBooks books)
{
    /// <summary>Numbers in one request.</summary>
    public const int MaxNumbers = 500;

    private const int MaxCodeLength = 34;
    private const int SeriesLength = 6;

    /// <summary>Commits that share a sync of the engine.</summary>
    private const int SideBySide = 50;

    /// <returns>
    /// A report for each; <c>PS-004</c> for others than the school's and finance officers, <c>TUITION-001</c> for none or more than
    /// <see cref="MaxNumbers"/>. Single ones are refused with <c>PS-003</c>, <c>TUITION-001</c>, <c>INVOICE-011</c> or <c>INVOICE-012</c>.
    /// </returns>
    public async ValueTask<Result<NumberReports>> HandleAsync(string school, IReadOnlyList<GivenNumber> numbers, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Finance && !TuitionPermissions.RunsBillsOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (!TuitionIds.IsSchool(school)) return KernelProblems.NotFound;
        if (numbers.Count is 0 or > MaxNumbers || numbers.Contains(null!))
            return TuitionProblems.NotValid([TuitionProblems.NotRight("numbers", $"từ 1 đến {MaxNumbers} số", $"1 to {MaxNumbers} numbers")]);
        var reports = new List<NumberReport>(numbers.Count);
        foreach (var chunk in numbers.Chunk(SideBySide))
            reports.AddRange(await Task.WhenAll(chunk.Select(number => RecordAsync(school, number, asked, cancellationToken))));
        return new NumberReports(reports);
    }

    private async Task<NumberReport> RecordAsync(string school, GivenNumber given, Asked asked, CancellationToken cancellationToken)
    {
        if (!InvoiceKey.TryParse(given.Key, out var key) || key.School != school || await books.FindAsync(key, cancellationToken) is not { } invoice)
            return Refused(KernelProblems.NotFound);
        var faults = new List<FieldProblem>();
        var code = InvoiceText.Read("authorityCode", given.AuthorityCode, MaxCodeLength, isNeeded: false, faults);
        var series = (InvoiceText.Read("series", given.Series, SeriesLength, isNeeded: false, faults) ?? invoice.Series).ToUpperInvariant();
        if (series.Length != SeriesLength || !series.All(char.IsAsciiLetterOrDigit)) faults.Add(TuitionProblems.NotRight("series", "ký hiệu", "a series"));
        if (given.Number is < 1 or > InvoiceSeries.MaxNumber) faults.Add(TuitionProblems.NotRight("number", "số hóa đơn", "an invoice's number"));
        if (faults.Count > 0) return Refused(TuitionProblems.NotValid(faults));

        var number = new InvoiceNumber(invoice.Key, series, given.Number, code, asked.ArrivedAt, asked.Caller.Id);
        var added = await books.AddAsync(
            school,
            [
                new Document(key.NumberId, JsonSerializer.SerializeToUtf8Bytes(number, TuitionJson.Default.InvoiceNumber)),
                // Its id is the number itself: no two invoices get the same.
                new Document(string.Create(CultureInfo.InvariantCulture, $"u/{invoice.Form}{series}/{given.Number:D8}"), "{}"u8.ToArray()),
            ],
            cancellationToken);
        if (added.Outcome is CommitOutcome.Done) return new NumberReport(given.Key, NumberOutcome.Recorded);
        return await books.NumberOfAsync(key, cancellationToken) switch
        {
            null => Refused(InvoiceProblems.NumberTaken),
            { } known when (known.Series, known.Number, known.AuthorityCode) == (series, given.Number, code) => new NumberReport(given.Key, NumberOutcome.Unchanged),
            _ => Refused(InvoiceProblems.NumberKnown),
        };

        NumberReport Refused(Problem problem) => new(given.Key, NumberOutcome.Refused, problem);
    }
}
