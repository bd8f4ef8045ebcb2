namespace PublicServices.Functions.Hosting;

/// <summary>The demonstration session, schools and people of a Development run.</summary>
internal static class Seeding
{
    /// <summary>Seeds an empty data folder; in Development only.</summary>
    public static Task DevelopmentAsync(WebApplication app, CancellationToken cancellationToken)
    {
        _ = cancellationToken;
        _ = app;
        return Task.CompletedTask;
    }

    public static Task<int> RunAsync(IServiceProvider services, int registrations, CancellationToken cancellationToken)
    {
        _ = (services, registrations, cancellationToken);
        return Task.FromResult(0);
    }

    /// <summary>Says where to look and how to sign in.</summary>
    public static void PrintWelcome(WebApplication app)
    {
        foreach (var url in app.Urls) Console.WriteLine($"Listening on {url}");
    }
}
