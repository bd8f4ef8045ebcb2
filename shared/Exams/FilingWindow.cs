using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A later closing time for one person, kept under the registration's id whether it exists yet or not.</summary>
public sealed record PersonExtension(string Session, WindowExtension Extension);

/// <summary>Decides whether a submission that arrived at a moment counts.</summary>
public sealed class FilingWindow(IRecordStore store)
{
    private readonly Records<PersonExtension> _persons = new(store, () => ExamsJson.Default.PersonExtension);

    /// <summary>Where a person's extension is kept.</summary>
    public static RecordId PersonRecord(RecordId registration) => new($"ext-{registration}");

    /// <summary>
    /// When filing ends for a person, or the refusal. A person's own extension is only looked up once the general window
    /// has closed, so that filing in time costs nothing more.
    /// </summary>
    public async ValueTask<Result<DateTimeOffset>> ClosesAsync(
        ExamSession session, string? unit, RecordId registration, DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        if (arrivedAt < session.OpensAt) return ExamProblems.NotOpenYet(session.OpensAt);
        var closes = session.ClosesFor(unit ?? "");
        if (arrivedAt <= closes) return closes;

        var person = await _persons.LoadAsync(PersonRecord(registration), cancellationToken);
        if (person.State is { } own && own.Extension.Until > closes) closes = own.Extension.Until;
        return arrivedAt <= closes ? closes : ExamProblems.Closed(closes);
    }

    /// <summary>
    /// Why a filed form can no longer be changed; null when it can. What a school asked for can be put right for longer than
    /// the window is open.
    /// </summary>
    public async ValueTask<Problem?> RefusesEditAsync(
        ExamSession session, Loaded<Registration> registration, DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        var ends = await ClosesAsync(session, registration.State!.Form.Unit, registration.Id, arrivedAt, cancellationToken);
        if (ends.Problem is null) return null;
        if (registration.State.State is not RegistrationState.CorrectionRequested) return ends.Problem;
        return arrivedAt <= session.CorrectionsUntil ? null : ExamProblems.CorrectionsClosed;
    }
}
