using System.CommandLine;

namespace PublicServices.Tests.Bench.StartProfile;

/// <summary>Records what a start compiles, for <c>functions/publish</c> to compile it ahead the next time.</summary>
internal static class StartProfileCommand
{
    public static Command Create()
    {
        var published = new Option<DirectoryInfo>("--published")
        {
            Description = "The unpacked zip of functions/publish, made with -p:StartProfile= so that it compiles at its start all that it needs.",
            Required = true,
        };
        var output = new Option<FileInfo>("--out") { Description = "The file to write: functions/start.mibc.", Required = true };
        var command = new Command("start-profile", "Records which methods a start has to compile, plain and as a custom handler.") { published, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(published)!, parsed.GetValue(output)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo published, FileInfo output, CancellationToken cancellationToken)
    {
        await using var azure = await AzureStand.StartAsync(cancellationToken);
        string[] program = [Path.Combine(published.FullName, "PublicServices.Functions")];
        // The first start of the stand makes its containers, which no start of a deployment does.
        await StartedOnce.MeasureAsync(program, azure.CustomHandler);
        using var profile = new ProfileFile(published.FullName);
        // Twice: which of two threads is first decides over some of it.
        foreach (var settings in (Func<int, StartSettings>[])[azure.CustomHandler, StartCommand.PlainEmbedded, azure.CustomHandler, StartCommand.PlainEmbedded])
        {
            var trace = Path.GetTempFileName();
            try
            {
                await StartedOnce.MeasureAsync(program, port => settings(port).With(JitTrace.Settings(trace)) with { StopsInOrder = true });
                foreach (var method in JitTrace.Read(trace, name => Console.WriteLine($"Left out: {name}"))) profile.Add(method);
            }
            finally
            {
                File.Delete(trace);
            }
        }

        profile.Save(output.FullName);
        Console.WriteLine($"{output.Name}: {profile.Count} methods");
        return 0;
    }
}
