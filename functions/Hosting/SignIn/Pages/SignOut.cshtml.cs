using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;

namespace PublicServices.Functions.Hosting.SignIn.Pages;

/// <summary>Ends the session, at the provider too where it can; the page then clears what the draft script kept on this phone.</summary>
public sealed class SignOutModel(SignInOptions options) : ServicePage
{
    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(SignInSetup.Cookie);
        return options.Oidc.IsConfigured && await ProviderSignIn.EndsSessionsAsync(HttpContext)
            ? SignOut(new AuthenticationProperties { RedirectUri = "/sign-out" }, SignInSetup.Oidc)
            : RedirectToPage();
    }
}
