using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>
/// What a registration tells the others, once more, for a store that has its records and not the messages that were under way.
/// Everybody who heard it the first time leaves it at that.
/// </summary>
public static class RegistrationWake
{
    public static IEnumerable<Outgoing> Of(Loaded<Registration> loaded, DateTimeOffset now)
    {
        var registration = loaded.State!;
        var asked = new Asked(Caller.System, now, "wake");
        var stem = $"{IdSource.StampOf(now)}-{loaded.Id}.v{loaded.Version}.wake";
        var isOver = registration.State is RegistrationState.Draft or RegistrationState.Withdrawn or RegistrationState.Ineligible;

        if (registration is { Fee: FeeStatus.Due, DossierCode: not null })
            yield return new Outgoing(FeeMessages.Request(loaded.Id, registration, asked, stem));
        if (isOver && registration is { Fee: FeeStatus.Due or FeeStatus.Paid, Payment: { } payment })
            yield return new Outgoing(FeeMessages.Withdraw(loaded.Id, payment, "not-needed", asked, stem));
        if (registration is { DossierCode: not null, Portal: not Contracts.PortalState.None })
            yield return new Outgoing(Consequences.Moved(loaded.Id, registration, loaded.Version, asked, stem));
        if (LockConfirmed.MayBeDue(before: null, registration, now))
            yield return new Outgoing(LockConfirmed.Due(loaded.Id, registration, asked, stem));
    }
}
