using PublicServices.Exams;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Functions.Portal;
using PublicServices.Portal;
using PublicServices.Tuition;

namespace PublicServices.Functions.Hosting;

/// <summary>The demonstration session, schools and people of a Development run.</summary>
internal static class Seeding
{
    /// <summary>Seeds a data folder that has no exam session yet; in Development only.</summary>
    public static async Task DevelopmentAsync(WebApplication app, CancellationToken cancellationToken)
    {
        if (!app.Environment.IsDevelopment()) return;
        await app.Services.OpenedAsync();
        await app.Services.GetRequiredService<DemoExams>().SeedAsync(cancellationToken);
        await app.Services.GetRequiredService<DemoTuition>().SeedAsync(cancellationToken);
    }

    /// <summary>Says where to look and how to sign in.</summary>
    public static void PrintWelcome(WebApplication app)
    {
        foreach (var url in app.Urls)
        {
            Console.WriteLine($"Listening on {url}");
            Console.WriteLine($"  pages      {url}/            API  {url}/docs");
        }

        if (!app.Environment.IsDevelopment()) return;
        // With an identity provider the sign-in page leads there; API clients still get the demonstration people's tokens.
        var signIn = app.Services.GetRequiredService<SignInOptions>().Oidc.IsConfigured
            ? $"Tokens at {app.Urls.First()}/api/sign-in for:"
            : $"Sign in at {app.Urls.First()}/sign-in as:";
        Console.WriteLine($"Demonstration session {DemoExams.Session}. {signIn}");
        foreach (var persona in app.Services.GetRequiredService<IReadOnlyList<Persona>>())
            Console.WriteLine($"  {persona.Id,-16} {persona.Name}");
        if (app.Services.GetRequiredService<PortalOptions>().Inbound.Secrets.Contains(PortalSetup.DevelopmentSecret))
            Console.WriteLine($"Sign webhooks to {app.Urls.First()}/webhooks/portal with {PortalSetup.DevelopmentSecret}");
    }
}
