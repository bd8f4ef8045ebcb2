using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages.School;

/// <summary>A unit's registrations: what waits for the school first, then by class and state.</summary>
[Authorize(Roles = $"{nameof(Role.School)},{nameof(Role.Department)}")]
public sealed class QueueModel(ListRegistrations list, ExamDirectory directory, ExamReference reference) : ServicePage
{
    /// <summary>Shows only what waits for the school.</summary>
    public const string Waiting = "waiting";

    public IReadOnlyList<Choice> Sessions { get; private set; } = [];

    public string Session { get; private set; } = string.Empty;

    public string Unit { get; private set; } = string.Empty;

    public string UnitName { get; private set; } = string.Empty;

    public string? Class { get; private set; }

    public string? Show { get; private set; }

    public RegistrationList Registrations { get; private set; } = new([], null);

    /// <param name="unit">Departments name one of their units; a school has its own.</param>
    /// <param name="session">The latest one when none is named.</param>
    /// <param name="class">Only this class.</param>
    /// <param name="show"><see cref="Waiting"/>, a state's name, or everything.</param>
    /// <param name="continuation">From the page before.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async Task<IActionResult> OnGetAsync(
        string? unit, string? session, string? @class, string? show, string? continuation, CancellationToken cancellationToken)
    {
        var sessions = await directory.SessionsAsync(cancellationToken);
        Sessions = [.. sessions.Select(known => new Choice(known.Code, L(known.Name)))];
        Session = session ?? sessions.OrderByDescending(known => known.ClosesAt).FirstOrDefault()?.Code ?? "";
        Unit = Me.Role is Role.School ? Me.Unit! : unit ?? "";
        UnitName = await reference.UnitAsync(Unit, cancellationToken) is { } known ? L(known.Name) : Unit;
        (Class, Show) = (string.IsNullOrWhiteSpace(@class) ? null : @class.Trim().ToUpperInvariant(), show ?? (continuation is null && @class is null ? Waiting : ""));

        RegistrationState? state = Enum.TryParse<RegistrationState>(Show, out var named) && Enum.IsDefined(named) ? named : null;
        NextActor? next = Show == Waiting ? NextActor.School : null;
        var query = new ListUnit(Session, Unit, Class, state, next, Continuation: continuation);
        if (!(await list.OfUnitAsync(query, HttpContext.Asked(), cancellationToken)).Succeeded(out var page, out var problem)) return Refusal(problem);
        Registrations = page;
        return Page();
    }

    public IReadOnlyList<Choice> Shows() =>
    [
        new(Waiting, L("Đang chờ nhà trường", "Waiting for the school")),
        new("", L("Tất cả", "All")),
        .. new[]
        {
            RegistrationState.Submitted, RegistrationState.SchoolChecked, RegistrationState.CorrectionRequested,
            RegistrationState.Confirmed, RegistrationState.Locked, RegistrationState.Withdrawn,
        }.Select(state => new Choice(state.ToString(), L(StateNames.Of(state)))),
    ];

    /// <summary>Address of the next page.</summary>
    public string NextPage() =>
        $"/school?unit={Uri.EscapeDataString(Unit)}&session={Uri.EscapeDataString(Session)}&class={Uri.EscapeDataString(Class ?? "")}&show={Uri.EscapeDataString(Show ?? "")}&continuation={Uri.EscapeDataString(Registrations.Continuation ?? "")}";
}
