using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;
using PublicServices.Portal;
using EndpointIds = PublicServices.Portal.Endpoint;

namespace PublicServices.Functions.Portal.Pages;

/// <summary>What endpoints were told: a day, a dossier, what is waiting, and telling it again.</summary>
[Authorize(Roles = $"{nameof(Role.Operator)},{nameof(Role.Ministry)},{nameof(Role.Partner)}")]
public sealed class DeliveriesModel(ListEndpoints list, ReadDeliveries read, ReplayEndpoint replay, TimeProvider clock) : ServicePage
{
    private const string DayFormat = "yyyy-MM-dd";
    private const string TimeFormat = "yyyy-MM-ddTHH:mm";
    private IReadOnlyList<EndpointSummary> _endpoints = [];

    [BindProperty(SupportsGet = true, Name = "endpoint")]
    public string? Endpoint { get; set; }

    [BindProperty(SupportsGet = true, Name = "dossier")]
    public string? Dossier { get; set; }

    [BindProperty(SupportsGet = true, Name = "day")]
    public string? DayText { get; set; }

    [BindProperty(Name = "from")]
    public string? FromText { get; set; }

    public IReadOnlyList<Choice> Choices => [.. _endpoints.Select(endpoint => new Choice(endpoint.Id.Value, endpoint.Name))];

    public IReadOnlyList<DeliveryLine> Lines { get; private set; } = [];

    public IReadOnlyList<TrailBehind> Waiting { get; private set; } = [];

    public DeliveryTrace? Trace { get; private set; }

    public string? Continuation { get; private set; }

    public ReplayBegun? Begun { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken cancellationToken)
    {
        var problem = await LoadAsync(after, cancellationToken);
        return problem is null ? Page() : AskAgain(problem);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var refused = await ReplayAsync(cancellationToken);
        var unreadable = await LoadAsync(null, cancellationToken);
        return (refused ?? unreadable) is not { } problem ? Page() : AskAgain(problem);
    }

    /// <summary>The state an event tells, or its type.</summary>
    public string Describe(TrailEvent told) =>
        told.Data.TryGetProperty("stateName", out var name) ? $"{told.Data.GetProperty("state")} · {name}" : told.Type;

    /// <summary>Names of the endpoints that have acknowledged an event.</summary>
    public string AcknowledgedBy(DeliveryTrace trace, TrailEvent told)
    {
        var names = trace.Cursors.Where(cursor => cursor.Next > told.Sequence).Select(cursor => NameOf(cursor.Endpoint)).ToList();
        return names.Count == 0 ? "–" : string.Join(", ", names);
    }

    public string NameOf(RecordId endpoint) => _endpoints.FirstOrDefault(known => known.Id == endpoint)?.Name ?? endpoint.Value;

    private async Task<Problem?> LoadAsync(string? after, CancellationToken cancellationToken)
    {
        if (!(await list.HandleAsync(Me, cancellationToken)).Succeeded(out var endpoints, out var problem)) return problem;
        _endpoints = endpoints.Endpoints;
        Endpoint ??= _endpoints.Count > 0 ? _endpoints[0].Id.Value : null;
        FromText ??= clock.GetUtcNow().AddHours(-1).InVietnam().ToString(TimeFormat, CultureInfo.InvariantCulture);
        if (!DateOnly.TryParseExact(DayText, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) day = clock.GetUtcNow().VietnamDate();
        DayText = day.ToString(DayFormat, CultureInfo.InvariantCulture);
        if (!string.IsNullOrWhiteSpace(Dossier))
        {
            if (!(await read.OfDossierAsync(Dossier.Trim(), Me, cancellationToken)).Succeeded(out var trace, out problem)) return problem;
            Trace = trace;
            return null;
        }

        if (!RecordId.TryParse(Endpoint, EndpointIds.Kind, out var id)) return Endpoint is null ? null : KernelProblems.NotFound;
        if (!(await read.OfDayAsync(id, day, after, Me, cancellationToken)).Succeeded(out var page, out problem)) return problem;
        (Lines, Continuation) = (page.Lines, page.Continuation);
        if (!(await read.WaitingAsync(id, null, Me, cancellationToken)).Succeeded(out var waiting, out problem)) return problem;
        Waiting = waiting.Dossiers;
        return null;
    }

    private async Task<Problem?> ReplayAsync(CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(Endpoint, EndpointIds.Kind, out var id)) return KernelProblems.NotFound;
        if (!DateTime.TryParseExact(FromText, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wallClock))
            return PortalProblems.ReplayTooFarBack;
        var code = string.IsNullOrWhiteSpace(Dossier) ? null : Dossier.Trim();
        var from = VietnamTime.At(DateOnly.FromDateTime(wallClock), TimeOnly.FromDateTime(wallClock));
        if (!(await replay.HandleAsync(id, code, from, Me, HttpContext.CorrelationId(), cancellationToken)).Succeeded(out var begun, out var problem))
            return problem;
        Begun = begun;
        return null;
    }
}
