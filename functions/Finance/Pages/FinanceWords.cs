using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>Finance's stable words as people say them.</summary>
public static class FinanceWords
{
    public static string Line(LineStatus status, Say say) => status switch
    {
        LineStatus.Open => say("Chưa xác định", "Open"),
        LineStatus.Moving => say("Đang chuyển", "On its way"),
        LineStatus.Matched => say("Đã khớp", "Matched"),
        LineStatus.Void => say("Đã hủy", "Void"),
        _ => say("Lệch dữ liệu", "Data mismatch"),
    };

    public static string Kind(LineKind kind, Say say) => kind switch
    {
        LineKind.Transfer => say("Chuyển khoản", "Transfer"),
        LineKind.Charge => say("Thu", "Charge"),
        LineKind.Refund => say("Hoàn", "Refund"),
        LineKind.RefundReturned => say("Hoàn bị trả lại", "Refund returned"),
        LineKind.Fee => say("Phí", "Fee"),
        LineKind.Dispute => say("Tra soát", "Dispute"),
        LineKind.DisputeReversal => say("Tra soát trả lại", "Dispute returned"),
        LineKind.Payout => say("Chuyển về ngân hàng", "Payout"),
        LineKind.PayoutReturned => say("Chuyển về bị trả lại", "Payout returned"),
        _ => say("Khác", "Other"),
    };

    /// <summary>Why the rules left a line; whatever else was written down stands as it is.</summary>
    public static string Left(string why, Say say) => why switch
    {
        nameof(UnmatchedReason.NothingExpected) => say("Không có khoản nào dự kiến khớp với dòng này", "Nothing was expected that this could be"),
        nameof(UnmatchedReason.Ambiguous) => say("Nhiều khoản khớp như nhau", "Several fit equally well"),
        nameof(UnmatchedReason.OverAmount) => say("Đúng mã, thừa tiền", "The reference fits, the amount is higher"),
        nameof(UnmatchedReason.UnderAmount) => say("Đúng mã, thiếu tiền", "The reference fits, the amount is lower"),
        nameof(UnmatchedReason.Duplicate) => say("Mã này đã khớp với dòng khác", "Another line has met this reference"),
        nameof(UnmatchedReason.SplitMismatch) => say("Các phần cộng lại không bằng tổng", "The parts do not add up"),
        nameof(UnmatchedReason.OnlyLikely) => say("Có khoản gần giống, chưa chắc chắn", "Something is alike, but not surely"),
        _ => why,
    };

    public static string Proposal(ProposalKind kind, Say say) => kind switch
    {
        ProposalKind.ForceMatch => say("Đối soát cưỡng bức", "Forced match"),
        ProposalKind.AssignLine => say("Ghi dòng vào tài khoản", "Book a line to an account"),
        ProposalKind.ReverseJournal => say("Đảo bút toán", "Reverse a journal"),
        ProposalKind.WriteOff => say("Xóa nợ", "Write-off"),
        _ => say("Khóa sổ ngày có chênh lệch", "Close a day with differences"),
    };

    public static string Status(ProposalStatus status, Say say) => status switch
    {
        ProposalStatus.Waiting => say("Chờ người thứ hai", "Waits for a second person"),
        ProposalStatus.Approved => say("Đã đồng ý, đang thực hiện", "Agreed, being done"),
        ProposalStatus.Done => say("Đã đồng ý và thực hiện", "Agreed and done"),
        ProposalStatus.Impossible => say("Đã đồng ý, không thực hiện được", "Agreed, could not be done"),
        _ => say("Đã từ chối", "Refused"),
    };

    public static string Total(string what, Say say) => what switch
    {
        "fees-met" => say("Khoản thu đã nộp", "Fees met"),
        "bills-met" => say("Đã ghi vào hóa đơn", "Put on bills"),
        "captured" => say("Cổng đã thu", "Captured"),
        "refunded" => say("Đã hoàn", "Refunded"),
        "disputed" => say("Đang tra soát", "Disputed"),
        "moved" => say("Biến động ngân hàng", "Moved at the bank"),
        _ => what,
    };

    public static string Difference(string kind, Say say) => kind switch
    {
        "chain" => say("Chuỗi bút toán hỏng", "Broken chain"),
        "late" => say("Bút toán đến muộn", "Posted late"),
        "no-statement" => say("Chưa có sao kê", "No statement"),
        "drift" => say("Tổng lệch", "Totals differ"),
        "statement-gap" => say("Sao kê không liền nhau", "Gap between statements"),
        "unmatched" => say("Dòng chưa khớp", "Unmatched line"),
        "suspense-aged" => say("Chưa xác định quá hạn", "Unnamed for too long"),
        "missing" => say("Chưa thấy trên sao kê", "Missing from statements"),
        "under-amount" => say("Về thiếu tiền", "Came short"),
        _ => kind,
    };

    /// <summary>A difference's particulars: a total's word with both sums, a line's reason with its score; whatever else was written down stands as it is.</summary>
    public static string Note(DayDifference difference, Say say)
    {
        var end = difference.Note.AsSpan().IndexOfAny(':', ' ');
        var (word, rest) = end < 0 ? (difference.Note, "") : (difference.Note[..end], difference.Note[end..]);
        return difference.Kind switch
        {
            "drift" or "no-statement" => Total(word, say) + rest,
            "unmatched" or "suspense-aged" when difference.Note == DayReport.NotLookedAt => say("Chưa được đối soát", "Not looked at yet"),
            "unmatched" or "suspense-aged" when Left(word, say) is var left && left != word => left + (rest.Length == 0 ? "" : "; " + Score(rest.Trim(), say)),
            _ => difference.Note,
        };
    }

    /// <summary>How a score came about; whatever else was written down stands as it is.</summary>
    public static string Score(string explained, Say say) => MatchScore.Read(explained) switch
    {
        null => explained,
        { Reference: > 0 and var points, Total: var total } => $"{say("mã", "reference")} {points} = {total}",
        { Amount: var amount, Date: var date, Text: var text, Total: var total } =>
            $"{say("số tiền", "amount")} {amount}, {say("ngày", "date")} {date}, {say("nội dung", "words")} {text} = {total}",
    };

    /// <summary>An ageing bucket.</summary>
    public static string Age(int upToDays, Say say) => upToDays == int.MaxValue
        ? say("hơn 30 ngày", "over 30 days")
        : say($"đến {upToDays} ngày", $"up to {upToDays} days");

    /// <summary>An amount of whichever currency.</summary>
    public static Money Of(long amount, string currency) => new(amount, currency);
}
