using PublicServices.Contracts;
using PublicServices.Functions.Hosting;
using PublicServices.Infra.Webhooks;
using PublicServices.Portal;

namespace PublicServices.Functions.Portal;

/// <summary>The portal feature: webhooks in, status events out, endpoints and their deliveries.</summary>
public static class PortalFeature
{
    /// <summary>The feature's subscription.</summary>
    public const string Consumer = "portal";

    /// <summary>How often it is looked whether a digest is due.</summary>
    public static readonly TimeSpan DigestPeriod = TimeSpan.FromMinutes(15);

    public static void Register(IServiceCollection services, Triggers triggers)
    {
        AddServices(services);
        PortalRoutes.Map(triggers);
        PortalKinds.Declare(triggers);
        triggers.On<DossierMovedV1, RecordDossierMove>(Consumer, PortalContracts.DossierMoved, move => move.HandleAsync);
        triggers.On<DossierErasedV1, EraseDossier>(Consumer, PortalContracts.DossierErased, erase => erase.HandleAsync);
        triggers.On<DeliveryDueV1, DeliverDue>(Consumer, PortalMessages.DeliveryDue, due => due.HandleAsync);
        triggers.On<TrailRewoundV1, RewindTrail>(Consumer, PortalMessages.TrailRewound, rewind => rewind.HandleAsync);
        triggers.On<EndpointReportedV1, ApplyEndpointReport>(Consumer, PortalMessages.EndpointReported, report => report.HandleAsync);
        triggers.On<EndpointRecoveredV1, ResumeEndpoint>(Consumer, PortalMessages.EndpointRecovered, resume => resume.HandleAsync);
        triggers.On<ReplayRequestedV1, ContinueReplay>(Consumer, PortalMessages.ReplayRequested, replay => replay.HandleAsync);
        triggers.Project("portal-views", PortalMessages.DeliveriesRecorded, PortalViews.Project);
        triggers.Every<SendDailyDigest>("portal-digest", DigestPeriod, digest => digest.RunAsync);
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(provider => PortalSetup.Options(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));
        services.AddSingleton<IWebhookSender, HttpWebhookSender>();
        services.AddSingleton<EndpointGates>();
        services.AddSingleton<EndpointDirectory>();
        services.AddSingleton<EndpointBook>();
        services.AddSingleton<Courier>();
        services.AddSingleton<Deliverer>();
        services.AddSingleton<ReceivePortalWebhook>();
        services.AddSingleton<RecordDossierMove>();
        services.AddSingleton<EraseDossier>();
        services.AddSingleton<DeliverDue>();
        services.AddSingleton<RewindTrail>();
        services.AddSingleton<ApplyEndpointReport>();
        services.AddSingleton<ResumeEndpoint>();
        services.AddSingleton<ContinueReplay>();
        services.AddSingleton<SendDailyDigest>();
        services.AddSingleton<ListEndpoints>();
        services.AddSingleton<AddEndpoint>();
        services.AddSingleton<EnableEndpoint>();
        services.AddSingleton<DisableEndpoint>();
        services.AddSingleton<ArchiveEndpoint>();
        services.AddSingleton<RotateEndpointSecret>();
        services.AddSingleton<ReplayEndpoint>();
        services.AddSingleton<ReadDeliveries>();
    }
}
