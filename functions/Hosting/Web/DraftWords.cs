namespace PublicServices.Functions.Hosting.Web;

/// <summary>What the draft script says, handed to it as the form's <c>data-say</c> so that it carries no texts itself.</summary>
public static class DraftWords
{
    private static readonly ScriptWords Words = new(
        ("waiting", new("Đã lưu trên máy này, chưa gửi được. Sẽ tự gửi khi có mạng.", "Saved on this device, not sent yet. It will be sent when you are online.")),
        ("restored", new("Đã khôi phục nội dung bạn nhập trên máy này.", "What you typed on this device was restored.")),
        ("saved", new("Đã lưu nháp trên hệ thống.", "The draft is saved.")),
        ("check", new("Nội dung đang ở trên máy này. Hãy xem lại rồi bấm gửi.", "The text is on this device. Look it through, then send it.")),
        ("moved", new("Hồ sơ đã được thay đổi ở nơi khác. Nội dung của bạn vẫn ở trên máy này.", "The form was changed elsewhere. Your text is still on this device.")),
        ("older", new("Máy này còn nội dung nhập trên một bản cũ hơn. Bản đang hiện là bản mới nhất.", "This device holds text typed over an older version. What you see is the newest.")),
        ("signIn", new("Hãy đăng nhập lại để gửi. Nội dung vẫn ở trên máy này.", "Sign in again to send it. The text is still on this device.")),
        ("full", new("Máy này không còn chỗ để giữ nháp.", "This device has no room to keep a draft.")),
        ("discard", new("Bỏ nội dung trên máy này", "Discard what is on this device")),
        ("see", new("Xem bản mới nhất", "See the newest version")),
        ("useMine", new("Dùng nội dung trên máy này", "Use the text on this device")));

    /// <summary>The words as a JSON object.</summary>
    public static string In(string language) => Words.In(language);
}
