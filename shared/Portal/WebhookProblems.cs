using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Why a webhook that came in was not taken. Codes <c>WEBHOOK-0xx</c>; in every case nothing was stored.</summary>
public static class WebhookProblems
{
    public static Problem TooLarge(int limitBytes) => new(
        "WEBHOOK-001",
        ProblemKind.TooLarge,
        new("Nội dung webhook quá lớn", "The webhook's body is too large"),
        new($"Giới hạn là {limitBytes} byte.", $"The limit is {limitBytes} bytes."));

    public static readonly Problem NotJson = new(
        "WEBHOOK-002",
        ProblemKind.Unsupported,
        new("Webhook phải có kiểu application/json", "A webhook must be application/json"));

    public static readonly Problem HeadersMissing = new(
        "WEBHOOK-003",
        ProblemKind.Invalid,
        new("Thiếu hoặc sai phần đầu của webhook", "Webhook headers are missing or malformed"),
        new("Cần webhook-id (tối đa 90 ký tự chữ, số, dấu gạch và chấm), webhook-timestamp (giây Unix) và webhook-signature.",
            "webhook-id (at most 90 letters, digits, dashes, underscores and dots), webhook-timestamp (Unix seconds) and webhook-signature are needed."));

    public static readonly Problem OutsideTolerance = new(
        "WEBHOOK-004",
        ProblemKind.Unauthenticated,
        new("Thời điểm của webhook lệch quá xa", "The webhook's timestamp is too far from now"),
        new("Hãy kiểm tra đồng hồ và ký lại cho mỗi lần gửi.", "Check the clock, and sign again for every attempt."));

    public static readonly Problem WrongSignature = new(
        "WEBHOOK-005",
        ProblemKind.Unauthenticated,
        new("Chữ ký của webhook không đúng", "The webhook's signature is wrong"));

    public static readonly Problem MalformedBody = new(
        "WEBHOOK-006",
        ProblemKind.Invalid,
        new("Nội dung webhook không đọc được", "The webhook's body cannot be read"),
        new("Cần một đối tượng JSON gồm type, timestamp và data.", "A JSON object of type, timestamp and data is needed."));

    public static readonly Problem UnknownType = new(
        "WEBHOOK-007",
        ProblemKind.Invalid,
        new("Loại sự kiện không được hỗ trợ", "This event type is not supported"),
        new("Chấp nhận: dossier.filed, dossier.supplemented, dossier.withdrawn, dossier.paid.",
            "Accepted: dossier.filed, dossier.supplemented, dossier.withdrawn, dossier.paid."));

    public static readonly Problem DossierMissing = new(
        "WEBHOOK-008",
        ProblemKind.Invalid,
        new("Thiếu hoặc sai mã hồ sơ hoặc mã thủ tục", "The dossier code or the procedure code is missing or malformed"),
        new("data.dossierCode và data.procedure là bắt buộc.", "data.dossierCode and data.procedure are required."));
}
