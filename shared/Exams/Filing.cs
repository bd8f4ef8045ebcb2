using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A form that may be filed, with everything the decision needs; nothing in it changes on a second attempt.</summary>
internal sealed record Filed(
    RecordId Id,
    ExamSession Session,
    RegistrationForm Form,
    string FormHash,
    Consent Consent,
    bool NeedsCheck,
    ExamFee Fee,
    DateTimeOffset PayUntil,
    DateTimeOffset ListClosesAt,
    string DossierUnit);

/// <summary>Checks a form that is filed for the first time, and finds its fee and its dossier code.</summary>
public sealed class Filing(ExamReference reference, ExamRuleBook book, FilingWindow window, KeyedHash hash, Counters counters)
{
    /// <summary>The registration a normalised form is about.</summary>
    public RecordId IdOf(string sessionCode, RegistrationForm form) =>
        ExamIds.Registration(hash, sessionCode, form.PersonalNumber ?? form.Passport ?? "");

    /// <param name="form">Normalised; see <see cref="FormFields.Normalise"/>.</param>
    internal async ValueTask<Result<Filed>> PrepareAsync(
        string sessionCode, RegistrationForm form, ConsentGiven? given, Asked asked, CancellationToken cancellationToken)
    {
        if (await reference.SessionAsync(sessionCode, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;
        var id = IdOf(session.Code, form);
        var ends = await window.ClosesAsync(session, form.Unit, id, asked.ArrivedAt, cancellationToken);
        if (!ends.Succeeded(out var closes, out var closed)) return closed;

        var unit = await reference.UnitAsync(form.Unit, cancellationToken);
        var rules = book.On(asked.ArrivedAt.VietnamDate());
        var faults = FormCheck.Submitted(form, new FormContext(session, unit, rules));
        if (faults.Count > 0) return ExamProblems.FormNotValid(faults);
        if (!ConsentGiven.Record(given, form, rules, asked).Succeeded(out var consent, out var noConsent)) return noConsent;
        if (session.FeeFor(form, rules.Day) is not { } fee) return ExamProblems.NoFeeRule;

        var payUntil = session.PayUntilFor(unit!.Code);
        return new Filed(
            id,
            session,
            form,
            FormFields.Hash(form),
            consent,
            unit.ChecksFirst(rules.Day),
            fee,
            payUntil > closes ? payUntil : closes,
            session.ClosesFor(unit.Code),
            unit.DossierUnit);
    }

    /// <summary>The next dossier code of the unit's day.</summary>
    internal async ValueTask<Result<string>> NumberAsync(Filed filed, Asked asked, CancellationToken cancellationToken)
    {
        var number = await counters.NextAsync(CounterName(filed.DossierUnit, asked.ArrivedAt.VietnamDate()), cancellationToken);
        return number <= DossierCode.MaxSequence
            ? DossierCode.Make(filed.DossierUnit, asked.ArrivedAt, number).Value
            : ExamProblems.NoNumbersLeft;
    }

    /// <summary>The registration as it stands once the form is filed; the fee is asked for anew.</summary>
    internal static Registration Apply(
        Filed filed, string dossierCode, Loaded<Registration> loaded, RegistrationState next, Asked asked)
    {
        var round = (loaded.State?.PaymentRound ?? 0) + 1;
        return new Registration
        {
            Session = filed.Session.Code,
            Procedure = filed.Session.Procedure,
            Form = filed.Form,
            State = next,
            Fee = FeeStatus.Due,
            Guardians = loaded.State?.Guardians ?? (asked.Caller.Role is Role.Family ? [asked.Caller.Id] : []),
            Consent = KeptConsent(loaded.State, filed.Consent),
            Attachments = loaded.State?.Attachments ?? [],
            CreatedAt = loaded.State?.CreatedAt ?? asked.ArrivedAt,
            Language = asked.Language,
            NeedsCheck = filed.NeedsCheck,
            DossierCode = dossierCode,
            SubmittedAt = asked.ArrivedAt,
            FiledAt = asked.ArrivedAt,
            FiledVersion = loaded.Version + 1,
            FormHash = filed.FormHash,
            FeeAmount = filed.Fee.Amount,
            FeeRule = filed.Fee.Instrument,
            Payment = ExamIds.Payment(filed.Id, round),
            PaymentRound = round,
            FeeFromRound = round,
            PayUntil = filed.PayUntil,
            ListClosesAt = filed.ListClosesAt,
        };
    }

    /// <summary>What was agreed to when the draft was begun keeps its own time.</summary>
    private static Consent KeptConsent(Registration? before, Consent given) =>
        before is { State: RegistrationState.Draft, Consent: var first }
            && (first.TextVersion, first.By, first.Relationship) == (given.TextVersion, given.By, given.Relationship)
            ? first
            : given;

    private static string CounterName(string dossierUnit, DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"dossier-{dossierUnit.ToLowerInvariant()}-{day:yyMMdd}");
}
