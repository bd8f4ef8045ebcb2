using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Portal;

namespace PublicServices.Functions.Portal;

/// <summary>The feature's routes, with what the API document says about each.</summary>
internal static class PortalRoutes
{
    private const string Inbound = "Portal webhook";
    private const string Endpoints = "Endpoints";
    private const string Deliveries = "Deliveries";
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int Invalid = StatusCodes.Status422UnprocessableEntity;

    public static void Map(Triggers triggers)
    {
        triggers.Http("POST", "/webhooks/portal", Access.Signed, PortalHttp.ReceiveAsync)
            .Says(Inbound, "A dossier filed, supplemented, withdrawn or paid at the portal; Standard Webhooks.")
            .TakesHeader("webhook-id", "Unique for an event; a repeat is answered as the first time.")
            .TakesHeader("webhook-timestamp", "Unix seconds, at most five minutes off.")
            .TakesHeader("webhook-signature", "`v1,` and base 64 of HMAC-SHA256 over id, timestamp and body, joined by dots.")
            .Reads(() => PortalJson.Default.InboundEnvelope).Refuses(StatusCodes.Status401Unauthorized, Conflict)
            .Answers(() => PortalJson.Default.WebhookReceipt, StatusCodes.Status202Accepted, "Stored, durably; what follows comes as an event.");
        MapEndpoints(triggers);
        MapDeliveries(triggers);
    }

    private static void MapEndpoints(Triggers triggers)
    {
        triggers.Http("GET", "/api/portal/endpoints", Access.SignedIn, EndpointsHttp.ListAsync)
            .Says(Endpoints, "Who hears of status changes.")
            .Answers(() => PortalJson.Default.EndpointList);
        triggers.Http("POST", "/api/portal/endpoints", Access.SignedIn, EndpointsHttp.AddAsync)
            .Says(Endpoints, "Add an endpoint; it hears nothing until it is enabled.").Reads(() => PortalJson.Default.NewEndpoint).Refuses(Conflict)
            .Answers(() => PortalJson.Default.EndpointSecret, StatusCodes.Status201Created, "Added. The secret is shown this once.");
        triggers.Http("POST", "/api/portal/endpoints/{endpoint}/enable", Access.SignedIn, EndpointsHttp.EnableAsync)
            .Says(Endpoints, "Post a signed test, and go live on a 2xx.").Refuses(Conflict, Invalid)
            .Answers(() => PortalJson.Default.EndpointSummary);
        triggers.Http("POST", "/api/portal/endpoints/{endpoint}/disable", Access.SignedIn, EndpointsHttp.DisableAsync)
            .Says(Endpoints, "Stop telling an endpoint; what is due waits.").Reads(() => PortalHttpJson.Default.DisableRequest).Refuses(Conflict)
            .Answers(() => PortalJson.Default.EndpointSummary);
        triggers.Http("POST", "/api/portal/endpoints/{endpoint}/secret", Access.SignedIn, EndpointsHttp.RotateAsync)
            .Says(Endpoints, "Make a new secret; the old one signs beside it for a while.").Refuses(Conflict)
            .Answers(() => PortalJson.Default.EndpointSecret);
        triggers.Http("POST", "/api/portal/endpoints/{endpoint}/replays", Access.SignedIn, EndpointsHttp.ReplayAsync)
            .Says(Endpoints, "Tell an endpoint again what it was told since a moment.").Reads(() => PortalHttpJson.Default.ReplayRequest).Refuses(Conflict)
            .Answers(() => PortalJson.Default.ReplayBegun, StatusCodes.Status202Accepted, "The replay has begun.");
    }

    private static void MapDeliveries(Triggers triggers)
    {
        triggers.Http("GET", "/api/portal/endpoints/{endpoint}/deliveries/{day}", Access.SignedIn, EndpointsHttp.DeliveriesAsync)
            .Says(Deliveries, "A day's attempts to tell an endpoint.")
            .Answers(() => PortalJson.Default.DeliveryPage);
        triggers.Http("GET", "/api/portal/endpoints/{endpoint}/waiting", Access.SignedIn, EndpointsHttp.WaitingAsync)
            .Says(Deliveries, "Dossiers an endpoint is behind with.")
            .Answers(() => PortalJson.Default.WaitingPage);
        triggers.Http("GET", "/api/portal/dossiers/{dossierCode}/deliveries", Access.SignedIn, EndpointsHttp.TraceAsync)
            .Says(Deliveries, "Everything about one dossier: its events, who was told, who waits.")
            .Answers(() => PortalJson.Default.DeliveryTrace);
    }
}
