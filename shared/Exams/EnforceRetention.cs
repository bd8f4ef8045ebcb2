using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>When a session's registrations were last looked through for those whose time is over.</summary>
/// <param name="DraftsAt">When its drafts were; null when never.</param>
/// <param name="FiledAt">When all of them were; null when never.</param>
public sealed record RetentionRuns(string Session, DateTimeOffset? DraftsAt, DateTimeOffset? FiledAt)
{
    /// <summary>What record ids start with.</summary>
    public const string Kind = "ret";

    public static RecordId Id(string session) => new($"{Kind}-{session}");
}

/// <summary>
/// Looks through the lists of sessions whose registrations are to be kept no longer, a page at a time and by messages, and has
/// each registration looked at by itself: <see cref="EraseRegistration"/> decides. What could not go yet is met again by the next run.
/// </summary>
public sealed partial class EnforceRetention(
    IRecordStore store,
    IViewStore views,
    IMessageSender sender,
    ExamDirectory directory,
    ExamReference reference,
    ExamRuleBook book,
    IdSource ids,
    TimeProvider clock,
    ILogger<EnforceRetention> logger)
{
    /// <summary>A session is looked through again after this: registrations whose money was still under way may be ready then.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromDays(30);

    /// <summary>Registrations looked at in one step.</summary>
    public const int StepRows = 50;

    private const int MessagesAtOnce = 500;

    private readonly Records<RetentionRuns> _runs = new(store, () => ExamsJson.Default.RetentionRuns);

    /// <summary>Begins what is due. Safe to run as often as one likes: a run that is begun twice looks twice.</summary>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = now.VietnamDate();
        if (book.On(today).Retention is not { } rule) return;
        foreach (var listed in await directory.SessionsAsync(cancellationToken))
        {
            if (await reference.SessionAsync(listed.Code, cancellationToken) is not { } session || today <= rule.LastDayOfDrafts(session)) continue;
            var loaded = await _runs.LoadAsync(RetentionRuns.Id(session.Code), cancellationToken);
            var runs = loaded.State ?? new RetentionRuns(session.Code, null, null);
            var isFiledDue = today > rule.LastDayOfFiled(session) && IsDue(runs.FiledAt, now);
            if (!isFiledDue && !IsDue(runs.DraftsAt, now)) continue;

            await BeginAsync(session.Code, isFiledDue, now, cancellationToken);
            // Drafts are among all; and another process that was faster has done the same.
            var after = runs with { DraftsAt = now, FiledAt = isFiledDue ? now : runs.FiledAt };
            await _runs.CommitAsync(loaded, new Change<RetentionRuns>(after), cause: null, cancellationToken);
        }
    }

    /// <summary>Has one page of registrations looked at, and the next page.</summary>
    public async ValueTask StepAsync(RetentionStepV1 step, MessageContext context, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(new ViewRange(step.View, step.Partition, StepRows, Continuation: step.Continuation), cancellationToken);
        var messages = new List<Outgoing>(StepRows + 1);
        foreach (var row in page.Rows)
        {
            var registration = ExamViews.RegistrationOf(row);
            messages.Add(new Outgoing(ExamContracts.RegistrationErasureDue.Write(
                ids.Next(), registration, context.Message.Time, context.Message.Correlation, new RegistrationErasureDueV1(registration))));
        }

        if (page.Continuation is { } next)
            messages.Add(Step(step with { Continuation = next }, context.Message.Time, context.Message.Correlation));
        if (messages.Count == 0) return;
        // A commit of the run's record, so that a step that is delivered again does not lead on a second time.
        var commit = new Commit { Record = RetentionRuns.Id(step.ExamSession), Messages = messages, Cause = context.Cause };
        await store.CommitAsync(commit, cancellationToken);
    }

    private static bool IsDue(DateTimeOffset? last, DateTimeOffset now) => last is null || now >= last + Pause;

    private async ValueTask BeginAsync(string session, bool isFiledDue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var correlation = ids.Next();
        var steps = ExamViews.DraftPartitions(session).Select(partition => new RetentionStepV1(session, ExamViews.Drafts, partition, null)).ToList();
        if (isFiledDue)
        {
            await foreach (var unit in UnitsAsync(cancellationToken))
                steps.Add(new RetentionStepV1(session, ExamViews.ByUnit, ExamViews.UnitPartition(session, unit), null));
        }

        foreach (var some in steps.Chunk(MessagesAtOnce))
            await sender.SendAsync([.. some.Select(step => Step(step, now, correlation))], cancellationToken);
        Log.Begun(logger, session, steps.Count, correlation);
    }

    private async IAsyncEnumerable<string> UnitsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var department = 0; department < RegistrationUnit.Departments; department++)
        {
            var code = department.ToString("D2", CultureInfo.InvariantCulture);
            foreach (var unit in await directory.UnitsAsync(code, cancellationToken)) yield return unit.Code;
        }
    }

    private Outgoing Step(RetentionStepV1 step, DateTimeOffset now, string correlation) =>
        new(ExamContracts.RetentionStep.Write(ids.Next(), RetentionRuns.Id(step.ExamSession), now, correlation, step));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Registrations of {Session} are looked through for those that are kept no longer: {Lists} lists, {Correlation}.")]
        public static partial void Begun(ILogger logger, string session, int lists, string correlation);
    }
}
