using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.VnPay;

/// <summary>
/// Refunds at VNPAY. A request's id is refused a second time on the same day, and that is the only key there is; on later days
/// the order is looked at, and what cannot be told from it stays unknown instead of being asked again.
/// </summary>
internal static class VnPayRefund
{
    /// <summary>The answer to a request's id that was used before.</summary>
    public const string Duplicate = "94";

    private const string Full = "02";
    private const string Part = "03";

    /// <summary>An ask later than this after the officer's decision may be a second one.</summary>
    private static readonly TimeSpan FirstAskWithin = TimeSpan.FromMinutes(5);

    /// <summary>True when the order's answer speaks of money that goes back.</summary>
    public static bool IsUnderWay(VnPayReply reply) => reply["vnp_TransactionType"] is Full or Part;

    /// <returns>What is known without asking; null when it may be asked.</returns>
    public static RefundOutcome? BeforeAsking(VnPayReply order, RefundOrder refund, DateTimeOffset now)
    {
        if (order.Code == "91") return new RefundOutcome(OutcomeKind.Failed, Why: "no such transaction");
        if (order.Code != "00") return new RefundOutcome(OutcomeKind.Unknown, Why: order.Why.Length > 0 ? order.Why : $"answer {order.Code}");
        if (!IsUnderWay(order))
            return order["vnp_TransactionNo"] == refund.Reference ? null : new RefundOutcome(OutcomeKind.Failed, Why: "another transaction");
        if (order["vnp_TransactionType"] == Full) return StateOf(order, refund);
        return refund.AskedAt.VietnamDate() == now.VietnamDate()
            ? null
            : new RefundOutcome(OutcomeKind.Unknown, Why: "part of it went back; VNPAY's report tells which");
    }

    public static IReadOnlyList<(string Name, string Value)> Request(
        VnPayReply order, RefundOrder refund, string txnRef, string createDate, VnPayOptions options, string version, string now) =>
        [
            ("vnp_RequestId", VnPayText.RequestIdOf(refund.Refund)),
            ("vnp_Version", version),
            ("vnp_Command", "refund"),
            ("vnp_TmnCode", options.TmnCode),
            ("vnp_TransactionType", !IsUnderWay(order) && VnPayText.AmountOf(refund.Amount) == order["vnp_Amount"] ? Full : Part),
            ("vnp_TxnRef", txnRef),
            ("vnp_Amount", VnPayText.AmountOf(refund.Amount)),
            ("vnp_TransactionNo", refund.Reference),
            ("vnp_TransactionDate", createDate),
            ("vnp_CreateBy", options.RefundedBy),
            ("vnp_CreateDate", now),
            ("vnp_IpAddr", options.ServerIp),
            ("vnp_OrderInfo", VnPayText.OrderInfoOf(refund.Reason)),
        ];

    public static RefundOutcome AfterAsking(VnPayReply reply, RefundOrder refund, DateTimeOffset now) => reply.Code switch
    {
        "" => new RefundOutcome(OutcomeKind.Unknown, Why: reply.Why),
        "00" => StateOf(reply, refund),
        // Too much, after part, or none left: true of a first ask, but a second one may be refused for what the first one did.
        "02" or "04" or "13" or "93" when now - refund.AskedAt > FirstAskWithin => new RefundOutcome(OutcomeKind.Unknown, Why: $"answer {reply.Code}"),
        "02" or "03" or "04" or "13" or "91" or "93" or "95" => new RefundOutcome(OutcomeKind.Failed, Why: $"answer {reply.Code}"),
        var code => new RefundOutcome(OutcomeKind.Unknown, Why: $"answer {code}"),
    };

    /// <summary>The first request under this id was received; what became of it the order tells.</summary>
    public static RefundOutcome WhenAskedBefore(VnPayReply order, RefundOrder refund) =>
        order.Code == "00" && IsUnderWay(order) ? StateOf(order, refund) : new RefundOutcome(OutcomeKind.Pending, Why: "asked before");

    /// <summary>Named by the id we asked with, which VNPAY's own report carries.</summary>
    private static RefundOutcome StateOf(VnPayReply reply, RefundOrder refund)
    {
        var reference = VnPayText.RequestIdOf(refund.Refund);
        return reply["vnp_TransactionStatus"] switch
        {
            "00" => new RefundOutcome(OutcomeKind.Succeeded, reference),
            "05" or "06" => new RefundOutcome(OutcomeKind.Pending, reference),
            "09" => new RefundOutcome(OutcomeKind.Failed, reference, "refused by the bank"),
            var status => new RefundOutcome(OutcomeKind.Unknown, reference, $"status {status}"),
        };
    }
}
