using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>The exam sessions, the open ones first.</summary>
public sealed class SessionsModel(ExamDirectory directory) : ServicePage
{
    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Now = HttpContext.ArrivedAt();
        var all = await directory.SessionsAsync(cancellationToken);
        Sessions = [.. all.OrderByDescending(IsOpen).ThenByDescending(session => session.ClosesAt)];
    }

    public bool IsOpen(SessionRow session) => Now >= session.OpensAt && Now <= session.ClosesAt;
}
