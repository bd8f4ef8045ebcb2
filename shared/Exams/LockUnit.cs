using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A unit's list being locked; a run that was interrupted goes on where it stopped.</summary>
/// <param name="Run">How often locking was begun.</param>
/// <param name="Asked">Registrations this run found confirmed and asked to lock.</param>
/// <param name="LeftOpen">Registrations this run found in another state and left as they are.</param>
public sealed record UnitLock(
    string Session, string Unit, Caller By, DateTimeOffset BegunAt, int Run, int Asked, int LeftOpen, DateTimeOffset? FinishedAt);

/// <summary>The Department locks the list of one of its units.</summary>
public sealed record LockUnit(string Session, string Unit);

/// <summary>
/// Locks confirmed registrations once the window has closed, page by page, by messages: each registration in a commit of its
/// own. What is confirmed after the walk locks itself: <see cref="LockConfirmed"/>. What is locked stays locked; there is no way back.
/// </summary>
public sealed class LockUnitHandler(IRecordStore store, IViewStore views, Registrations registrations, ExamReference reference, IdSource ids)
{
    /// <summary>Registrations looked at in one step; their messages and the next step fit one commit.</summary>
    public const int StepRows = 50;

    private readonly Records<UnitLock> _locks = new(store, () => ExamsJson.Default.UnitLock);

    public static RecordId Id(string session, string unit) => new($"lock-{session}-{unit}");

    public async ValueTask<Result<UnitLock>> HandleAsync(LockUnit command, Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Department || !Permissions.IsOfficerOf(asked.Caller, command.Unit)) return KernelProblems.Forbidden;
        if (await reference.SessionAsync(command.Session, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;
        if (await reference.UnitAsync(command.Unit, cancellationToken) is null) return ExamProblems.NoSuchUnit;
        if (session.ClosesFor(command.Unit) is var closes && asked.ArrivedAt <= closes) return ExamProblems.StillOpen(closes);

        var stem = ids.Next();
        var result = await _locks.ChangeAsync(
            Id(command.Session, command.Unit),
            asked.Cause,
            loaded =>
            {
                var run = (loaded.State?.Run ?? 0) + 1;
                var begun = new UnitLock(command.Session, command.Unit, asked.Caller, asked.ArrivedAt, run, 0, 0, null);
                return new Change<UnitLock>(begun) { Messages = [Step(begun, null, asked, $"{stem}-s")] };
            },
            cancellationToken);
        return result.Succeeded(out var changed, out var refusal) ? changed.State! : refusal;
    }

    /// <summary>How far locking has come; null when it was never begun.</summary>
    public async ValueTask<Result<UnitLock?>> ReadAsync(LockUnit query, Asked asked, CancellationToken cancellationToken)
    {
        if (!Permissions.IsOfficerOf(asked.Caller, query.Unit)) return KernelProblems.Forbidden;
        return (await _locks.LoadAsync(Id(query.Session, query.Unit), cancellationToken)).State;
    }

    /// <summary>Asks for one page of registrations to be locked, and for the next page.</summary>
    public async ValueTask StepAsync(UnitLockStepV1 step, MessageContext context, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(
            new ViewRange(
                ExamViews.ByUnit, ExamViews.UnitPartition(step.ExamSession, step.Unit), StepRows, Continuation: step.Continuation),
            cancellationToken);
        var asked = Exams.Asked.By(context);
        var stem = ids.Next();
        await _locks.ChangeAsync(
            Id(step.ExamSession, step.Unit),
            context.Cause,
            loaded => loaded.State is { } run && run.Run == step.Run ? Advance(run, page, asked, stem) : (Change<UnitLock>?)null,
            cancellationToken);
    }

    /// <summary>Locks one registration; one that is no longer confirmed is left as it is, for the Department to see.</summary>
    public async ValueTask LockAsync(RegistrationLockDueV1 due, MessageContext context, CancellationToken cancellationToken) =>
        await registrations.ChangeSeenAsync(
            due.Registration,
            Exams.Asked.By(context) with { Caller = due.By },
            expectedVersion: null,
            (loaded, _) => LockConfirmed.Decide(loaded),
            cancellationToken);

    /// <summary>A walk that has not come to its end begins anew; what is locked stays locked.</summary>
    public static IEnumerable<Outgoing> Wake(Loaded<UnitLock> loaded, DateTimeOffset now)
    {
        if (loaded.State is { FinishedAt: null } run)
            yield return Step(run, null, new Asked(Caller.System, now, "wake"), $"{IdSource.StampOf(now)}-{loaded.Id}.v{loaded.Version}.wake");
    }

    private static Change<UnitLock> Advance(UnitLock run, ViewPage page, Asked asked, string stem)
    {
        var messages = new List<Outgoing>(StepRows + 1);
        foreach (var row in page.Rows)
        {
            var registration = ExamViews.Read(row);
            if (registration.State is not RegistrationState.Confirmed) continue;
            messages.Add(new Outgoing(ExamContracts.RegistrationLockDue.Write(
                $"{stem}-{messages.Count}",
                registration.Registration,
                asked.ArrivedAt,
                asked.Correlation,
                new RegistrationLockDueV1(registration.Registration, run.By))));
        }

        var after = run with
        {
            Asked = run.Asked + messages.Count,
            LeftOpen = run.LeftOpen + page.Rows.Count - messages.Count,
            FinishedAt = page.Continuation is null ? asked.ArrivedAt : null,
        };
        if (page.Continuation is { } next) messages.Add(Step(after, next, asked, $"{stem}-s"));
        return new Change<UnitLock>(after) { Messages = messages };
    }

    private static Outgoing Step(UnitLock run, string? continuation, Asked asked, string id) =>
        new(ExamContracts.UnitLockStep.Write(
            id,
            Id(run.Session, run.Unit),
            asked.ArrivedAt,
            asked.Correlation,
            new UnitLockStepV1(run.Session, run.Unit, run.Run, continuation)));
}
