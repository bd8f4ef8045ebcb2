using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Files beside the form: added and removed while it can still be changed.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class FilesModel(
    ExamRuleBook book, ExamDirectory directory, ReadRegistration read, AttachFileHandler attach, RemoveFileHandler remove)
    : OneRegistrationPage(book, directory, read)
{
    /// <summary>What the upload script says.</summary>
    public static readonly ScriptWords Words = new(
        ("progress", new("Tiến độ tải lên", "Upload progress")),
        ("preparing", new("Đang chuẩn bị tệp…", "Preparing the file…")),
        ("sending", new("Đang tải lên:", "Uploading:")),
        ("waiting", new("Mất kết nối, sẽ tự gửi tiếp từ chỗ đang dở. Đã gửi:", "The connection is lost; it will go on from here by itself. Sent:")),
        ("checking", new("Đang kiểm tra và quét mã độc:", "Checking and scanning for malware:")),
        ("signIn", new("Hãy đăng nhập lại rồi chọn lại tệp; phần đã gửi được giữ trong 24 giờ", "Sign in again and choose the file once more; what was sent is kept for 24 hours")),
        ("failed", new("Chưa tải lên được, hãy thử lại", "The upload failed; try again")));

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) =>
        await LoadAsync(id, cancellationToken) is { } refusal ? Refusal(refusal) : Page();

    public async Task<IActionResult> OnPostAsync(string id, string? kind, IFormFile? file, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        if (file is null) return AskAgain(ExamProblems.FormNotValid([FieldProblems.Required("file")]));
        if (file.Length > IBlobStore.MaxBytes) return AskAgain(KernelProblems.TooLarge(IBlobStore.MaxBytes));
        var command = new AttachFile(View.Id, kind ?? "", file.FileName, file.ContentType, await file.ReadAsync(cancellationToken), SeenVersion());
        var result = await attach.HandleAsync(command, HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect($"{Home}/files?done=1") : AskAgain(problem);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string id, string? attachment, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        var result = await remove.HandleAsync(new RemoveFile(View.Id, attachment ?? "", SeenVersion()), HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect($"{Home}/files?done=1") : AskAgain(problem);
    }

    /// <summary>Kinds to choose from, the missing ones first.</summary>
    public IReadOnlyList<Choice> Kinds()
    {
        var missing = View.MissingDocuments.Select(rule => rule.Code).ToHashSet();
        return
        [
            .. Rules.Attachments.All.OrderByDescending(rule => missing.Contains(rule.Code)).Select(rule => new Choice(
                rule.Code,
                L(rule.Name) + (missing.Contains(rule.Code) ? L(" – còn thiếu", " – missing") : ""),
                L($"{string.Join(", ", rule.Accepted).ToUpperInvariant()}, tối đa {rule.MaxBytes / (1024 * 1024)} MB", $"{string.Join(", ", rule.Accepted).ToUpperInvariant()}, at most {rule.MaxBytes / (1024 * 1024)} MB"))),
        ];
    }
}
