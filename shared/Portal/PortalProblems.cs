using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Refusals about endpoints and deliveries. Codes <c>PORTAL-0xx</c>.</summary>
public static class PortalProblems
{
    public static readonly Problem UrlRefused = new(
        "PORTAL-001",
        ProblemKind.Invalid,
        new("Địa chỉ nhận webhook không dùng được", "This webhook address cannot be used"),
        new("Cần một địa chỉ https:// đầy đủ, không kèm tài khoản, tối đa 500 ký tự.",
            "A full https:// address without credentials, at most 500 characters, is needed."),
        [new("url", "PORTAL-F01", new("Địa chỉ không hợp lệ.", "The address is not valid."))]);

    public static readonly Problem NameRefused = new(
        "PORTAL-002",
        ProblemKind.Invalid,
        new("Tên hoặc danh sách thủ tục không hợp lệ", "The name or the list of procedures is not valid"),
        new("Tên dài 1–100 ký tự; tối đa 50 mã thủ tục, mỗi mã 1–40 ký tự.",
            "The name has 1–100 characters; at most 50 procedure codes of 1–40 characters each."),
        [new("name", "PORTAL-F02", new("Kiểm tra tên và mã thủ tục.", "Check the name and the procedure codes."))]);

    public static readonly Problem AlreadyAdded = new(
        "PORTAL-003",
        ProblemKind.Conflict,
        new("Địa chỉ này đã được thêm", "This address was added before"));

    public static readonly Problem RegisterFull = new(
        "PORTAL-004",
        ProblemKind.Conflict,
        new("Đã đủ số địa chỉ nhận", "There are as many endpoints as there may be"),
        new($"Tối đa {EndpointRegister.MaxEndpoints} địa chỉ.", $"At most {EndpointRegister.MaxEndpoints} endpoints."));

    /// <param name="reason">Why the ping was not answered with 2xx; a stable reason such as <c>timeout</c> or <c>http-404</c>.</param>
    public static Problem NotVerified(string reason) => new(
        "PORTAL-005",
        ProblemKind.Conflict,
        new("Địa chỉ nhận chưa trả lời đúng webhook kiểm tra", "The endpoint did not answer the test webhook as it should"),
        new($"Webhook endpoint.verify phải được trả lời 2xx; kết quả: {reason}.", $"The endpoint.verify webhook must be answered with 2xx; it was: {reason}."));

    public static readonly Problem ReplayTooFarBack = new(
        "PORTAL-006",
        ProblemKind.Invalid,
        new("Thời điểm gửi lại không hợp lệ", "Events cannot be told again from that time"),
        new($"Chọn một thời điểm trong {ReplayEndpoint.MaxDays} ngày qua.", $"Choose a time within the last {ReplayEndpoint.MaxDays} days."));

    public static readonly Problem NotLive = new(
        "PORTAL-007",
        ProblemKind.Conflict,
        new("Địa chỉ nhận chưa được kích hoạt", "The endpoint is not live"),
        new("Hãy kích hoạt rồi gửi lại.", "Enable it, then ask for the replay."));

    public static readonly Problem SetByConfiguration = new(
        "PORTAL-008",
        ProblemKind.Conflict,
        new("Khóa của điểm nhận này nằm trong cấu hình", "This endpoint's secret is set by configuration"),
        new("Hãy đổi Portal:Outbound:Secret rồi khởi động lại; khóa cũ còn ký song song 24 giờ.",
            "Change Portal:Outbound:Secret and restart; the old secret goes on signing beside it for 24 hours."));

    public static readonly Problem SecretMissing = new(
        "PORTAL-009",
        ProblemKind.Conflict,
        new("Điểm nhận này chưa có khóa ký", "This endpoint has no secret"),
        new("Nó được nhập từ tệp không kèm khóa. Hãy tạo khóa mới rồi kích hoạt.", "It was imported without it. Make a new secret, then enable it."));

    public static readonly Problem DisableFirst = new(
        "PORTAL-010",
        ProblemKind.Conflict,
        new("Điểm nhận này đang hoạt động", "This endpoint is live"),
        new("Hãy tắt trước khi xóa.", "Disable it before you remove it."));

    public static readonly Problem KeptByConfiguration = new(
        "PORTAL-011",
        ProblemKind.Conflict,
        new("Điểm nhận này do cấu hình đặt ra", "This endpoint is set up by configuration"),
        new("Hãy bỏ Portal:Outbound:Url rồi khởi động lại.", "Take Portal:Outbound:Url out of the configuration and restart."));
}
