using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>
/// Erases a registration whose time is over: the form and who filed it in one commit, and by the message of that commit everything
/// that stands beside it. Its version stays, so that nothing older can bring it back.
/// </summary>
/// <remarks>The rule in force on the day of the erasure decides, not that of the day of filing: terms may have become longer since.</remarks>
public sealed class EraseRegistration(
    IRecordStore store, ExamReference reference, ExamRuleBook book, IBlobStore blobs, IdSource ids, TimeProvider clock)
{
    private readonly Records<Registration> _registrations = new(store, () => ExamsJson.Default.Registration);
    private readonly Records<PersonExtension> _extensions = new(store, () => ExamsJson.Default.PersonExtension);

    /// <summary>Looks at one registration; one whose time is not over stays.</summary>
    public async ValueTask HandleAsync(RegistrationErasureDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var today = clock.GetUtcNow().VietnamDate();
        var seen = await _registrations.LoadAsync(due.Registration, cancellationToken);
        if (book.On(today).Retention is not { } rule) return;
        if (seen.State is null || await reference.SessionAsync(seen.State.Session, cancellationToken) is not { } session) return;

        var stem = ids.Next();
        await _registrations.ChangeAsync(
            due.Registration,
            context.Cause,
            loaded => loaded.State is { } registration && rule.IsOver(registration, session, today)
                ? Erase(loaded.Id, loaded.Version + 1, registration, context.Message, stem)
                : (Change<Registration>?)null,
            cancellationToken);
    }

    /// <summary>Removes what stands beside an erased registration: its history, its files, a person's own closing time.</summary>
    public async ValueTask RemainsAsync(RegistrationErasedV1 erased, MessageContext context, CancellationToken cancellationToken)
    {
        // Begun anew already: what is there now belongs to the new one.
        if ((await _registrations.LoadAsync(erased.Registration, cancellationToken)).State is not null) return;
        await store.EraseDocumentsAsync(erased.Registration, Document.AnyPrefix, cancellationToken);
        await blobs.EraseAsync(erased.Registration, cancellationToken);

        var extension = FilingWindow.PersonRecord(erased.Registration);
        await store.EraseDocumentsAsync(extension, Document.AnyPrefix, cancellationToken);
        await _extensions.ChangeAsync(
            extension,
            context.Cause,
            loaded => loaded.State is null ? (Change<PersonExtension>?)null : new Change<PersonExtension>(State: null) { IsErasure = true },
            cancellationToken);
    }

    private static Change<Registration> Erase(RecordId id, long version, Registration registration, Message cause, string stem)
    {
        var erased = new RegistrationErasedV1(
            id, version, registration.Session, ExamViews.UnitSort(registration.Form.Unit, registration.Form.Class), registration.Guardians);
        var messages = new List<Outgoing> { new(ExamContracts.RegistrationErased.Write($"{stem}-e", id, cause.Time, cause.Correlation, erased)) };
        if (registration.DossierCode is { } code)
        {
            messages.Add(new Outgoing(PortalContracts.DossierErased.Write(
                $"{stem}-d", id, cause.Time, cause.Correlation, new DossierErasedV1(id, code))));
        }

        return new Change<Registration>(State: null) { IsErasure = true, Messages = messages };
    }
}
