using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>A source's statements, and where a new one is brought: taken whole or refused whole.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class StatementsModel(ListLines list, ImportStatement import) : ServicePage
{
    public string Source { get; private set; } = "";

    public string? Format { get; private set; }

    public StatementList Statements { get; private set; } = new([], null);

    /// <summary>What became of the file just brought; null for none.</summary>
    public ImportAnswer? Taken { get; private set; }

    /// <summary>How a file of this source may be written.</summary>
    public IReadOnlyList<Choice> Formats =>
    [
        new(nameof(StatementFormat.Table), L("Bảng CSV hoặc XLSX", "CSV or XLSX table")),
        .. new StatementSource(Source).IsBank
            ? (Choice[])[new(nameof(StatementFormat.Mt940), "SWIFT MT940"), new(nameof(StatementFormat.Camt053), "ISO 20022 camt.053")]
            : [],
    ];

    public Task<IActionResult> OnGetAsync(string source, string? continuation, CancellationToken cancellationToken) =>
        ShowAsync(source, continuation, null, cancellationToken);

    public async Task<IActionResult> OnPostAsync(string source, string? format, IFormFile? file, CancellationToken cancellationToken)
    {
        Format = format;
        if (!StatementSource.TryParse(source, out var of)) return Refusal(FinanceProblems.UnknownSource);
        if (file is null) return await ShowAsync(source, null, StatementProblems.Empty, cancellationToken);
        if (file.Length > StatementLimits.MaxBytes) return await ShowAsync(source, null, StatementProblems.TooLarge, cancellationToken);
        if (!Enum.TryParse<StatementFormat>(format, out var form) || !Enum.IsDefined(form))
            return await ShowAsync(source, null, StatementProblems.NotThisFormat(string.Join(", ", Enum.GetNames<StatementFormat>())), cancellationToken);
        var result = await import.HandleAsync(await file.ReadAsync(cancellationToken), form, of, Me, HttpContext.CorrelationId(), cancellationToken);
        Taken = result.Succeeded(out var taken, out var problem) ? taken : null;
        return await ShowAsync(source, null, problem, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string source, string? continuation, Problem? refused, CancellationToken cancellationToken)
    {
        Source = source;
        if (!(await list.StatementsAsync(source, continuation, Me, cancellationToken)).Succeeded(out var statements, out var problem)) return Refusal(problem);
        Statements = statements;
        return refused is null ? Page() : AskAgain(refused);
    }
}
