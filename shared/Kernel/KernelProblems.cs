namespace PublicServices.Kernel;

/// <summary>Refusals that no feature owns. Codes <c>PS-0xx</c>.</summary>
public static class KernelProblems
{
    /// <summary>The idempotency key was used for a different request.</summary>
    public static readonly Problem IdempotencyKeyReused = new(
        "PS-001",
        ProblemKind.Conflict,
        new("Khóa chống lặp đã dùng cho yêu cầu khác", "This idempotency key was used for a different request"));

    /// <summary>The record moved since the caller read it.</summary>
    public static readonly Problem Stale = new(
        "PS-002",
        ProblemKind.Conflict,
        new("Hồ sơ vừa được người khác thay đổi", "Somebody else has just changed this record"),
        new("Hãy tải lại và xem các thay đổi trước khi lưu.", "Reload and look at the changes before you save."));

    /// <summary>There is no such thing, or the caller may not know that there is.</summary>
    public static readonly Problem NotFound = new(
        "PS-003",
        ProblemKind.NotFound,
        new("Không tìm thấy", "Not found"));

    /// <summary>The caller's role does not allow it.</summary>
    public static readonly Problem Forbidden = new(
        "PS-004",
        ProblemKind.Forbidden,
        new("Bạn không có quyền làm việc này", "You may not do this"));

    /// <summary>Nobody is signed in.</summary>
    public static readonly Problem SignInFirst = new(
        "PS-005",
        ProblemKind.Unauthenticated,
        new("Hãy đăng nhập trước", "Sign in first"));

    /// <summary>The request cannot be read.</summary>
    /// <param name="detail">What is wrong with it; must not repeat personal data.</param>
    public static Problem Malformed(LocalText detail) => new(
        "PS-006",
        ProblemKind.Invalid,
        new("Yêu cầu không đọc được", "The request cannot be read"),
        detail);

    /// <summary>The request is larger than allowed.</summary>
    public static Problem TooLarge(long limitBytes) => new(
        "PS-007",
        ProblemKind.TooLarge,
        new("Yêu cầu quá lớn", "The request is too large"),
        new($"Giới hạn là {limitBytes:N0} byte.", $"The limit is {limitBytes:N0} bytes."));

    /// <summary>The content type is not accepted.</summary>
    public static Problem Unsupported(string accepted) => new(
        "PS-008",
        ProblemKind.Unsupported,
        new("Kiểu nội dung không được chấp nhận", "This content type is not accepted"),
        new($"Chấp nhận: {accepted}.", $"Accepted: {accepted}."));

    /// <summary>A named limit of requests is reached.</summary>
    public static readonly Problem TooManyRequests = new(
        "PS-009",
        ProblemKind.TooMany,
        new("Quá nhiều yêu cầu, hãy thử lại sau ít phút", "Too many requests, try again in a few minutes"));

    /// <summary>A part of the system is at its limit or down.</summary>
    public static readonly Problem Busy = new(
        "PS-010",
        ProblemKind.Unavailable,
        new("Hệ thống đang bận, chưa có gì thay đổi", "The system is busy; nothing was changed"),
        new("Hãy thử lại sau ít giây.", "Try again in a few seconds."));

    /// <summary>The program failed; the correlation id finds the reason in the logs.</summary>
    public static readonly Problem Fault = new(
        "PS-500",
        ProblemKind.Unavailable,
        new("Có lỗi ở phía hệ thống", "Something went wrong on our side"),
        new("Chúng tôi đã ghi nhận. Hãy thử lại; nếu vẫn lỗi, hãy gửi mã hồ sơ lỗi cho chúng tôi.",
            "We have recorded it. Try again; if it persists, send us the correlation id."));
}
