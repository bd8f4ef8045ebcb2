using System.Text;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.VnPay;

/// <summary>Reads VNPAY's notifications (IPN, a signed GET) and writes the answers it expects.</summary>
/// <remarks>
/// The notification carries no time of its own and is sent up to ten times, five minutes apart, so there is no replay window:
/// a repeated one is the same event.
/// </remarks>
internal static class VnPayCallback
{
    public static Result<GatewayCallback> Read(RawCallback raw, VnPayOptions options)
    {
        if (VnPaySignature.VerifyQuery(raw.Query, options.HashSecret, out var isReadable) is not { } values)
            return isReadable ? PaymentProblems.CallbackSignature : PaymentProblems.CallbackUnreadable;
        if (values.GetValueOrDefault("vnp_TmnCode") != options.TmnCode
            || values.GetValueOrDefault("vnp_TxnRef") is not { Length: > 0 } txnRef
            || values.GetValueOrDefault("vnp_ResponseCode") is not { Length: > 0 } response
            || VnPayText.ReadAmount(values.GetValueOrDefault("vnp_Amount"), values.GetValueOrDefault("vnp_CurrCode")) is not { } amount)
            return PaymentProblems.CallbackUnreadable;

        var status = values.GetValueOrDefault("vnp_TransactionStatus") ?? "";
        var reference = values.GetValueOrDefault("vnp_TransactionNo") ?? "";
        return new GatewayCallback(
            $"{txnRef}.{reference}.{response}.{status}.{values["vnp_Amount"]}",
            VnPayText.AttemptOf(txnRef) ?? txnRef,
            OutcomeOf(response, status, amount, reference, VnPayText.ReadTime(values.GetValueOrDefault("vnp_PayDate"))));
    }

    /// <summary>The answer, word for word as VNPAY's interface names it; 00 and 02 end the notifications.</summary>
    public static CallbackAnswer Answer(CallbackVerdict verdict) => new(verdict switch
    {
        CallbackVerdict.Taken => Text("00", "Confirm Success"),
        CallbackVerdict.UnknownOrder => Text("01", "Order not found"),
        CallbackVerdict.Repeated => Text("02", "Order already confirmed"),
        CallbackVerdict.AmountDiffers => Text("04", "Invalid amount"),
        CallbackVerdict.SignatureWrong => Text("97", "Invalid signature"),
        _ => Text("99", "Unknown error"),
    });

    /// <summary>Money was received only when the request succeeded and the transaction did.</summary>
    private static GatewayOutcome OutcomeOf(string response, string status, Money amount, string reference, DateTimeOffset? paidAt) =>
        (response, status) switch
        {
            ("00", "00") => new GatewayOutcome(OutcomeKind.Succeeded, amount, reference, paidAt),
            ("07", _) or (_, "07") or (_, "04") => GatewayOutcome.Suspicious(amount, reference, $"{response}/{status}"),
            ("24", _) => GatewayOutcome.Cancelled,
            ("11", _) => GatewayOutcome.Expired,
            // The two contradict each other or say nothing: the sweep asks.
            ("00", _) or (_, "00" or "01" or "") => GatewayOutcome.Pending,
            _ => GatewayOutcome.Failed($"{response}/{status}"),
        };

    private static byte[] Text(string code, string message) => Encoding.UTF8.GetBytes($"{{\"RspCode\":\"{code}\",\"Message\":\"{message}\"}}");
}
