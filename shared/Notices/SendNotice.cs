using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Notices;

/// <summary>Tells a person something once, and only if it is still the newest of its topic.</summary>
/// <remarks>
/// The letter is handed over before the commit: the message that asks for it is durable, and a crash in between hands over
/// the same letter id again, which mail systems and gateways recognise. A notice that has to wait is kept with a delayed
/// message, so that a newer one of its topic can overtake it.
/// </remarks>
public sealed class SendNotice(IRecordStore store, Postman postman, IdSource ids)
{
    private readonly Records<Notice> _notices = new(store, () => NoticesJson.Default.Notice);

    /// <summary>A service asks for a notice.</summary>
    /// <exception cref="PermanentFailureException">
    /// <c>notice-template-unknown</c>, <c>notice-value-missing</c>, <c>notice-topic-malformed</c>.
    /// </exception>
    public async ValueTask HandleAsync(NoticeRequestedV1 request, MessageContext context, CancellationToken cancellationToken)
    {
        var id = Notice.IdOf(context.Message.Session, request.Topic);
        var loaded = await _notices.LoadAsync(id, cancellationToken).ConfigureAwait(false);
        if (loaded.State?.Version >= request.Version) return;
        var notice = await postman.TryAsync(request, context.Message.Id, 0, context.Message.Time, cancellationToken).ConfigureAwait(false);
        await CommitAsync(loaded, notice, context, context.Message.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A notice that waited is due.</summary>
    public async ValueTask HandleAsync(NoticeDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var loaded = await _notices.LoadAsync(context.Message.Session, cancellationToken).ConfigureAwait(false);
        if (loaded.State is not { Status: NoticeStatus.Waiting, Request: { } request } waiting || waiting.Version != due.Version) return;
        var askedAt = waiting.AskedAt ?? waiting.At;
        var notice = await postman.TryAsync(request, waiting.LetterId, waiting.Attempts, askedAt, cancellationToken).ConfigureAwait(false);
        await CommitAsync(loaded, notice, context, askedAt, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CommitAsync(
        Loaded<Notice> loaded, Notice notice, MessageContext context, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        // The letter is out; on a conflict only the bookkeeping is decided again.
        for (var attempt = 0; attempt < Records<Notice>.MaxConflicts; attempt++)
        {
            if (loaded.State?.Version > notice.Version) return;
            var change = Settle(loaded, notice, askedAt, context.Message.Correlation);
            var result = await _notices.CommitAsync(loaded, change, context.Cause, cancellationToken).ConfigureAwait(false);
            if (result.Outcome != CommitOutcome.Conflict) return;
            loaded = await _notices.LoadAsync(loaded.Id, cancellationToken).ConfigureAwait(false);
        }

        throw new EngineBusyException($"{loaded.Id} kept changing.", TimeSpan.FromSeconds(1));
    }

    private Change<Notice> Settle(Loaded<Notice> loaded, Notice notice, DateTimeOffset askedAt, string correlation)
    {
        var messages = new List<Outgoing>();
        var before = loaded.State is { Status: NoticeStatus.Waiting } waiting ? waiting : null;
        if (notice.Status == NoticeStatus.Waiting)
        {
            notice = notice with { AskedAt = askedAt };
            var due = NoticeMessages.NoticeDue.Write(ids.Next(), loaded.Id, notice.At, correlation, new NoticeDueV1(notice.Version));
            messages.Add(new Outgoing(due, NotBefore: notice.At + Postman.PauseAfter(notice.Attempts)));
        }

        if (notice.Status != NoticeStatus.Sent || before?.LetterId == notice.LetterId)
            messages.Add(new Outgoing(Unsent(loaded, notice, askedAt, correlation)));
        if (before is not null && before.LetterId != notice.LetterId)
        {
            // Overtaken: the operators' list must not show it as waiting for ever.
            var superseded = before with { Status = NoticeStatus.Expired, Reason = "superseded", At = notice.At };
            messages.Add(new Outgoing(Unsent(loaded, superseded, before.AskedAt ?? before.At, correlation)));
        }

        return new Change<Notice>(notice) { Messages = messages };
    }

    private Message Unsent(Loaded<Notice> loaded, Notice notice, DateTimeOffset askedAt, string correlation) => NoticeMessages.NoticeUnsent.Write(
        ids.Next(),
        loaded.Id,
        notice.At,
        correlation,
        new NoticeUnsentV1(
            loaded.Id, loaded.Version + 1, notice.LetterId, notice.Template, notice.Status, notice.Reason, notice.Attempts, askedAt, notice.At));
}
