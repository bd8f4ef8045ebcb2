using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;

namespace PublicServices.Functions.Hosting.SignIn.Pages;

/// <summary>Ends the session; the page then clears what the draft script kept on this phone.</summary>
public sealed class SignOutModel : ServicePage
{
    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(SignInSetup.Cookie);
        return RedirectToPage();
    }
}
