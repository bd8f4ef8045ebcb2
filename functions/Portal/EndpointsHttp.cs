using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Portal;
using Endpoint = PublicServices.Portal.Endpoint;

namespace PublicServices.Functions.Portal;

/// <summary>The API operators and partners run their endpoints with.</summary>
internal static class EndpointsHttp
{
    public static async Task<IResult> ListAsync(HttpContext context, ListEndpoints list, CancellationToken cancellationToken) =>
        Answers.From(await list.HandleAsync(context.Caller(), cancellationToken), PortalJson.Default.EndpointList);

    public static async Task<IResult> AddAsync(HttpContext context, AddEndpoint add, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(PortalJson.Default.NewEndpoint, cancellationToken);
        if (!read.Succeeded(out var body, out var problem)) return Answers.Problem(problem);
        return Answers.From(
            await add.HandleAsync(body.Value, context.Caller(), cancellationToken),
            PortalJson.Default.EndpointSecret,
            StatusCodes.Status201Created);
    }

    public static Task<IResult> EnableAsync(
        string endpoint, HttpContext context, EnableEndpoint enable, CancellationToken cancellationToken) =>
        SummarizeAsync(endpoint, id => enable.HandleAsync(id, context.Caller(), context.CorrelationId(), cancellationToken));

    public static async Task<IResult> DisableAsync(
        string endpoint, HttpContext context, DisableEndpoint disable, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(PortalHttpJson.Default.DisableRequest, cancellationToken);
        if (!read.Succeeded(out var body, out var problem)) return Answers.Problem(problem);
        return await SummarizeAsync(endpoint, id => disable.HandleAsync(id, body.Value.Reason, context.Caller(), cancellationToken));
    }

    public static Task<IResult> ArchiveAsync(
        string endpoint, HttpContext context, ArchiveEndpoint archive, CancellationToken cancellationToken) =>
        SummarizeAsync(endpoint, id => archive.HandleAsync(id, context.Caller(), cancellationToken));

    public static async Task<IResult> RotateAsync(
        string endpoint, HttpContext context, RotateEndpointSecret rotate, CancellationToken cancellationToken) =>
        RecordId.TryParse(endpoint, Endpoint.Kind, out var id)
            ? Answers.From(await rotate.HandleAsync(id, context.Caller(), cancellationToken), PortalJson.Default.EndpointSecret)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> ReplayAsync(
        string endpoint, HttpContext context, ReplayEndpoint replay, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(endpoint, Endpoint.Kind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var read = await context.Request.ReadJsonAsync(PortalHttpJson.Default.ReplayRequest, cancellationToken);
        if (!read.Succeeded(out var body, out var problem)) return Answers.Problem(problem);
        var begun = await replay.HandleAsync(
            id, body.Value.DossierCode, body.Value.From, context.Caller(), context.CorrelationId(), cancellationToken);
        return Answers.From(begun, PortalJson.Default.ReplayBegun, StatusCodes.Status202Accepted);
    }

    public static async Task<IResult> DeliveriesAsync(
        string endpoint, DateOnly day, string? after, HttpContext context, ReadDeliveries read, CancellationToken cancellationToken) =>
        RecordId.TryParse(endpoint, Endpoint.Kind, out var id)
            ? Answers.From(
                await read.OfDayAsync(id, day, after, context.Caller(), cancellationToken), PortalJson.Default.DeliveryPage)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> WaitingAsync(
        string endpoint, string? after, HttpContext context, ReadDeliveries read, CancellationToken cancellationToken) =>
        RecordId.TryParse(endpoint, Endpoint.Kind, out var id)
            ? Answers.From(await read.WaitingAsync(id, after, context.Caller(), cancellationToken), PortalJson.Default.WaitingPage)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> TraceAsync(
        string dossierCode, HttpContext context, ReadDeliveries read, CancellationToken cancellationToken) =>
        Answers.From(
            await read.OfDossierAsync(dossierCode, context.Caller(), cancellationToken), PortalJson.Default.DeliveryTrace);

    private static async Task<IResult> SummarizeAsync(string endpoint, Func<RecordId, ValueTask<Result<Endpoint>>> change)
    {
        if (!RecordId.TryParse(endpoint, Endpoint.Kind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        return (await change(id)).Succeeded(out var changed, out var problem)
            ? Answers.Json(EndpointSummary.Of(changed), PortalJson.Default.EndpointSummary)
            : Answers.Problem(problem);
    }
}
