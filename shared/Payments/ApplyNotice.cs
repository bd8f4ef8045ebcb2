using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Applies a gateway's news of a dispute to the payment whose capture is disputed.</summary>
public sealed class ApplyNotice(PaymentBook book, IRecordStore store, IViewStore views)
{
    /// <summary>How long the capture may be unknown: its own callback may be late or lost, and then a sweep learns of it.</summary>
    public static readonly TimeSpan LookFor = TimeSpan.FromHours(6);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    /// <summary>Handles <see cref="NoticeReceivedV1"/>. The same news twice is one change, in whatever order it comes.</summary>
    /// <exception cref="DeliverLaterException">No payment knows the capture yet.</exception>
    /// <exception cref="PermanentFailureException"><c>too-many-cases</c>, <c>too-many-disputes</c>.</exception>
    public async ValueTask HandleAsync(NoticeReceivedV1 received, MessageContext context, CancellationToken cancellationToken)
    {
        var notice = received.Notice;
        if (notice.Kind == NoticeKind.Payout) return;
        var page = await views.RangeAsync(
            new ViewRange(PaymentViews.ByReference, PaymentViews.PartitionOf(notice.Reference), Take: 2), cancellationToken);
        if (page.Rows.Count == 0 && book.Now < received.ReceivedAt + LookFor)
            throw new DeliverLaterException(LookAgain, $"Nobody knows {received.Gateway} {notice.Reference} yet.");
        if (page.Rows.Count != 1)
        {
            await KeepStrayAsync(received, context, cancellationToken);
            return;
        }

        await book.ChangeAsync(
            new RecordId(page.Rows[0].Sort),
            context.Cause,
            Caller.System,
            (payment, now) => payment is null ? (Result<Decision?>)(Decision?)null : Decide(payment, received.Gateway, notice, now),
            cancellationToken);
    }

    private static Decision? Decide(Payment payment, string gateway, GatewayNotice notice, DateTimeOffset now)
    {
        var before = payment.Disputes.FirstOrDefault(dispute => dispute.Id == notice.Subject && dispute.Gateway == gateway);
        var after = (before ?? new Dispute(notice.Subject, gateway, notice.Reference, notice.Amount, now)).After(notice);
        if (after == before) return null;
        if (before is null && payment.Disputes.Count >= PaymentLimits.MaxDisputes)
            throw new PermanentFailureException("too-many-disputes", $"{payment.Id} has {PaymentLimits.MaxDisputes} disputes.");

        var changed = payment with { Disputes = [.. payment.Disputes.Where(dispute => dispute != before), after] };
        // One case for the dispute and one more if it is lost: by then the first may have been closed.
        if (before is null || (after.IsLost && !before.IsLost))
        {
            var attempt = payment.Attempts.LastOrDefault(one => one.Gateway == gateway && one.Reference == notice.Reference);
            var kind = after.IsLost ? CaseKind.DisputeLost : CaseKind.Disputed;
            changed = GatewayNews.Raise(changed, new PaymentCase(
                changed.Cases.Count + 1, kind, gateway, notice.Reference, Money.Vnd(0), now, CaseStatus.Open, attempt?.Id, Note: $"{notice.Subject}: {notice.Amount}, {notice.Status}", Dispute: notice.Subject));
        }

        return new Decision(changed, Effect.Forced, "dispute", $"{notice.Kind} {notice.Subject}");
    }

    private async ValueTask KeepStrayAsync(NoticeReceivedV1 received, MessageContext context, CancellationToken cancellationToken)
    {
        var stored = new StoredCallback(received.Gateway, received.EventId, received.ReceivedAt, "", "");
        var outcome = new GatewayOutcome(OutcomeKind.Suspicious, Money.Vnd(0), received.Notice.Reference, Why: received.Notice.Status);
        await store.CommitAsync(
            StrayCallbacks.Keep(stored, received.Notice.Subject, outcome, CaseKind.Disputed, book.Now, context.Message.Correlation, context.Cause),
            cancellationToken);
    }
}
