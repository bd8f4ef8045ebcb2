using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;

namespace PublicServices.Functions.Hosting.SignIn.Pages;

/// <summary>Leads to the identity provider; without one, in Development only, offers the demonstration people.</summary>
public sealed class SignInModel(SignInOptions options, IReadOnlyList<Persona> personas, IHostEnvironment environment) : ServicePage
{
    /// <summary>The demonstration people, officers after families.</summary>
    public IReadOnlyList<Persona> Personas => personas;

    /// <summary>Where to go afterwards; always an address of ours.</summary>
    [BindProperty(SupportsGet = true, Name = "return")]
    public string? Return { get; set; }

    public IActionResult OnGet()
    {
        if (options.Oidc.IsConfigured) return Challenge(new AuthenticationProperties { RedirectUri = After() }, SignInSetup.Oidc);
        return environment.IsDevelopment() ? Page() : Refusal(WebProblems.NoSignIn);
    }

    public async Task<IActionResult> OnPostAsync(string? persona)
    {
        if (options.Oidc.IsConfigured || !environment.IsDevelopment()) return Refusal(WebProblems.NoSignIn);
        if (personas.FirstOrDefault(known => known.Id == persona) is not { } known) return Refusal(WebProblems.UnknownPersona);
        await HttpContext.SignInAsync(SignInSetup.Cookie, CallerClaims.Principal(known.AsCaller(), SignInSetup.Cookie));
        return Redirect(Return is null ? Navigation.HomeOf(known.Role) : After());
    }

    private string After() => Url.IsLocalUrl(Return) ? Return! : "/";
}
