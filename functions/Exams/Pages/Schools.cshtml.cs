using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Codes of schools, by province: what a form asks for and nobody knows by heart.</summary>
public sealed class SchoolsModel(ExamRuleBook book, ExamDirectory directory) : ServicePage
{
    public IReadOnlyList<Choice> Provinces { get; private set; } = [];

    public string? Department { get; private set; }

    public IReadOnlyList<UnitRow> Units { get; private set; } = [];

    public async Task OnGetAsync(string? department, CancellationToken cancellationToken)
    {
        Provinces = ExamWords.Choices(book.On(HttpContext.ArrivedAt().VietnamDate()).Provinces, L);
        if (department is not { Length: 2 }) return;
        Department = department;
        Units = await directory.UnitsAsync(department, cancellationToken);
    }
}
