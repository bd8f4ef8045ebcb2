using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>Refusals of the transport itself. Codes <c>WEB-0xx</c>.</summary>
internal static class WebProblems
{
    public static readonly Problem BadRequest = KernelProblems.Malformed(
        new("Hãy kiểm tra lại địa chỉ và nội dung gửi lên.", "Check the address and the content that was sent."));

    public static readonly Problem MethodNotAllowed = new(
        "WEB-001",
        ProblemKind.NotFound,
        new("Địa chỉ này không nhận phương thức vừa dùng", "This address does not accept that method"));

    public static readonly Problem TooSlow = new(
        "WEB-002",
        ProblemKind.Unavailable,
        new("Dữ liệu gửi lên quá chậm, chưa có gì thay đổi", "The request came too slowly; nothing was changed"),
        new("Hãy thử lại khi mạng ổn định hơn.", "Try again on a better connection."));

    public static readonly Problem TooLarge = new(
        "PS-007",
        ProblemKind.TooLarge,
        new("Yêu cầu quá lớn", "The request is too large"));

    public static readonly Problem Unsupported = new(
        "PS-008",
        ProblemKind.Unsupported,
        new("Kiểu nội dung không được chấp nhận", "This content type is not accepted"));

    public static readonly Problem CrossSite = new(
        "WEB-003",
        ProblemKind.Forbidden,
        new("Yêu cầu đến từ một trang khác nên bị từ chối", "The request came from another site and was refused"),
        new("Hãy làm lại ngay trên trang này.", "Do it again on this site itself."));

    public static readonly Problem FormExpired = new(
        "WEB-004",
        ProblemKind.Invalid,
        new("Trang này đã mở quá lâu hoặc bạn đã đăng nhập lại ở nơi khác", "This page was open too long, or you signed in again elsewhere"),
        new("Chưa có gì thay đổi. Hãy quay lại, tải lại trang rồi gửi lại.", "Nothing was changed. Go back, reload the page and send it again."));

    public static readonly Problem IdempotencyKeyMalformed = new(
        "WEB-005",
        ProblemKind.Invalid,
        new("Khóa chống lặp phải dài 1 đến 128 ký tự", "An idempotency key has 1 to 128 characters"));

    public static readonly Problem ExpectedVersionMalformed = new(
        "WEB-006",
        ProblemKind.Invalid,
        new("Phiên bản mong đợi (If-Match) phải là số nguyên dương", "The expected version (If-Match) must be a positive whole number"));

    public static readonly Problem UnknownPersona = new(
        "WEB-007",
        ProblemKind.Unauthenticated,
        new("Không có người dùng thử này", "There is no such demonstration person"));

    public static readonly Problem SignInFailed = new(
        "WEB-008",
        ProblemKind.Unauthenticated,
        new("Đăng nhập không thành công", "Sign-in did not succeed"),
        new("Bạn chưa đăng nhập. Hãy thử lại; thông tin bạn đã gửi trước đó vẫn được giữ.",
            "You are not signed in. Try again; what you have sent before is kept."));

    public static readonly Problem NoSignIn = new(
        "WEB-009",
        ProblemKind.NotFound,
        new("Chưa thiết lập đăng nhập", "Sign-in is not set up"));

    public static readonly Problem AddressTooLong = new(
        "WEB-010",
        ProblemKind.TooLarge,
        new("Địa chỉ quá dài", "The address is too long"),
        new($"Giới hạn là {RequestLimits.MaxTargetLength} ký tự, kể cả phần sau dấu hỏi.",
            $"The limit is {RequestLimits.MaxTargetLength} characters, with what follows the question mark."));

    public static readonly Problem HeadersTooLarge = new(
        "WEB-011",
        ProblemKind.TooLarge,
        new("Phần đầu của yêu cầu quá lớn", "The request's headers are too large"),
        new($"Giới hạn là {RequestLimits.MaxHeaders} dòng và {RequestLimits.MaxHeadersLength} ký tự. Nếu đang dùng trình duyệt, hãy xóa cookie của trang này.",
            $"The limit is {RequestLimits.MaxHeaders} lines and {RequestLimits.MaxHeadersLength} characters. In a browser, clear this site's cookies."));

    public static readonly Problem FormSent = new(
        "WEB-012",
        ProblemKind.Conflict,
        new("Biểu mẫu này đã gửi trước đó với nội dung khác", "This form was sent before, with other content"),
        new("Lần gửi trước đã được ghi nhận, lần này thì không. Hãy xem lại rồi gửi lại nếu vẫn cần.",
            "What was sent first is recorded, this was not. Look at it, then send this again if it is still needed."));
}
