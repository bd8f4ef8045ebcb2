using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A filed form that is changed, or put right after a correction was requested.</summary>
/// <param name="ExpectedVersion">The version the change is based on.</param>
public sealed record EditRegistration(RecordId Registration, RegistrationForm Form, long ExpectedVersion);

/// <summary>Changes a filed form. What a school had checked it checks again.</summary>
public sealed class EditRegistrationHandler(Registrations registrations, ExamReference reference, ExamRuleBook book, FilingWindow window)
{
    public async ValueTask<Result<RegistrationAnswer>> HandleAsync(EditRegistration command, Asked asked, CancellationToken cancellationToken)
    {
        var seen = await registrations.LoadAsync(command.Registration, cancellationToken);
        if (Permissions.Refuses(asked.Caller, seen.State) is { } unseen) return unseen;
        if (!Permissions.MayEdit(asked.Caller, seen.State!)) return KernelProblems.Forbidden;
        if (await reference.SessionAsync(seen.State!.Session, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;

        var form = FormFields.Normalise(command.Form);
        if (Identity(form) != Identity(seen.State.Form)) return ExamProblems.IdentityFixed;
        if (await window.RefusesEditAsync(session, seen, asked.ArrivedAt, cancellationToken) is { } closed)
            return await registrations.RefuseAsync(seen.Id, asked, closed, cancellationToken);

        var rules = book.On(asked.ArrivedAt.VietnamDate());
        var unit = await reference.UnitAsync(form.Unit, cancellationToken);
        var faults = FormCheck.Submitted(form, new FormContext(session, unit, rules));
        if (faults.Count > 0) return ExamProblems.FormNotValid(faults);
        if (session.FeeFor(form, rules.Day) is not { } fee) return ExamProblems.NoFeeRule;

        var edit = new Edit(form, FormFields.Hash(form), unit!.ChecksFirst(rules.Day), fee, session.PayUntilFor(unit.Code), session.ClosesFor(unit.Code));
        return await registrations.ChangeSeenAsync(
            seen.Id, asked, command.ExpectedVersion, (loaded, stem) => Decide(loaded, edit, asked, stem), cancellationToken);
    }

    private sealed record Edit(
        RegistrationForm Form, string FormHash, bool NeedsCheck, ExamFee Fee, DateTimeOffset PayUntil, DateTimeOffset ListClosesAt);

    private static Result<Decision?> Decide(Loaded<Registration> loaded, Edit edit, Asked asked, string stem)
    {
        var before = loaded.State!;
        if (!Moves.Next(before.State, RegistrationAction.Edit, before.FeeSettled, edit.NeedsCheck).Succeeded(out _, out var refusal))
            return refusal;
        var changed = FormFields.Changed(before.Form, edit.Form);
        // Answering a correction counts even when the form stays: the family may have attached what was missing.
        if (changed.Count == 0 && before.State is not RegistrationState.CorrectionRequested) return (Decision?)null;

        var priced = FeeChange.Apply(loaded, edit.Fee, edit.PayUntil, asked, stem, out var messages);
        var next = Moves.Next(before.State, RegistrationAction.Edit, priced.FeeSettled, edit.NeedsCheck).Value;
        var after = priced with
        {
            Form = edit.Form,
            State = next,
            NeedsCheck = edit.NeedsCheck,
            FormHash = edit.FormHash,
            FiledAt = asked.ArrivedAt,
            FiledVersion = loaded.Version + 1,
            ListClosesAt = edit.ListClosesAt,
            Correction = null,
        };
        return new Decision(after, RegistrationAction.Edit, string.Join(", ", changed), messages);
    }

    private static string Identity(RegistrationForm form) => form.PersonalNumber ?? form.Passport ?? "";
}
