using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Who saw and changed what, in words.</summary>
public static class HistoryList
{
    /// <summary>Lines of one person doing the same thing one after another become one line with their number.</summary>
    public static IEnumerable<(HistoryEntry Entry, int Times)> Folded(IReadOnlyList<HistoryEntry> entries)
    {
        for (var i = 0; i < entries.Count;)
        {
            var times = 1;
            while (i + times < entries.Count && entries[i + times].Action == entries[i].Action && entries[i + times].By.Id == entries[i].By.Id) times++;
            yield return (entries[i], times);
            i += times;
        }
    }

    /// <summary>What was done, as a sentence's predicate.</summary>
    public static string Said(HistoryEntry entry, Say say) => entry.Action switch
    {
        "read" => say("đã xem hồ sơ", "looked at the registration"),
        "save-draft" => say("đã lưu nháp", "saved a draft"),
        "submit" => say("đã nộp phiếu", "submitted the form"),
        "file-by-school" => say("đã nộp theo danh sách lớp", "filed it with the class"),
        "edit" => say("đã sửa phiếu", "changed the form"),
        "attach" => say("đã thêm hoặc bỏ tệp", "added or removed a file"),
        "check" => say("đã duyệt", "checked it"),
        "request-correction" => say("đã yêu cầu chỉnh sửa", "asked for corrections"),
        "withdraw" => say("đã rút hồ sơ", "withdrew it"),
        "settle-fee" => say("đã ghi nhận lệ phí", "recorded the fee"),
        "lapse-fee" => say("lệ phí quá hạn", "noted that the fee was not paid in time"),
        "refund-fee" => say("đã ghi nhận hoàn tiền", "recorded a refund"),
        "pay-again" => say("đã xin nộp lại lệ phí", "asked to pay again"),
        "lock" => say("đã chốt danh sách", "locked it"),
        "mark-ineligible" => say("đã xác định không đủ điều kiện", "found it not eligible"),
        "invite-guardian" => say("đã mời thêm người giám hộ", "invited another guardian"),
        "join-as-guardian" => say("đã tham gia với tư cách người giám hộ", "joined as a guardian"),
        "define" => say("đã lập kỳ thi", "defined it"),
        "redefine" => say("đã sửa kỳ thi", "changed it"),
        "extend-window" => say("đã gia hạn", "extended the window"),
        _ => entry.Action,
    };
}
