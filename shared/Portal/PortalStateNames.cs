using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>What the portal calls its states.</summary>
public static class PortalStateNames
{
    public static LocalText Of(PortalState state) => state switch
    {
        PortalState.NewlyRegistered => new("Mới đăng ký", "Newly registered"),
        PortalState.Accepted => new("Được tiếp nhận", "Accepted"),
        PortalState.NotAccepted => new("Không được tiếp nhận", "Not accepted"),
        PortalState.Processing => new("Đang xử lý", "Processing"),
        PortalState.SupplementRequested => new("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
        PortalState.FinancialObligationRequested => new("Yêu cầu thực hiện nghĩa vụ tài chính", "Financial obligation requested"),
        PortalState.CitizenWithdraws => new("Công dân yêu cầu rút hồ sơ", "Withdrawn by the citizen"),
        PortalState.Stopped => new("Dừng xử lý", "Processing stopped"),
        PortalState.Processed => new("Đã xử lý xong", "Processed"),
        PortalState.ResultReturned => new("Đã trả kết quả", "Result returned"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of the portal."),
    };
}
