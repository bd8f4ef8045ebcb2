using System.CommandLine;

namespace PublicServices.Functions.Hosting;

/// <summary>What the executable can be told to do. Without a command it serves.</summary>
internal static class Commands
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Education public services and cashless payments. Settings may follow any command, for example --urls=http://localhost:5080 --Data:Folder=data.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        var serve = new Command("serve", "Serve pages, the API and the workflows (the default).") { TreatUnmatchedTokensAsErrors = false };
        serve.SetAction((parsed, cancellationToken) => ServeAsync(parsed.UnmatchedTokens, cancellationToken));
        root.SetAction((parsed, cancellationToken) => ServeAsync(parsed.UnmatchedTokens, cancellationToken));
        root.Subcommands.Add(serve);
        return await root.Parse(args).InvokeAsync();
    }

    private static async Task<int> ServeAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = Server.Build([.. settings]);
            await app.StartAsync(cancellationToken);
            foreach (var url in app.Urls) Console.WriteLine($"Listening on {url}");
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // One clear line for what an operator can mend; everything else is a fault and shows itself whole.
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
