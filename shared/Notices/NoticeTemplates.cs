using System.Collections.Frozen;
using PublicServices.Kernel;

namespace PublicServices.Notices;

/// <summary>Everything this system tells people.</summary>
public static class NoticeTemplates
{
    private const string Careful = "\n\nChúng tôi không bao giờ hỏi mật khẩu, mã OTP hay thông tin thẻ của bạn.\n";
    private const string CarefulEn = "\n\nWe never ask for your password, one-time codes or card details.\n";

    private static readonly NoticeTemplate[] Templates =
    [
        Of(
            "exam-submitted",
            new("Đã nhận phiếu đăng ký dự thi {dossierCode}", "Exam registration {dossierCode} received"),
            new(
                "Phiếu đăng ký dự thi của {name} đã được nhận.\nMã hồ sơ: {dossierCode}\nKỳ thi: {session}\n?Lệ phí: {amount}\n?Hạn nộp lệ phí: {payUntil}\n\nNhà trường sẽ kiểm tra phiếu. Nếu cần sửa gì, chúng tôi sẽ báo cho bạn.",
                "The exam registration of {name} has been received.\nDossier: {dossierCode}\nExam: {session}\n?Fee: {amount}\n?Pay before: {payUntil}\n\nThe school will check it. If anything needs correcting, we will tell you."),
            new("Đã nhận phiếu đăng ký dự thi {dossierCode}. Nhà trường sẽ kiểm tra.", "Exam registration {dossierCode} received. The school will check it.")),
        Of(
            "exam-corrections",
            new("Cần sửa phiếu đăng ký dự thi {dossierCode}", "Please correct exam registration {dossierCode}"),
            new(
                "Nhà trường đã xem phiếu đăng ký dự thi của {name} và đề nghị sửa.\nMã hồ sơ: {dossierCode}\n?Lý do: {reasons}\n\nHãy mở phiếu, sửa rồi nộp lại trước khi hết hạn đăng ký.",
                "The school has looked at the exam registration of {name} and asks for a correction.\nDossier: {dossierCode}\n?Reasons: {reasons}\n\nPlease open it, correct it and submit it again before registration closes."),
            new("Phiếu đăng ký dự thi {dossierCode} cần sửa. Hãy mở phiếu để xem lý do và nộp lại.", "Exam registration {dossierCode} needs a correction. Open it to see why, and submit it again.")),
        Of(
            "exam-confirmed",
            new("Phiếu đăng ký dự thi {dossierCode} đã được xác nhận", "Exam registration {dossierCode} confirmed"),
            new(
                "Phiếu đăng ký dự thi của {name} đã được xác nhận. Bạn không cần làm gì thêm.\nMã hồ sơ: {dossierCode}\nKỳ thi: {session}\n\nSố báo danh và phòng thi sẽ được báo sau.",
                "The exam registration of {name} is confirmed. There is nothing more to do.\nDossier: {dossierCode}\nExam: {session}\n\nThe candidate number and the room will follow."),
            new("Phiếu đăng ký dự thi {dossierCode} đã được xác nhận.", "Exam registration {dossierCode} is confirmed.")),
        Of(
            "exam-withdrawn",
            new("Đã rút phiếu đăng ký dự thi {dossierCode}", "Exam registration {dossierCode} withdrawn"),
            new(
                "Phiếu đăng ký dự thi của {name} đã được rút theo yêu cầu.\nMã hồ sơ: {dossierCode}\n\nNếu bạn không yêu cầu rút, hãy liên hệ nhà trường ngay. Lệ phí đã nộp (nếu có) sẽ được hoàn theo quy định.",
                "The exam registration of {name} was withdrawn as asked.\nDossier: {dossierCode}\n\nIf you did not ask for this, contact the school at once. A fee that was paid is refunded according to the rules."),
            new("Phiếu đăng ký dự thi {dossierCode} đã được rút. Nếu bạn không yêu cầu, hãy liên hệ nhà trường ngay.", "Exam registration {dossierCode} was withdrawn. If you did not ask for this, contact the school at once.")),
        Of(
            "fee-due",
            new("Lệ phí của hồ sơ {dossierCode}", "Fee for dossier {dossierCode}"),
            new(
                "Hồ sơ {dossierCode} của {name} còn lệ phí chưa nộp.\nSố tiền: {amount}\n?Hạn nộp: {payUntil}\n\nBạn có thể nộp không dùng tiền mặt, hoặc gửi liên kết trong hồ sơ để người thân nộp giúp.",
                "Dossier {dossierCode} of {name} has a fee to pay.\nAmount: {amount}\n?Pay before: {payUntil}\n\nYou can pay without cash, or send the link in the dossier so that someone else can."),
            new("Hồ sơ {dossierCode} còn lệ phí {amount} chưa nộp.", "Dossier {dossierCode} has a fee of {amount} to pay.")),
        Of(
            "fee-paid",
            new("Đã nhận lệ phí của hồ sơ {dossierCode}", "Fee received for dossier {dossierCode}"),
            new(
                "Lệ phí của hồ sơ {dossierCode} ({name}) đã được nhận.\n?Số tiền: {amount}\n\nBiên lai có trong hồ sơ của bạn. Xin đừng nộp lại.",
                "The fee for dossier {dossierCode} ({name}) has been received.\n?Amount: {amount}\n\nThe receipt is in your dossier. Please do not pay again."),
            new("Đã nhận lệ phí của hồ sơ {dossierCode}. Xin đừng nộp lại.", "The fee for dossier {dossierCode} is received. Please do not pay again.")),
        Of(
            "fee-lapsed",
            new("Lệ phí của hồ sơ {dossierCode} đã quá hạn", "The fee for dossier {dossierCode} is overdue"),
            new(
                "Lệ phí của hồ sơ {dossierCode} ({name}) chưa được nộp đúng hạn.\n\nNếu bạn đã bị trừ tiền, hãy tra cứu bằng mã giao dịch của ngân hàng; khoản tiền không bị mất và sẽ được ghi nhận hoặc hoàn lại.",
                "The fee for dossier {dossierCode} ({name}) was not paid in time.\n\nIf money was taken, look it up by the bank's reference: it is not lost, and will be counted or returned."),
            new("Lệ phí của hồ sơ {dossierCode} đã quá hạn. Nếu đã bị trừ tiền, hãy tra cứu bằng mã giao dịch.", "The fee for dossier {dossierCode} is overdue. If money was taken, look it up by its reference.")),
        Of(
            "fee-refunded",
            new("Đã hoàn lệ phí của hồ sơ {dossierCode}", "Fee refunded for dossier {dossierCode}"),
            new(
                "Lệ phí của hồ sơ {dossierCode} ({name}) đã được hoàn về nơi đã nộp.\n?Số tiền: {amount}\n\nNgân hàng có thể cần vài ngày làm việc để ghi có.",
                "The fee for dossier {dossierCode} ({name}) has been returned to where it came from.\n?Amount: {amount}\n\nThe bank may need a few working days to credit it."),
            new("Lệ phí của hồ sơ {dossierCode} đã được hoàn.", "The fee for dossier {dossierCode} has been refunded.")),
        Of(
            "tuition-issued",
            new("Thông báo thu {dossierCode}", "Bill {dossierCode}"),
            new(
                "Nhà trường thông báo các khoản thu kỳ {period} của {name}.\nMã hóa đơn: {dossierCode}\nSố tiền: {amount}\n?Hạn nộp: {payUntil}\n?Xem và nộp tại: {link}\n\nBạn có thể nộp bằng kênh nào cũng được, hoặc gửi liên kết để người thân nộp giúp.",
                "The school's bill for {period} of {name}.\nBill: {dossierCode}\nAmount: {amount}\n?Due: {payUntil}\n?See and pay it at: {link}\n\nYou can pay by any channel, or send the link so that someone else can."),
            new("Thông báo thu {dossierCode}, kỳ {period}: {amount}.", "Bill {dossierCode} for {period}: {amount}.")),
        Of(
            "tuition-reminder",
            new("Nhắc nộp khoản thu {dossierCode}", "Reminder of bill {dossierCode}"),
            new(
                "Các khoản thu kỳ {period} của {name} còn phần chưa nộp.\nMã hóa đơn: {dossierCode}\nCòn phải nộp: {amount}\n?Hạn nộp: {payUntil}\n?Xem và nộp tại: {link}\n\nNếu bạn vừa nộp, hãy bỏ qua thư này. Gia đình thuộc diện miễn, giảm hãy liên hệ nhà trường.",
                "Part of the bill for {period} of {name} is not paid yet.\nBill: {dossierCode}\nTo pay: {amount}\n?Due: {payUntil}\n?See and pay it at: {link}\n\nIf you have just paid, ignore this letter. If your family has a right to an exemption, ask the school."),
            new("Hóa đơn {dossierCode}, kỳ {period} còn {amount} chưa nộp.", "Bill {dossierCode} for {period}: {amount} is not paid yet.")),
        Of(
            "window-extended",
            new("Thời hạn đăng ký được gia hạn", "The registration window has been extended"),
            new(
                "Thời hạn đăng ký kỳ thi {session} được gia hạn.\nHạn mới: {closesAt}\n?Lý do: {reason}\n?Mã hồ sơ: {dossierCode}",
                "The registration window of exam {session} has been extended.\nIt now closes at: {closesAt}\n?Reason: {reason}\n?Dossier: {dossierCode}"),
            new("Thời hạn đăng ký kỳ thi {session} được gia hạn đến {closesAt}.", "Registration for exam {session} now closes at {closesAt}.")),
    ];

    private static readonly FrozenDictionary<string, NoticeTemplate> ByName =
        Templates.ToFrozenDictionary(template => template.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NoticeTemplate> All => Templates;

    /// <summary>One of them.</summary>
    /// <exception cref="PermanentFailureException">There is none of that name: <c>notice-template-unknown</c>.</exception>
    public static NoticeTemplate Find(string name) => ByName.GetValueOrDefault(name)
        ?? throw new PermanentFailureException("notice-template-unknown", $"There is no notice named {name}.");

    private static NoticeTemplate Of(string name, LocalText subject, LocalText text, LocalText sms) =>
        new(name, subject, new LocalText(text.Vi + Careful, text.En + CarefulEn), sms);
}
