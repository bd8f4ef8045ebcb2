using PublicServices.Functions.Hosting.Web;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments.Pages;

/// <summary>How payments are said on pages.</summary>
public static class PaymentWords
{
    public static string Status(PaymentStatus status, Say say) => status switch
    {
        PaymentStatus.Due => say("Chờ thanh toán", "To be paid"),
        PaymentStatus.Pending => say("Đang chờ cổng thanh toán", "Waiting for the gateway"),
        PaymentStatus.Paid => say("Đã nhận đủ tiền", "Received in full"),
        PaymentStatus.Waived => say("Được miễn", "Exempt"),
        PaymentStatus.Lapsed => say("Quá hạn thanh toán", "Not paid in time"),
        PaymentStatus.Withdrawn => say("Không còn phải nộp", "No longer wanted"),
        PaymentStatus.Refunding => say("Đang hoàn tiền", "Being refunded"),
        PaymentStatus.Refunded => say("Đã hoàn tiền", "Refunded"),
        _ => status.ToString(),
    };

    public static string Tone(PaymentStatus status) => status switch
    {
        PaymentStatus.Paid or PaymentStatus.Waived => "ok",
        PaymentStatus.Due or PaymentStatus.Pending or PaymentStatus.Refunding => "wait",
        PaymentStatus.Lapsed => "stop",
        _ => "",
    };

    /// <summary>What a channel charges, said in the same way of every channel.</summary>
    public static string Fee(FeeShown? fee, Say say) => fee switch
    {
        null => say("Phí của kênh: chúng tôi không có thông tin", "Channel's charge: not known to us"),
        { Amount.IsZero: true } => say("Phí của kênh: không có", "Channel's charge: none"),
        { BorneBy: FeeBearer.Payer } => say($"Phí của kênh: kênh thu thêm khoảng {fee.Amount}", $"Channel's charge: the channel adds about {fee.Amount}"),
        _ => say(
            $"Phí của kênh: khoảng {fee.Amount}, đơn vị thu trả, bạn không trả thêm",
            $"Channel's charge: about {fee.Amount}, paid by the collector, nothing more for you"),
    };

    /// <summary>What the person a fee is for is called, by the service that asks for it.</summary>
    public static string Payer(string service, Say say) => service switch
    {
        "exams" => say("Thí sinh", "Candidate"),
        "tuition" => say("Học sinh", "Pupil"),
        _ => say("Người nộp", "Payer"),
    };

    /// <summary>What the code of a payment is called.</summary>
    public static string Code(string service, Say say) =>
        service == "tuition" ? say("Mã hóa đơn", "Bill") : say("Mã hồ sơ", "Dossier code");

    /// <summary>Why a case is in the officers' queue.</summary>
    public static string Case(string kind, Say say) => kind switch
    {
        nameof(CaseKind.LateSuccess) => say("Tiền đến sau khi đã hết hạn", "Money came after it had been given up"),
        nameof(CaseKind.PaidAfterWithdrawal) => say("Tiền đến sau khi khoản thu đã hủy", "Money came after the fee was withdrawn"),
        nameof(CaseKind.Underpaid) => say("Nộp thiếu", "Less than the fee"),
        nameof(CaseKind.Overpaid) => say("Nộp thừa", "More than the fee"),
        nameof(CaseKind.PaidTwice) => say("Nộp hai lần", "Paid twice"),
        nameof(CaseKind.WrongCurrency) => say("Sai loại tiền", "Wrong currency"),
        nameof(CaseKind.UnknownReference) => say("Không rõ khoản thu", "Unknown reference"),
        nameof(CaseKind.BadAmount) => say("Số tiền không hợp lệ", "Impossible amount"),
        nameof(CaseKind.Contradicted) => say("Cổng thanh toán báo khác trước", "The gateway contradicts itself"),
        nameof(CaseKind.WithdrawnAfterPaid) => say("Rút hồ sơ sau khi đã nộp", "Withdrawn after it was paid"),
        nameof(CaseKind.RefundByOfficer) => say("Cán bộ quyết định hoàn tiền", "An officer's refund"),
        nameof(CaseKind.GatewaySilent) => say("Cổng thanh toán không trả lời", "The gateway is silent"),
        nameof(CaseKind.Disputed) => say("Ngân hàng của người nộp khiếu nại", "Disputed by the payer's bank"),
        nameof(CaseKind.DisputeLost) => say("Thua khiếu nại, tiền đã mất", "A dispute was lost, the money is gone"),
        nameof(CaseKind.Suspicious) => say("Cổng giữ tiền vì nghi ngờ gian lận", "The gateway holds the money as suspicious"),
        _ => kind,
    };

    /// <summary>Where a case stands.</summary>
    public static string CaseStatus(string status, Say say) => status switch
    {
        nameof(PublicServices.Payments.CaseStatus.Open) => say("Cần xử lý", "Needs a decision"),
        nameof(PublicServices.Payments.CaseStatus.Proposed) => say("Chờ người thứ hai", "Waits for a second person"),
        nameof(PublicServices.Payments.CaseStatus.Refunding) => say("Đang hoàn tiền", "Being sent back"),
        nameof(PublicServices.Payments.CaseStatus.Closed) => say("Đã đóng", "Closed"),
        _ => status,
    };
}
