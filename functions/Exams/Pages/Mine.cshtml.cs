using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>A family's registrations: all children, all sessions.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class MineModel(IViewStore views) : ServicePage
{
    /// <summary>The most registrations one account shows.</summary>
    public const int MaxRows = 100;

    public IReadOnlyList<RegistrationRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(new ViewRange(ExamViews.ByAccount, Me.Id, MaxRows, Descending: true), cancellationToken);
        Rows = [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, ExamsJson.Default.RegistrationRow)!)];
    }
}
