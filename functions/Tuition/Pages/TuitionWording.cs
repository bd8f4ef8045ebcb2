using PublicServices.Functions.Hosting.Web;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages;

/// <summary>What the feature's states are called on pages.</summary>
internal static class TuitionWording
{
    public static string Money(long amountVnd) => Kernel.Money.Vnd(amountVnd).ToString();

    public static string Of(StatementKind kind, Say say) => kind switch
    {
        StatementKind.Issued => say("Phát hành hóa đơn", "Bill issued"),
        StatementKind.Reversed => say("Hủy hóa đơn", "Bill reversed"),
        StatementKind.Paid => say("Đã nộp", "Paid"),
        StatementKind.CreditGranted => say("Ghi tiền dư", "Credit granted"),
        StatementKind.WrittenOff => say("Xóa nợ", "Written off"),
        StatementKind.WriteOffUndone => say("Hủy việc xóa nợ", "Write-off undone"),
        StatementKind.CreditUsed => say("Trừ vào tiền dư", "Credit used"),
        _ => say("Đã hoàn lại", "Returned"),
    };

    public static string Of(BillOutcome outcome, bool isTrial, Say say) => (outcome, isTrial) switch
    {
        (BillOutcome.Issued, true) => say("Sẽ phát hành", "Would be issued"),
        (BillOutcome.Issued, false) => say("Đã phát hành", "Issued"),
        (BillOutcome.Reissued, true) => say("Sẽ thay hóa đơn cũ", "Would replace the bill"),
        (BillOutcome.Reissued, false) => say("Đã thay hóa đơn cũ", "Replaced"),
        (BillOutcome.Updated, _) => say("Cập nhật thông tin", "Details change"),
        (BillOutcome.Unchanged, _) => say("Không đổi", "Unchanged"),
        _ => say("Không nhận", "Refused"),
    };

    public static string Of(BenefitStatus status, Say say) => status switch
    {
        BenefitStatus.Asked => say("Chờ duyệt", "Waits"),
        BenefitStatus.Approved => say("Đã duyệt", "Approved"),
        _ => say("Không duyệt", "Refused"),
    };

    public static string Tone(BenefitStatus status) => status switch
    {
        BenefitStatus.Asked => "wait",
        BenefitStatus.Approved => "ok",
        _ => "stop",
    };

    public static string Of(FeeKind kind, Say say) => kind switch
    {
        FeeKind.Tuition => say("Học phí", "Tuition"),
        FeeKind.Service => say("Dịch vụ", "Service"),
        _ => say("Thỏa thuận", "Agreed"),
    };

    public static string Of(InvoiceKind kind, Say say) => kind switch
    {
        InvoiceKind.Adjusting => say("Hóa đơn điều chỉnh", "Adjusting invoice"),
        InvoiceKind.Replacing => say("Hóa đơn thay thế", "Replacing invoice"),
        _ => say("Hóa đơn", "Invoice"),
    };

    public static (string Text, string Tone) Of(InvoiceKind kind, InvoiceStanding standing, bool differs, Say say) => standing switch
    {
        _ when differs => (say("Khác khoản thu, cần điều chỉnh", "Differs from the bill"), "stop"),
        InvoiceStanding.Adjusting => (say("Điều chỉnh", "Adjusts"), ""),
        InvoiceStanding.Replaced => (say("Đã bị thay thế", "Replaced"), ""),
        InvoiceStanding.Adjusted => (say("Đã được điều chỉnh", "Adjusted"), "wait"),
        _ => kind is InvoiceKind.Replacing ? (say("Thay thế", "Replaces"), "ok") : (say("Đã xuất", "Issued"), "ok"),
    };

    public static (string Text, string Tone) Standing(long totalVnd, long owedVnd, long writtenOffVnd, long overdueVnd, bool isCancelled, Say say)
    {
        if (isCancelled) return (say("Đã hủy", "Cancelled"), "");
        if (overdueVnd > 0) return (say("Quá hạn", "Overdue"), "stop");
        if (owedVnd > 0) return (say("Chưa nộp đủ", "To pay"), "wait");
        if (writtenOffVnd > 0) return (say("Đã xóa phần còn nợ", "The rest was written off"), "ok");
        return totalVnd == 0 ? (say("Được miễn", "Exempt"), "ok") : (say("Đã nộp đủ", "Paid"), "ok");
    }
}
