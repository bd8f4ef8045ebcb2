using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A unit as people choose it.</summary>
public sealed record UnitRow(string Code, LocalText Name, IReadOnlyList<string> Takes);

/// <summary>A session as people choose it.</summary>
public sealed record SessionRow(
    string Code, LocalText Name, string Procedure, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, DateOnly FirstExamDay);

/// <summary>Lists sessions and units.</summary>
public sealed class ExamDirectory(IRecordStore store, IViewStore views)
{
    /// <summary>Units of a Department: partition its code, sorted by unit code.</summary>
    public const string UnitsView = "exam-units";

    /// <summary>Sessions: one partition, sorted by code.</summary>
    public const string SessionsView = "exam-sessions";

    /// <summary>The most rows of either list.</summary>
    public const int MaxRows = 1_000;

    private const string EverySession = "all";

    private readonly Records<ExamSession> _sessions = new(store, () => ExamsJson.Default.ExamSession);

    /// <summary>Units of a Department.</summary>
    public async ValueTask<IReadOnlyList<UnitRow>> UnitsAsync(string department, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(new ViewRange(UnitsView, department, MaxRows), cancellationToken);
        return [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, ExamsJson.Default.UnitRow)!)];
    }

    /// <summary>Every session.</summary>
    public async ValueTask<IReadOnlyList<SessionRow>> SessionsAsync(CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(new ViewRange(SessionsView, EverySession, MaxRows), cancellationToken);
        return [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, ExamsJson.Default.SessionRow)!)];
    }

    /// <summary>Whether a session takes dossiers of a procedure; null when no session is listed, so that it cannot be told.</summary>
    /// <param name="procedure">Administrative procedure code.</param>
    /// <param name="named">Code of the session a dossier names. It is asked itself: the list only follows.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask<bool?> TakesAsync(string procedure, string? named, CancellationToken cancellationToken)
    {
        if (ExamIds.IsSession(named)
            && (await _sessions.LoadAsync(ExamIds.Session(named!), cancellationToken)).State?.Procedure == procedure) return true;
        var listed = await SessionsAsync(cancellationToken);
        return listed.Count == 0 ? null : listed.Any(session => session.Procedure == procedure);
    }

    /// <summary>Rows of a unit as it is stored.</summary>
    public static IEnumerable<ViewChange> Rows(RegistrationUnit unit, long version) => Rows(ChangeOf(unit, version));

    /// <summary>Rows of a session as it is stored.</summary>
    public static IEnumerable<ViewChange> Rows(ExamSession session, long version) => Rows(ChangeOf(session, version));

    public static IEnumerable<ViewChange> Rows(ExamUnitChangedV1 unit) =>
    [
        new(
            new ViewKey(UnitsView, RegistrationUnit.DepartmentOf(unit.Unit), unit.Unit),
            unit.Version,
            JsonSerializer.SerializeToUtf8Bytes(new UnitRow(unit.Unit, unit.Name, unit.Takes), ExamsJson.Default.UnitRow)),
    ];

    public static IEnumerable<ViewChange> Rows(ExamSessionChangedV1 session) =>
    [
        new(
            new ViewKey(SessionsView, EverySession, session.ExamSession),
            session.Version,
            JsonSerializer.SerializeToUtf8Bytes(
                new SessionRow(
                    session.ExamSession, session.Name, session.Procedure, session.OpensAt, session.ClosesAt, session.FirstExamDay),
                ExamsJson.Default.SessionRow)),
    ];

    internal static Message Changed(ExamSession session, long version, DateTimeOffset now, string correlation, string messageId) =>
        ExamContracts.SessionChanged.Write(
            messageId,
            ExamIds.Session(session.Code),
            now,
            correlation,
            ChangeOf(session, version));

    internal static Message Changed(RegistrationUnit unit, long version, DateTimeOffset now, string correlation, string messageId) =>
        ExamContracts.UnitChanged.Write(messageId, ExamIds.Unit(unit.Code), now, correlation, ChangeOf(unit, version));

    private static ExamUnitChangedV1 ChangeOf(RegistrationUnit unit, long version) =>
        new(unit.Code, version, unit.Name, [.. unit.Takes.Select(type => type.ToString())]);

    private static ExamSessionChangedV1 ChangeOf(ExamSession session, long version) => new(
        session.Code, version, session.Name, session.Procedure, session.OpensAt, session.ClosesFor(""), session.FirstExamDay);
}
