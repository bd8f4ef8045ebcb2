using PublicServices.Contracts;

namespace PublicServices.Exams;

/// <summary>What the portal is told about a registration.</summary>
/// <remarks>
/// The portal allows 1→2/3/7, 2→4/5/6/7, 4→5/6/7/8/9, 5→4/8, 6→4/8 and 9→10. States on the way are filled in by the portal
/// feature, so this only has to name a state that can be reached from the last one told.
/// </remarks>
public static class PortalStates
{
    /// <summary>The state to report, given the last one told; the same one when nothing changes for the portal.</summary>
    public static PortalState Of(RegistrationState state, FeeStatus fee, PortalState told) => state switch
    {
        // No edge leads out of these; a candidate who comes back gets a new dossier.
        _ when told is PortalState.NotAccepted or PortalState.CitizenWithdraws or PortalState.Stopped or PortalState.ResultReturned => told,
        RegistrationState.Draft => told,
        // Withdrawn before it was ever reported: the portal never heard of it.
        RegistrationState.Withdrawn => told is PortalState.None ? told : PortalState.CitizenWithdraws,
        RegistrationState.Submitted => told switch
        {
            PortalState.None or PortalState.NewlyRegistered => PortalState.NewlyRegistered,
            _ => PortalState.Processing,
        },
        RegistrationState.SchoolChecked => fee is FeeStatus.Paid or FeeStatus.Waived
            ? Accepted(told)
            : PortalState.FinancialObligationRequested,
        RegistrationState.CorrectionRequested => PortalState.SupplementRequested,
        RegistrationState.Confirmed => Accepted(told),
        RegistrationState.Locked or RegistrationState.NumberAssigned or RegistrationState.Scored => PortalState.Processing,
        RegistrationState.Ineligible => told is PortalState.None or PortalState.NewlyRegistered
            ? PortalState.NotAccepted
            : PortalState.Stopped,
        RegistrationState.Published or RegistrationState.RemarkRequested or RegistrationState.Remarked => PortalState.Processed,
        RegistrationState.GraduationDecided => PortalState.ResultReturned,
        RegistrationState.Suspended or RegistrationState.Absent => PortalState.Stopped,
        _ => told,
    };

    /// <summary>Accepted can only follow newly registered; later it is processing again.</summary>
    private static PortalState Accepted(PortalState told) =>
        told is PortalState.None or PortalState.NewlyRegistered or PortalState.Accepted ? PortalState.Accepted : PortalState.Processing;
}
