using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Refusals of the payment feature.</summary>
public static class PaymentProblems
{
    public static readonly Problem UnknownGateway = new(
        "PAY-001",
        ProblemKind.Invalid,
        new("Không có cổng thanh toán này", "There is no such payment gateway"));

    /// <summary>The payment is settled, withdrawn or refunded: there is nothing to pay.</summary>
    public static readonly Problem NothingToPay = new(
        "PAY-002",
        ProblemKind.Conflict,
        new("Khoản này hiện không cần thanh toán", "There is nothing to pay here now"),
        new("Hãy tải lại trang để xem tình trạng khoản thu.", "Reload the page to see where the payment stands."));

    /// <summary>The fee's last moment has passed.</summary>
    public static Problem TooLate(DateTimeOffset expiredAt) => new(
        "PAY-003",
        ProblemKind.Closed,
        new("Đã hết hạn thanh toán", "The time to pay has passed"),
        new($"Hạn thanh toán là {expiredAt.Display()}.", $"Payment was due by {expiredAt.Display()} (Vietnam time)."));

    public static readonly Problem TooManyAttempts = new(
        "PAY-004",
        ProblemKind.TooMany,
        new("Đã thử thanh toán quá nhiều lần", "Too many attempts to pay"),
        new("Hãy liên hệ bộ phận tài chính để được hỗ trợ.", "Please ask the finance office for help."));

    /// <summary>The gateway did not answer; nobody knows whether the order is open.</summary>
    public static readonly Problem GatewaySilent = new(
        "PAY-005",
        ProblemKind.Unavailable,
        new("Cổng thanh toán chưa trả lời", "The payment gateway has not answered"),
        new("Chưa có khoản tiền nào bị trừ. Hãy thử lại sau ít phút hoặc chọn cổng khác.",
            "No money has been taken. Try again in a few minutes or choose another gateway."));

    /// <summary>The gateway will not open the order.</summary>
    public static readonly Problem GatewayRefused = new(
        "PAY-006",
        ProblemKind.Conflict,
        new("Cổng thanh toán từ chối giao dịch này", "The payment gateway refused this payment"),
        new("Chưa có khoản tiền nào bị trừ. Hãy chọn cổng khác.", "No money has been taken. Please choose another gateway."));

    public static Problem AboveGatewayLimit(Money limit) => new(
        "PAY-007",
        ProblemKind.Conflict,
        new("Số tiền vượt hạn mức của cổng thanh toán", "The amount is above this gateway's limit"),
        new($"Cổng này nhận tối đa {limit} một lần.", $"This gateway takes at most {limit} at a time."));

    public static readonly Problem CallbackSignature = new(
        "PAY-010",
        ProblemKind.Invalid,
        new("Chữ ký không đúng", "The signature does not hold"));

    public static readonly Problem CallbackUnreadable = new(
        "PAY-011",
        ProblemKind.Invalid,
        new("Không đọc được thông báo của cổng thanh toán", "The gateway's notification cannot be read"));

    public static readonly Problem CallbackOutsideWindow = new(
        "PAY-012",
        ProblemKind.Invalid,
        new("Thông báo đã quá cũ hoặc ở tương lai", "The notification is too old, or from the future"));

    /// <summary>There is no open case of that number.</summary>
    public static readonly Problem CaseNotOpen = new(
        "PAY-020",
        ProblemKind.Conflict,
        new("Vụ việc này không còn chờ xử lý", "This case is not waiting for a decision"));

    public static readonly Problem NothingOwed = new(
        "PAY-021",
        ProblemKind.Conflict,
        new("Không có khoản nào phải hoàn", "Nothing is owed back"));

    /// <summary>Something is owed, so the case cannot simply be closed.</summary>
    public static readonly Problem StillOwed = new(
        "PAY-022",
        ProblemKind.Conflict,
        new("Còn khoản phải hoàn cho người nộp", "Money is still owed to the payer"),
        new("Hãy hoàn tiền thay vì đóng vụ việc.", "Refund it instead of closing the case."));

    public static readonly Problem ReasonMissing = new(
        "PAY-023",
        ProblemKind.Invalid,
        new("Hãy ghi lý do", "Please give a reason"),
        Fields: [new("reason", "PAY-F01", new($"Lý do dài từ 1 đến {PaymentLimits.MaxReasonLength} ký tự.", $"A reason has 1 to {PaymentLimits.MaxReasonLength} characters."))]);

    /// <summary>The fee was not received, or is on its way back already.</summary>
    public static readonly Problem NothingToRefund = new(
        "PAY-024",
        ProblemKind.Conflict,
        new("Khoản này chưa được nộp hoặc đã được hoàn", "This fee was not received, or is going back already"));

    /// <summary>The capture has no more left to give back than the fee it stands for.</summary>
    public static readonly Problem BeyondCaptured = new(
        "PAY-025",
        ProblemKind.Conflict,
        new("Số tiền hoàn vượt số tiền còn lại của giao dịch", "This would send back more than the transaction has left"));

    public static readonly Problem TooManyRefunds = new(
        "PAY-026",
        ProblemKind.TooMany,
        new("Khoản này đã được hoàn quá nhiều lần", "This payment has been refunded too many times"));

    /// <summary>What one person began a second one must end.</summary>
    public static readonly Problem SecondPersonNeeded = new(
        "PAY-027",
        ProblemKind.Forbidden,
        new("Người duyệt phải khác người đề nghị", "Somebody else than who proposed it must decide"));

    public static readonly Problem NothingProposed = new(
        "PAY-028",
        ProblemKind.Conflict,
        new("Không có khoản hoàn nào chờ duyệt", "No refund is waiting for approval"));

    public static readonly Problem RefundAmountNotPossible = new(
        "PAY-029",
        ProblemKind.Invalid,
        new("Số tiền hoàn không hợp lệ", "This amount cannot be sent back"),
        Fields: [new("amount", "PAY-F03", new("Số tiền phải lớn hơn 0, cùng loại tiền và không vượt số được hoàn.", "An amount above zero, in the same currency, and no more than may go back."))]);

    public static readonly Problem TransferInvalid = new(
        "PAY-040",
        ProblemKind.Invalid,
        new("Thông tin chuyển khoản không hợp lệ", "This transfer cannot be"),
        new("Kiểm tra số tiền, mã giao dịch ngân hàng và thời điểm.", "Check the amount, the bank's reference and the time."));

    public static readonly Problem TransferKnown = new(
        "PAY-041",
        ProblemKind.Conflict,
        new("Giao dịch chuyển khoản này đã được ghi nhận", "This transfer is recorded already"));

    /// <summary>The case has no refund that waits to be sent through the bank.</summary>
    public static readonly Problem NoRefundAtTheBank = new(
        "PAY-042",
        ProblemKind.Conflict,
        new("Không có khoản hoàn nào đang chờ chuyển qua ngân hàng", "No refund of this case waits to be sent through the bank"));

    /// <summary>The payer's bank has the money, or may take it: a refund besides would pay it back twice.</summary>
    public static readonly Problem InDispute = new(
        "PAY-043",
        ProblemKind.Conflict,
        new("Giao dịch đang bị ngân hàng của người nộp khiếu nại", "The payer's bank disputes this transaction"),
        new("Chỉ hoàn tiền sau khi khiếu nại kết thúc.", "Refund it only once the dispute has ended."));

    public static readonly Problem ReferenceMissing = new(
        "PAY-030",
        ProblemKind.Invalid,
        new("Hãy nhập mã giao dịch hoặc mã thanh toán", "Please enter a transaction reference or a payment code"),
        Fields: [new("reference", "PAY-F02", new($"Từ 3 đến {PaymentLimits.MaxReferenceLength} ký tự.", $"3 to {PaymentLimits.MaxReferenceLength} characters."))]);

    /// <summary>Nothing came beyond the fee, it was decided, or the service keeps no credit.</summary>
    public static readonly Problem NothingToChoose = new(
        "PAY-044",
        ProblemKind.Conflict,
        new("Không có khoản nộp thừa nào chờ bạn chọn", "No money beyond the fee waits for a choice"));

    /// <summary>The ledger holds money that nobody could be found for; it must go back before its case is closed.</summary>
    public static readonly Problem MoneyHeld = new(
        "PAY-045",
        ProblemKind.Conflict,
        new("Tiền của vụ việc này vẫn đang được giữ", "The money of this case is still held"),
        new("Hãy hoàn tại cổng thanh toán rồi ghi mã giao dịch hoàn.", "Send it back at the gateway and give the refund's reference."));

    public static readonly Problem NoOpenDispute = new(
        "PAY-046",
        ProblemKind.Conflict,
        new("Vụ việc này không có khiếu nại nào đang mở", "No dispute of this case is open"));
}
