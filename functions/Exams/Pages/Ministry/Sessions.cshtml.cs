using Microsoft.AspNetCore.Authorization;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages.Ministry;

/// <summary>The sessions there are, each with the way to change it.</summary>
[Authorize(Roles = nameof(Role.Ministry))]
public sealed class SessionsModel(ExamDirectory directory) : ServicePage
{
    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Sessions = [.. (await directory.SessionsAsync(cancellationToken)).OrderByDescending(session => session.OpensAt)];
}
