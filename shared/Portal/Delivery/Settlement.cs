using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>One attempt that failed, kept beside the trail so that an operator can see why an event was late.</summary>
public sealed record FailedAttempt(RecordId Endpoint, string EventId, int Attempt, DateTimeOffset At, int Status, string Reason)
{
    /// <summary>Prefix of the documents they are kept in.</summary>
    public const string DocumentPrefix = "a/";
}

/// <summary>Turns what came of the deliveries into one change of the trail. Pure: taken again on a conflict, nothing is sent twice.</summary>
/// <param name="Id">The trail.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Before">As it was loaded; null for a new one.</param>
/// <param name="Version">Its version after the change.</param>
/// <param name="Now">When the change is made.</param>
internal sealed record Settlement(RecordId Id, string Subject, DeliveryTrail? Before, long Version, DateTimeOffset Now)
{
    /// <summary>An event that waits for a resting endpoint comes back within this time after the rest.</summary>
    public const int RestSpreadMilliseconds = 10_000;

    private readonly List<DeliveryLine> _lines = [];
    private readonly List<TrailBehind> _behind = [];
    private readonly List<(DateTimeOffset? NotBefore, Func<string, Message> Write)> _messages = [];
    private readonly List<FailedAttempt> _failed = [];

    /// <summary>The change; null when nothing did.</summary>
    /// <param name="trail">The trail with what is new in it.</param>
    /// <param name="endpoints">All that the trail concerns.</param>
    /// <param name="runs">What came of the deliveries, at most one for each endpoint.</param>
    /// <param name="correlation">Goes on with every message.</param>
    /// <param name="ids">Makes ids for messages and documents.</param>
    public Change<DeliveryTrail>? Settle(
        DeliveryTrail trail, IReadOnlyList<Endpoint> endpoints, IReadOnlyList<DeliveryRun> runs, string correlation, IdSource ids)
    {
        if (ReferenceEquals(trail, Before) && runs.Count == 0) return null;
        foreach (var endpoint in endpoints)
        {
            trail = Settle(trail, endpoint, runs.FirstOrDefault(run => run.Endpoint.Id == endpoint.Id), correlation);
        }

        if (endpoints.Count == 0) _lines.AddRange(trail.Events.Where(IsNew).Select(told => Line(told, DeliveryLine.Nobody, DeliveryOutcome.Unheard)));
        var recorded = new DeliveriesRecordedV1(Id, Version, _lines, _behind);
        return new Change<DeliveryTrail>(trail)
        {
            Documents =
            [
                .. _failed.Select(failed => new Document(
                    FailedAttempt.DocumentPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(failed, PortalJson.Default.FailedAttempt))),
            ],
            Messages =
            [
                .. _messages.Select(message => new Outgoing(message.Write(ids.Next()), message.NotBefore)),
                new Outgoing(PortalMessages.DeliveriesRecorded.Write(ids.Next(), Id, Now, correlation, recorded)),
            ],
        };
    }

    private DeliveryTrail Settle(DeliveryTrail trail, Endpoint endpoint, DeliveryRun? run, string correlation)
    {
        var cursor = trail.CursorOf(endpoint);
        // A replay that came between moved the cursor on purpose; what was in flight must not move it back.
        if (run is not null && run.Cursor.Replay == cursor.Replay)
        {
            cursor = Advance(cursor, run);
            AddLines(run, cursor);
            AddMessages(run, correlation);
        }

        var attempted = run?.Attempts.Select(attempt => attempt.Event.Sequence).ToHashSet() ?? [];
        _lines.AddRange(trail.Events
            .Where(told => told.Sequence >= cursor.Next && IsNew(told) && !attempted.Contains(told.Sequence))
            .Select(told => Line(told, endpoint.Id.Value, DeliveryOutcome.Queued, next: cursor.NextAttemptAt)));

        var behind = cursor.Next <= trail.Sequence;
        if (behind && endpoint.Status == EndpointStatus.Live && cursor is { Attempts: 0, NextAttemptAt: null })
            AddDue(endpoint.Id, null, correlation);
        else if (run is not null && cursor.NextAttemptAt is { } next)
            AddDue(endpoint.Id, next, correlation);

        var wasBehind = Before is not null && Before.CursorOf(endpoint).Next <= Before.Sequence;
        if (behind || wasBehind)
        {
            var waiting = trail.Sequence + 1 - cursor.Next;
            _behind.Add(new TrailBehind(endpoint.Id, Subject, behind, waiting, cursor.Attempts, cursor.NextAttemptAt));
        }

        return trail.With(cursor);
    }

    private TrailCursor Advance(TrailCursor cursor, DeliveryRun run)
    {
        var delivered = run.Attempts.Count(attempt => attempt.Answer.IsDelivered);
        var next = Math.Max(cursor.Next, run.Cursor.Next + delivered);
        var failed = run.RestsUntil is not null || run.Attempts is [.., { Answer.IsDelivered: false }];
        if (!failed) return cursor with { Next = next, Attempts = 0, NextAttemptAt = null };

        var attempts = (delivered > 0 ? 0 : run.Cursor.Attempts) + 1;
        var isGone = run.Attempts is [.., { Answer.IsGone: true }];
        return cursor with { Next = next, Attempts = attempts, NextAttemptAt = isGone ? null : NextAttempt(run, attempts) };
    }

    private DateTimeOffset? NextAttempt(DeliveryRun run, int attempts)
    {
        if (RetrySchedule.PauseAfter(attempts, Id.Value) is not { } pause) return null;
        var byAnswer = run.Attempts is [.., { Answer: { IsDelivered: false, RetryAfter: { } asked } }] ? Now + asked : Now;
        var byRest = run.RestsUntil ?? byAnswer;
        var earliest = byRest > Now
            ? byRest + TimeSpan.FromMilliseconds(RetrySchedule.Spread(Id.Value, attempts, RestSpreadMilliseconds))
            : Now;
        return Now + pause > earliest ? Now + pause : earliest;
    }

    private void AddLines(DeliveryRun run, TrailCursor cursor)
    {
        for (var i = 0; i < run.Attempts.Count; i++)
        {
            var (told, answer, at) = run.Attempts[i];
            var attempts = i == 0 ? run.Cursor.Attempts + 1 : 1;
            var line = Line(told, run.Endpoint.Id.Value, DeliveryOutcome.Delivered) with
            {
                At = at,
                Attempts = attempts,
                Status = answer.Status == 0 ? null : answer.Status,
            };
            if (answer.Reason is { } reason)
            {
                line = line with { Outcome = DeliveryOutcome.Failed, Reason = reason, NextAttemptAt = cursor.NextAttemptAt };
                _failed.Add(new FailedAttempt(run.Endpoint.Id, told.Id, attempts, at, answer.Status, reason));
            }

            _lines.Add(line);
        }
    }

    private void AddMessages(DeliveryRun run, string correlation)
    {
        if (run.Report is { } report)
            _messages.Add((null, id => PortalMessages.EndpointReported.Write(id, report.Endpoint, Now, correlation, report)));
        if (run.Recovered)
        {
            var recovered = new EndpointRecoveredV1(run.Endpoint.Id, null);
            _messages.Add((null, id => PortalMessages.EndpointRecovered.Write(id, recovered.Endpoint, Now, correlation, recovered)));
        }
    }

    private void AddDue(RecordId endpoint, DateTimeOffset? at, string correlation) => _messages.Add(
        (at, id => PortalMessages.DeliveryDue.Write(id, Id, Now, correlation, new DeliveryDueV1(endpoint, at))));

    private bool IsNew(TrailEvent told) => told.Sequence > (Before?.Sequence ?? 0);

    private DeliveryLine Line(TrailEvent told, string endpoint, DeliveryOutcome outcome, DateTimeOffset? next = null) => new(
        endpoint, Id, Subject, told.Id, told.Type, told.Sequence, told.RecordedAt, outcome, Now, 0, null, null, next);
}
