using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Answers "was my money taken?" and nothing else: no name, no purpose, no other attempt.</summary>
/// <param name="Status">Where the payment stands.</param>
/// <param name="Received">True when the fee was credited from the money asked about, or from the payment asked about.</param>
/// <param name="Amount">What was taken; null when nothing is known to have been.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Owed">What is owed back to the payer and waits for an officer or is on its way; null when nothing is.</param>
/// <param name="Meaning">What it means and what happens next, for people.</param>
public sealed record MoneyWhereabouts(
    PaymentStatus Status, bool Received, Money? Amount, DateTimeOffset? At, Money? Owed, LocalText Meaning);

/// <summary>
/// Finds a payer's money by the gateway's reference, by the order number the gateway's page shows, or by the code in the
/// payment's link. While it is not settled the gateway is asked first.
/// </summary>
public sealed class LookUpMoney(AskGateways ask, IViewStore views)
{
    private const int MinReferenceLength = 3;

    /// <returns>Where the money is; or <c>PAY-030</c> no usable reference, <c>PS-003</c> nothing known by it.</returns>
    public async ValueTask<Result<MoneyWhereabouts>> HandleAsync(string? reference, CancellationToken cancellationToken)
    {
        var text = reference?.Trim();
        if (text is not { Length: >= MinReferenceLength and <= PaymentLimits.MaxReferenceLength }) return PaymentProblems.ReferenceMissing;
        if (await FindAsync(text, cancellationToken) is not { } id) return KernelProblems.NotFound;
        if (await ask.HandleAsync(id, cancellationToken) is not { } payment) return KernelProblems.NotFound;

        var attempt = payment.Attempts.LastOrDefault(one => Names(one, text))
            ?? (payment.PaidBy is { } paidBy ? payment.Find(paidBy) : payment.Attempts.LastOrDefault(one => one.Captured is not null));
        var received = payment.Status is PaymentStatus.Paid && (attempt is null || attempt.Id == payment.PaidBy);
        return new MoneyWhereabouts(
            payment.Status, received, attempt?.Captured, attempt?.CapturedAt, OwedTo(payment, text, attempt), Meaning(payment, received, attempt));
    }

    private async ValueTask<RecordId?> FindAsync(string text, CancellationToken cancellationToken)
    {
        var lower = text.ToLowerInvariant();
        if (AttemptId.TryParse(lower, out var attempt)) return attempt.Payment;
        if (RecordId.TryParse(lower, PaymentLimits.Kind, out var payment)) return payment;
        if (TransferMemo.TryRead(text, out var memo))
        {
            var named = await views.RangeAsync(new ViewRange(PaymentViews.ByMemo, memo, Take: 2), cancellationToken);
            if (named.Rows.Count == 1 && AttemptId.TryParse(named.Rows[0].Sort, out attempt)) return attempt.Payment;
        }

        var page = await views.RangeAsync(
            new ViewRange(PaymentViews.ByReference, PaymentViews.PartitionOf(text), Take: 2), cancellationToken);
        // Two payments under one reference is a gateway's fault; which is the asker's cannot be told without showing the other.
        return page.Rows.Count == 1 ? new RecordId(page.Rows[0].Sort) : null;
    }

    private static bool Names(Attempt attempt, string text) =>
        string.Equals(attempt.Reference, text, StringComparison.OrdinalIgnoreCase)
        || string.Equals(attempt.Id.ToString(), text, StringComparison.OrdinalIgnoreCase)
        || (attempt.Transfer is { } transfer && TransferMemo.TryRead(text, out var memo) && memo == transfer.Memo);

    private static Money? OwedTo(Payment payment, string text, Attempt? attempt)
    {
        Money? owed = null;
        foreach (var entry in payment.Cases)
        {
            if (entry.Owed.IsZero || entry.Status == CaseStatus.Closed) continue;
            if (entry.Attempt != attempt?.Id && !string.Equals(entry.Reference, text, StringComparison.OrdinalIgnoreCase)) continue;
            if (owed is null || owed.Value.Currency == entry.Owed.Currency) owed = owed is { } sum ? sum + entry.Owed : entry.Owed;
        }

        return owed;
    }

    private static LocalText Meaning(Payment payment, bool received, Attempt? attempt) => payment.Status switch
    {
        _ when received => new("Đã nhận đủ tiền. Bạn không cần nộp lại.", "The fee was received. You do not need to pay again."),
        _ when attempt?.Captured is not null && payment.Status is not (PaymentStatus.Refunding or PaymentStatus.Refunded) => new(
            "Cổng thanh toán đã trừ tiền nhưng khoản này chưa được tính vào lệ phí; bộ phận tài chính sẽ hoàn lại.",
            "The gateway took money that was not credited to the fee; the finance office will send it back."),
        PaymentStatus.Waived => new("Bạn được miễn, không phải nộp tiền.", "You are exempt: nothing is to be paid."),
        PaymentStatus.Pending => new(
            "Cổng thanh toán chưa xác nhận. Chúng tôi sẽ tiếp tục hỏi; nếu tiền đã bị trừ, xin đừng nộp lại.",
            "The gateway has not confirmed yet. We keep asking; if money was taken, please do not pay again."),
        PaymentStatus.Refunding => new("Tiền đang được hoàn lại.", "The money is on its way back."),
        PaymentStatus.Refunded => new("Tiền đã được hoàn lại.", "The money was sent back."),
        PaymentStatus.Lapsed => new("Chưa nhận được tiền và đã hết hạn nộp.", "No money was received and the time to pay has passed."),
        PaymentStatus.Withdrawn => new("Khoản thu đã được hủy, không cần nộp.", "The fee was withdrawn: nothing is to be paid."),
        _ => new("Chưa nhận được tiền.", "No money has been received."),
    };
}
