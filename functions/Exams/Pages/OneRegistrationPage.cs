using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>A page about one registration, read as the caller may read it.</summary>
public abstract class OneRegistrationPage(ExamRuleBook book, ExamDirectory directory, ReadRegistration read) : FormPage(book, directory)
{
    public RegistrationView View { get; private set; } = null!;

    /// <summary>The registration.</summary>
    public Registration Registration => View.Registration;

    /// <summary>Address of the registration.</summary>
    public string Home => $"/registrations/{View.Id}";

    /// <summary>Name under which the draft script keeps a page of this form.</summary>
    public string DraftName(string page) => $"{View.Id}:{page}";

    /// <summary>True while the family may still change the form; the operation decides in the end.</summary>
    public bool IsEditable => Registration.State is RegistrationState.Draft or RegistrationState.Submitted or RegistrationState.SchoolChecked
        or RegistrationState.CorrectionRequested or RegistrationState.Confirmed;

    /// <summary>Reads the registration; the refusal when it cannot be read.</summary>
    protected async Task<Problem?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return KernelProblems.NotFound;
        if (!(await read.HandleAsync(registration, HttpContext.Asked(), cancellationToken)).Succeeded(out var view, out var problem)) return problem;
        View = view;
        Form = view.Registration.Form;
        await LoadRulesAsync(cancellationToken);
        return null;
    }

    /// <summary>The version the form was shown with; zero when the browser sent none, which no record has.</summary>
    protected long SeenVersion() => long.TryParse(Request.Form["version"], out var version) ? version : 0;
}
