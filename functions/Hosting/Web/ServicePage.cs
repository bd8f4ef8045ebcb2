using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>What every page of the service can do.</summary>
public abstract class ServicePage : PageModel
{
    /// <summary>What is wrong with the form just sent; fields and the summary read it.</summary>
    public FormErrors Errors { get; private set; } = FormErrors.None;

    /// <summary>Who is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is, and the page has no <c>[Authorize]</c>.</exception>
    protected Caller Me => HttpContext.Caller();

    /// <summary>
    /// The key a form marked <c>once</c> was rendered with, as the cause of one commit: a second press, or a network that repeats the
    /// request, does nothing more.
    /// </summary>
    /// <param name="file">The file that came along, if any: the fields alone would not tell it from another.</param>
    /// <returns>Null for a form without a key.</returns>
    protected Cause? FormCause(ReadOnlySpan<byte> file = default) => Request.Form[FormKey.Field].ToString() is { Length: IdSource.Length } key
        ? Cause.Request("http:" + Me.Id, key, FormKey.Fingerprint(Request, file))
        : null;

    /// <summary>A sentence in the visitor's language.</summary>
    protected string L(string vi, string en) => HttpContext.Language() == "en" ? en : vi;

    /// <summary>A text in the visitor's language.</summary>
    protected string L(LocalText text) => text.In(HttpContext.Language());

    /// <summary>The whole page is refused: a page that says why.</summary>
    protected static IActionResult Refusal(Problem problem) => new RefusalResult(problem);

    /// <summary>The form is refused: the same page again, with the reasons beside the fields and nothing typed lost.</summary>
    protected IActionResult AskAgain(Problem problem)
    {
        // The form's key stands for what was sent first; people know of no keys.
        if (problem == KernelProblems.IdempotencyKeyReused) problem = WebProblems.FormSent;
        Errors = new FormErrors(problem, HttpContext.Language());
        ViewData[FormErrors.Key] = Errors;
        Response.StatusCode = ProblemStatus.Of(problem);
        return Page();
    }
}

/// <summary>A refusal as a page's answer.</summary>
internal sealed class RefusalResult(Problem problem) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context) => ProblemResponse.WriteAsync(context.HttpContext, problem);
}
