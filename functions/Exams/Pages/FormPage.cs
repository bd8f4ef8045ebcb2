using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>A page that asks for some of the form's fields. After a refusal it shows what was typed, not what is stored.</summary>
public abstract class FormPage(ExamRuleBook book, ExamDirectory directory) : ServicePage
{
    /// <summary>The most schools offered as a list beside a code field; beyond it the list would outweigh the page.</summary>
    public const int MaxSuggestions = 300;

    public ExamRuleBook Book => book;

    public ExamRules Rules { get; private set; } = null!;

    public RegistrationForm Form { get; protected set; } = new();

    public Say Say => L;

    /// <summary>Units of the Department chosen on the school page.</summary>
    public IReadOnlyList<UnitRow> Units { get; private set; } = [];

    /// <summary>The Department whose units are offered.</summary>
    public string? Department { get; private set; }

    /// <summary>What a text field shows.</summary>
    public string? Text(string field) => Posted(field) ?? field switch
    {
        "dateOfBirth" => Form.DateOfBirth?.Display(),
        "exemptionValidUntil" => Form.ExemptionValidUntil?.Display(),
        "birthCountry" => Form.BirthPlace is [var first, _] && char.IsAsciiLetter(first) ? Form.BirthPlace : null,
        _ => FormFields.All.FirstOrDefault(known => known.Name == field)?.Text(Form),
    };

    /// <summary>What check boxes show as ticked.</summary>
    public IReadOnlyCollection<string> Ticked(string field, IReadOnlyList<string>? stored) =>
        HttpMethods.IsPost(Request.Method) ? [.. Request.Form[field].Where(value => value is not null).Select(value => value!)] : stored ?? [];

    /// <summary>True when a single box is ticked.</summary>
    public bool IsTicked(string field, bool stored) => HttpMethods.IsPost(Request.Method) ? Request.Form[field] == "true" : stored;

    /// <summary>The units that take this candidate, to choose from.</summary>
    public IReadOnlyList<Choice> UnitChoices() =>
    [
        .. Units.Where(unit => Form.Type is not { } type || unit.Takes.Contains(type.ToString()))
            .Select(unit => new Choice(unit.Code, $"{L(unit.Name)} ({unit.Code})")),
    ];

    protected async Task LoadRulesAsync(CancellationToken cancellationToken)
    {
        Rules = book.On(HttpContext.ArrivedAt().VietnamDate());
        var asked = Request.Query["department"].ToString();
        Department = asked.Length == 2 ? asked : Form.Unit is { Length: RegistrationUnit.CodeLength } unit ? RegistrationUnit.DepartmentOf(unit) : null;
        if (Department is { } department) Units = await directory.UnitsAsync(department, cancellationToken);
    }

    /// <summary>What was typed, when this page answers a form; null otherwise.</summary>
    public string? Posted(string field) =>
        HttpMethods.IsPost(Request.Method) && Request.HasFormContentType && Request.Form.TryGetValue(field, out var value) ? value.ToString() : null;
}
