using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using PublicServices.Functions.Hosting.Web;

namespace PublicServices.Functions.Hosting.SignIn.Pages;

/// <summary>Ends the session; the page then clears what the draft script kept on this phone.</summary>
public sealed class SignOutModel(SignInOptions options, IOptionsMonitor<OpenIdConnectOptions> provider) : ServicePage
{
    /// <summary>True when there is a provider whose session goes on: on a shared phone the next person would be signed in by it.</summary>
    public bool HasProvider => options.Oidc.IsConfigured;

    public IActionResult OnGet() => Page();

    /// <summary>A link, not the form's answer: a form may lead to our own addresses only.</summary>
    public async Task<IActionResult> OnGetProviderAsync(CancellationToken cancellationToken)
    {
        if (!HasProvider) return RedirectToPage();
        var known = await provider.Get(SignInSetup.Oidc).ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        return string.IsNullOrEmpty(known.EndSessionEndpoint)
            ? RedirectToPage()
            : SignOut(new AuthenticationProperties { RedirectUri = "/sign-out" }, SignInSetup.Cookie, SignInSetup.Oidc);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(SignInSetup.Cookie);
        return RedirectToPage();
    }
}
