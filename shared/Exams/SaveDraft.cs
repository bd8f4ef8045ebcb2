using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A form that is not finished. It must say who it is about, and that its data may be used.</summary>
/// <param name="ExpectedVersion">Of the draft that this replaces; null to begin one.</param>
public sealed record SaveDraft(string Session, RegistrationForm Form, ConsentGiven? Consent, long? ExpectedVersion = null);

/// <summary>Begins a draft or saves one, to be taken up again on any device.</summary>
public sealed class SaveDraftHandler(
    Registrations registrations, ExamReference reference, ExamRuleBook book, FilingWindow window, Filing filing)
{
    public async ValueTask<Result<RegistrationAnswer>> HandleAsync(SaveDraft command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        if (await reference.SessionAsync(command.Session, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;
        var form = FormFields.Normalise(command.Form);
        var faults = FormCheck.Draft(form);
        if (faults.Count > 0) return ExamProblems.FormNotValid(faults);

        var id = filing.IdOf(session.Code, form);
        var ends = await window.ClosesAsync(session, form.Unit, id, asked.ArrivedAt, cancellationToken);
        if (ends.Problem is { } closed) return await registrations.RefuseAsync(id, asked, closed, cancellationToken);
        var consent = ConsentGiven.Record(command.Consent, form, book.On(asked.ArrivedAt.VietnamDate()), asked);
        return await registrations.ChangeAsync(
            id, asked, (loaded, _) => Decide(loaded, command, session, form, consent, asked), cancellationToken);
    }

    private static Result<Decision?> Decide(
        Loaded<Registration> loaded, SaveDraft command, ExamSession session, RegistrationForm form, Result<Consent> consent, Asked asked)
    {
        if (loaded.State is not { } draft)
        {
            if (!consent.Succeeded(out var given, out var noConsent)) return noConsent;
            return new Decision(Begin(session, form, given, asked), RegistrationAction.SaveDraft);
        }

        if (!Permissions.IsFamily(asked.Caller, draft)) return ExamProblems.HeldByAnother;
        if (command.ExpectedVersion is null) return ExamProblems.AlreadyYours(loaded.Id);
        if (command.ExpectedVersion != loaded.Version) return KernelProblems.Stale;
        if (!Moves.Next(draft.State, RegistrationAction.SaveDraft, draft.FeeSettled, draft.NeedsCheck).Succeeded(out var next, out var refusal))
            return refusal;
        var changed = FormFields.Changed(draft.Form, form);
        if (draft.State == next && changed.Count == 0) return (Decision?)null;
        // After a withdrawal a new dossier begins: what was filed before is in the history.
        var after = draft.State == next
            ? draft with { Form = form }
            : draft with { Form = form, State = next, SubmittedAt = null, FiledAt = null, FormHash = null, DossierCode = null };
        return new Decision(after, RegistrationAction.SaveDraft, string.Join(", ", changed));
    }

    private static Registration Begin(ExamSession session, RegistrationForm form, Consent consent, Asked asked) => new()
    {
        Session = session.Code,
        Procedure = session.Procedure,
        Form = form,
        State = RegistrationState.Draft,
        Fee = FeeStatus.None,
        Guardians = [asked.Caller.Id],
        Consent = consent,
        Attachments = [],
        CreatedAt = asked.ArrivedAt,
        Language = asked.Language,
    };
}
