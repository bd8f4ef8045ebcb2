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

    /// <summary>A sentence in the visitor's language.</summary>
    protected string L(string vi, string en) => HttpContext.Language() == "en" ? en : vi;

    /// <summary>A text in the visitor's language.</summary>
    protected string L(LocalText text) => text.In(HttpContext.Language());

    /// <summary>The whole page is refused: a page that says why.</summary>
    protected static IActionResult Refusal(Problem problem) => new RefusalResult(problem);

    /// <summary>The form is refused: the same page again, with the reasons beside the fields and nothing typed lost.</summary>
    protected IActionResult AskAgain(Problem problem)
    {
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
