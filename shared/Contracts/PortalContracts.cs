using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>A dossier's state as the National Public Service Portal counts them.</summary>
/// <remarks>Source: the portal's dossier synchronisation interface, states 1 to 10.</remarks>
public enum PortalState
{
    None = 0,
    NewlyRegistered = 1,
    Accepted = 2,
    NotAccepted = 3,
    Processing = 4,
    SupplementRequested = 5,
    FinancialObligationRequested = 6,
    CitizenWithdraws = 7,
    Stopped = 8,
    Processed = 9,
    ResultReturned = 10,
}

/// <summary>A service moved a dossier. Sent by services in the commit that moves it, read by the portal feature.</summary>
/// <param name="Record">The service's record; also the message's session, so that moves arrive in order.</param>
/// <param name="Version">The record's version after the move.</param>
/// <param name="DossierCode">The code families and the portal know it by.</param>
/// <param name="Procedure">Administrative procedure code.</param>
/// <param name="State">Where it is now. States on the way that the portal expects are filled in by the portal feature.</param>
/// <param name="At">When it moved.</param>
/// <param name="Note">Reasons or what happens next, for people.</param>
/// <param name="IsAnswer">True when nothing moved and the portal is only answered: the state it was told last is told again with the note.</param>
public sealed record DossierMovedV1(
    RecordId Record,
    long Version,
    string DossierCode,
    string Procedure,
    PortalState State,
    DateTimeOffset At,
    LocalText Note,
    bool IsAnswer = false);

/// <summary>What the portal tells us about a dossier.</summary>
public enum PortalDossierKind
{
    Filed,
    Supplemented,
    Withdrawn,
    Paid,
}

/// <summary>
/// The portal told us something. The payload, which holds personal data, stays in the document it was stored in; read it
/// with <see cref="IRecordStore.ReadDocumentAsync"/>.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="Dossier">The portal's own dossier code.</param>
/// <param name="Procedure">Administrative procedure code: which service it is for.</param>
/// <param name="StoredIn">The record that holds the payload; also the message's session.</param>
/// <param name="DocumentId">The document that holds the payload: the <c>data</c> of the webhook, UTF-8 JSON.</param>
public sealed record PortalDossierReceivedV1(
    PortalDossierKind Kind,
    string Dossier,
    string Procedure,
    RecordId StoredIn,
    string DocumentId,
    DateTimeOffset ReceivedAt);

/// <summary>A service erased a dossier whose time is over: nothing that is told or was heard of it is kept any longer.</summary>
/// <param name="Record">The service's record; also the message's session.</param>
/// <param name="DossierCode">The code families and the portal know it by.</param>
public sealed record DossierErasedV1(RecordId Record, string DossierCode);

/// <summary>The contracts of the portal feature.</summary>
public static class PortalContracts
{
    public static readonly Contract<DossierMovedV1> DossierMoved = new("ps.portal.dossier-moved.v1", () => ContractsJson.Default.DossierMovedV1);
    public static readonly Contract<PortalDossierReceivedV1> DossierReceived = new("ps.portal.dossier-received.v1", () => ContractsJson.Default.PortalDossierReceivedV1);
    public static readonly Contract<DossierErasedV1> DossierErased = new("ps.portal.dossier-erased.v1", () => ContractsJson.Default.DossierErasedV1);
}
