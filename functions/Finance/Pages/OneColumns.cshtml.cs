using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>Which column of one source's tables is which: read off a sample, tried on it, and saved.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class OneColumnsModel(ListMappings list, TryMapping trial, SaveMapping save) : ServicePage
{
    private StatementSource _source;

    public string Source => _source.Value;

    public bool IsBank => _source.IsBank;

    public ColumnsForm Form { get; private set; } = null!;

    /// <summary>What the sample just tried reads as; null for none.</summary>
    public MappingTrial? Tried { get; private set; }

    /// <summary>The header's names.</summary>
    public IReadOnlyList<Choice> Columns => [.. Form.Header.Where(name => name.Length > 0).Distinct().Select(name => new Choice(name, name))];

    public IReadOnlyList<Choice> Signs => [new(",", L("phẩy: 1.000.000,00", "comma: 1.000.000,00")), new(".", L("chấm: 1,000,000.00", "point: 1,000,000.00"))];

    public IReadOnlyList<Choice> Kinds => [.. Enum.GetValues<LineKind>().Select(kind => new Choice(kind.ToString(), FinanceWords.Kind(kind, L)))];

    public async Task<IActionResult> OnGetAsync(string source, CancellationToken cancellationToken)
    {
        if (!(await list.OneAsync(source, Me, cancellationToken)).Succeeded(out var known, out var problem)) return Refusal(problem);
        _source = new StatementSource(source);
        Form = known is null ? ColumnsForm.OfNew(_source) : ColumnsForm.Of(known.Mapping);
        return Page();
    }

    /// <summary>Takes the header off the sample; without one, what is typed.</summary>
    public async Task<IActionResult> OnPostHeaderAsync(string source, IFormFile? sample, CancellationToken cancellationToken)
    {
        if (!Take(source)) return Refusal(FinanceProblems.UnknownSource);
        if (sample is null) return Form.Header.Count > 0 ? Page() : AskAgain(StatementProblems.Empty);
        if (sample.Length > StatementLimits.MaxBytes) return AskAgain(StatementProblems.TooLarge);
        var content = await sample.ReadAsync(cancellationToken);
        if (!trial.ReadHeader(content, Form.RowsAbove, Me, cancellationToken).Succeeded(out var header, out var problem)) return AskAgain(problem);
        Form = Form.With(header);
        return Page();
    }

    public async Task<IActionResult> OnPostTryAsync(string source, IFormFile? sample, CancellationToken cancellationToken)
    {
        if (!Take(source)) return Refusal(FinanceProblems.UnknownSource);
        if (sample is null) return AskAgain(StatementProblems.Empty);
        if (sample.Length > StatementLimits.MaxBytes) return AskAgain(StatementProblems.TooLarge);
        var content = await sample.ReadAsync(cancellationToken);
        if (!trial.Handle(content, Form.ToMapping(_source), Me, cancellationToken).Succeeded(out var tried, out var problem)) return AskAgain(problem);
        Tried = tried;
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(string source, CancellationToken cancellationToken)
    {
        if (!Take(source)) return Refusal(FinanceProblems.UnknownSource);
        var saved = await save.HandleAsync(Form.ToMapping(_source), Me, FormCause(), cancellationToken);
        return saved.Problem is { } problem ? AskAgain(problem) : Redirect("/finance/columns?saved=1");
    }

    private bool Take(string source)
    {
        if (!StatementSource.TryParse(source, out _source)) return false;
        Form = ColumnsForm.Of(Request.Form, _source);
        return true;
    }
}
