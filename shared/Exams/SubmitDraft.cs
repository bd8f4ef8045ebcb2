using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Files a draft as it was saved.</summary>
/// <param name="ExpectedVersion">The version the family looked at before they said yes.</param>
public sealed record SubmitDraft(RecordId Registration, long ExpectedVersion);

/// <summary>Files a saved draft; everything is checked as for a form filed at once.</summary>
public sealed class SubmitDraftHandler(Registrations registrations, SubmitRegistrationHandler submit)
{
    public async ValueTask<Result<RegistrationAnswer>> HandleAsync(SubmitDraft command, Asked asked, CancellationToken cancellationToken)
    {
        var loaded = await registrations.LoadAsync(command.Registration, cancellationToken);
        if (Permissions.Refuses(asked.Caller, loaded.State) is { } refusal) return refusal;
        var draft = loaded.State!;
        var consent = new ConsentGiven(draft.Consent.TextVersion, draft.Consent.Relationship, Agreed: true);
        return await submit.HandleAsync(
            new SubmitRegistration(draft.Session, draft.Form, consent, command.ExpectedVersion), asked, cancellationToken);
    }
}
