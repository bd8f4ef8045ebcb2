using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What states are called on pages, receipts and at the portal.</summary>
public static class StateNames
{
    public static LocalText Of(RegistrationState state) => state switch
    {
        RegistrationState.Draft => new("Bản nháp", "Draft"),
        RegistrationState.Submitted => new("Đã nộp", "Submitted"),
        RegistrationState.SchoolChecked => new("Nhà trường đã duyệt", "Checked by the school"),
        RegistrationState.CorrectionRequested => new("Cần chỉnh sửa", "Correction requested"),
        RegistrationState.Confirmed => new("Đã xác nhận", "Confirmed"),
        RegistrationState.Locked => new("Đã chốt danh sách", "Locked"),
        RegistrationState.NumberAssigned => new("Đã có số báo danh", "Candidate number assigned"),
        RegistrationState.Scored => new("Đã chấm thi", "Scored"),
        RegistrationState.Published => new("Đã công bố kết quả", "Results published"),
        RegistrationState.RemarkRequested => new("Đang phúc khảo", "Re-marking requested"),
        RegistrationState.Remarked => new("Đã phúc khảo", "Re-marked"),
        RegistrationState.GraduationDecided => new("Đã xét tốt nghiệp", "Graduation decided"),
        RegistrationState.Ineligible => new("Không đủ điều kiện dự thi", "Not eligible"),
        RegistrationState.Suspended => new("Bị đình chỉ thi", "Suspended"),
        RegistrationState.Absent => new("Vắng thi", "Absent"),
        RegistrationState.Withdrawn => new("Đã rút", "Withdrawn"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static LocalText Of(FeeStatus fee) => fee switch
    {
        FeeStatus.None => new("Chưa có", "None"),
        FeeStatus.Due => new("Chờ thanh toán", "To be paid"),
        FeeStatus.Paid => new("Đã thanh toán", "Paid"),
        FeeStatus.Waived => new("Được miễn", "Waived"),
        FeeStatus.Lapsed => new("Quá hạn thanh toán", "Not paid in time"),
        FeeStatus.Refunded => new("Đã hoàn tiền", "Refunded"),
        _ => throw new ArgumentOutOfRangeException(nameof(fee)),
    };
}
