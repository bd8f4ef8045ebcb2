using PublicServices.Kernel;

namespace PublicServices.Infra.Sandbox;

/// <summary>What the sandbox refuses a payer. Codes <c>SBX-0NN</c>.</summary>
public static class SandboxProblems
{
    public static readonly Problem LinkInvalid = new(
        "SBX-001",
        ProblemKind.Invalid,
        new("Liên kết thanh toán không đúng", "This payment link is not valid"));

    public static readonly Problem LinkExpired = new(
        "SBX-002",
        ProblemKind.Closed,
        new("Liên kết thanh toán đã hết hạn", "This payment link has expired"),
        new("Hãy quay lại trang thanh toán và thử lại.", "Go back to the payment page and try again."));

    public static readonly Problem OrderClosed = new(
        "SBX-003",
        ProblemKind.Conflict,
        new("Giao dịch này đã kết thúc", "This order is closed"),
        new("Hãy quay lại trang thanh toán để mở giao dịch mới.", "Go back to the payment page to open a new one."));
}
