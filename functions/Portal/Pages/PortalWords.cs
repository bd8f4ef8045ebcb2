using PublicServices.Functions.Hosting.Web;
using PublicServices.Portal;

namespace PublicServices.Functions.Portal.Pages;

/// <summary>What the delivery desk calls things, and in which colour.</summary>
internal static class PortalWords
{
    public static string Status(EndpointStatus status, Say say) => status switch
    {
        EndpointStatus.Live => say("Đang hoạt động", "Live"),
        EndpointStatus.Disabled => say("Đã tắt", "Disabled"),
        EndpointStatus.Archived => say("Đã xóa", "Removed"),
        _ => say("Chưa kiểm tra", "Not verified"),
    };

    public static string Tone(EndpointStatus status) => status switch
    {
        EndpointStatus.Live => "ok",
        EndpointStatus.Disabled => "stop",
        _ => "wait",
    };

    public static string Outcome(DeliveryOutcome outcome, Say say) => outcome switch
    {
        DeliveryOutcome.Delivered => say("Đã nhận", "Delivered"),
        DeliveryOutcome.Failed => say("Lỗi, sẽ gửi lại", "Failed, will retry"),
        DeliveryOutcome.Queued => say("Đang chờ", "Waiting"),
        _ => say("Không có nơi nhận", "No endpoint"),
    };

    public static string Tone(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Delivered => "ok",
        DeliveryOutcome.Failed => "stop",
        _ => "wait",
    };
}
