using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Files beside the form: added and removed while it can still be changed.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class FilesModel(
    ExamRuleBook book, ExamDirectory directory, ReadRegistration read, AttachFileHandler attach, RemoveFileHandler remove)
    : OneRegistrationPage(book, directory, read)
{
    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) =>
        await LoadAsync(id, cancellationToken) is { } refusal ? Refusal(refusal) : Page();

    public async Task<IActionResult> OnPostAsync(string id, string? kind, IFormFile? file, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        if (file is null) return AskAgain(ExamProblems.FormNotValid([FieldProblems.Required("file")]));
        if (file.Length > IBlobStore.MaxBytes) return AskAgain(KernelProblems.TooLarge(IBlobStore.MaxBytes));
        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, cancellationToken);
        var command = new AttachFile(View.Id, kind ?? "", file.FileName, file.ContentType, content.ToArray(), SeenVersion());
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
