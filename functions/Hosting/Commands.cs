using System.CommandLine;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Functions.Hosting.Operate;
using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>What the executable can be told to do. Without a command it serves.</summary>
internal static class Commands
{
    /// <summary>What is left, after a signal to end, once the server has waited for the answers that are under way.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] args)
    {
        // The Functions host says nothing, and is in a hurry: what reads commands is a twentieth of a start.
        if (args.Length == 0) return await ServeAsync([], CancellationToken.None);
        var root = Accepting(new RootCommand(
            "Education public services and cashless payments. Settings may follow any command, for example --urls=http://localhost:5080 --Data:Folder=data."));
        root.SetAction(ServeParsedAsync);

        var serve = Accepting(new Command("serve", "Serve pages, the API and the workflows (the default)."));
        serve.SetAction(ServeParsedAsync);
        root.Subcommands.Add(serve);
        root.Subcommands.Add(Seed());
        root.Subcommands.Add(BackUp());
        root.Subcommands.Add(Export());
        root.Subcommands.Add(Import());
        root.Subcommands.Add(Replay());
        root.Subcommands.Add(Verify());
        root.Subcommands.Add(AzureCommands.Topology());
        root.Subcommands.Add(AzureCommands.FunctionFiles());
        // Else a request that takes longer than two seconds would be cut by every restart.
        var patient = new InvocationConfiguration { ProcessTerminationTimeout = new HostOptions().ShutdownTimeout + Closing };
        return await root.Parse(args).InvokeAsync(patient);
    }

    private static Task<int> ServeParsedAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        ServeAsync([.. parsed.UnmatchedTokens], cancellationToken);

    private static Task<int> ServeAsync(string[] settings, CancellationToken cancellationToken) => MendablyAsync(async () =>
    {
        await using var app = Server.Build(settings);
        await Seeding.DevelopmentAsync(app, cancellationToken);
        await app.StartAsync(cancellationToken);
        Seeding.PrintWelcome(app);
        await app.WaitForShutdownAsync(cancellationToken);
        return CustomHandler.PortOf(app.Configuration) is null ? 0 : CustomHandler.RestartExitCode;
    });

    private static Command Seed()
    {
        var command = Accepting(new Command("seed", "Define the demonstration session and its schools, for trials outside Development."));
        command.SetAction((parsed, cancellationToken) => OnDataAsync(parsed, async services =>
        {
            await services.GetRequiredService<DemoExams>().SeedAsync(cancellationToken);
            Console.WriteLine($"Session {DemoExams.Session} is there.");
            return 0;
        }));
        return command;
    }

    private static Command BackUp()
    {
        var folder = new Argument<string>("folder") { Description = "The folder to make; its own name must be new." };
        var withoutFiles = new Option<bool>("--without-files") { Description = "Leave uploaded files out: they lie in blobs in the data folder, never change and never go, so any tool can copy what is new." };
        var command = Accepting(new Command("backup", "Copy the data folder as it is now, also while the server runs on it.") { folder, withoutFiles });
        // On a thread of its own: an interruption is only heard once the action has returned its task.
        command.SetAction((parsed, cancellationToken) => MendablyAsync(() => Task.Run(() =>
            new BackUp(Server.Settings([.. parsed.UnmatchedTokens])).Run(parsed.GetValue(folder)!, !parsed.GetValue(withoutFiles), cancellationToken))));
        return command;
    }

    private static Command Export()
    {
        var file = new Argument<string>("file") { Description = "The file to write; one line of JSON for each record." };
        var kinds = new Option<string[]>("--kind") { Description = "A kind of records, for example reg; may be given several times. All of them by default." };
        var secrets = new Option<bool>("--with-secrets") { Description = "Write what webhooks are signed with, in the clear; without it endpoints are disabled where the file is imported." };
        var command = Accepting(new Command("export", "Write records with their history to a file.") { file, kinds, secrets });
        command.SetAction((parsed, cancellationToken) => OnDataAsync(
            parsed,
            services => services.GetRequiredService<ExportRecords>().ExportAsync(
                parsed.GetValue(file)!, parsed.GetValue(kinds) ?? [], parsed.GetValue(secrets), cancellationToken)));
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string>("file") { Description = "A file that export wrote. A file that was cut or changed is refused whole." };
        var command = Accepting(new Command("import", "Put exported records back; those that exist are left alone.") { file });
        command.SetAction((parsed, cancellationToken) => OnDataAsync(
            parsed, services => services.GetRequiredService<ExportRecords>().ImportAsync(parsed.GetValue(file)!, cancellationToken)));
        return command;
    }

    private static Command Replay()
    {
        var consumer = new Option<string?>("--consumer") { Description = "Only messages this consumer gave up." };
        var reason = new Option<string?>("--reason") { Description = "Only messages given up for this reason." };
        var yes = new Option<bool>("--yes") { Description = "Do it; without this they are only listed." };
        var parked = Accepting(new Command("parked", "List messages that were given up, or deliver them again.") { consumer, reason, yes });
        parked.SetAction((parsed, cancellationToken) => OnDataAsync(
            parsed,
            services => services.GetRequiredService<ReplayMessages>().ParkedAsync(
                parsed.GetValue(consumer), parsed.GetValue(reason), parsed.GetValue(yes), cancellationToken)));
        var views = Accepting(new Command("views", "Rebuild lists from the records they show."));
        views.SetAction((parsed, cancellationToken) => OnDataAsync(
            parsed, services => services.GetRequiredService<ReplayMessages>().ViewsAsync(cancellationToken)));
        var wake = Accepting(new Command("wake", "Send once more what keeps records moving: questions to gateways, ends of payments, deliveries, notices. Safe to repeat."));
        wake.SetAction((parsed, cancellationToken) => OnDataAsync(
            parsed, services => services.GetRequiredService<WakeRecords>().RunAsync(cancellationToken)));
        return new Command("replay", "Do again what went wrong.") { parked, views, wake };
    }

    private static Command Verify()
    {
        var command = Accepting(new Command("verify", "Check the file and every record; ends with 1 when something is wrong."));
        command.SetAction((parsed, cancellationToken) => OnDataAsync(
            parsed, services => services.GetRequiredService<VerifyRecords>().RunAsync(cancellationToken)));
        return command;
    }

    /// <summary>Runs on the data folder without listening. The server must not be running on it.</summary>
    private static Task<int> OnDataAsync(ParseResult parsed, Func<IServiceProvider, Task<int>> run) => MendablyAsync(async () =>
    {
        var builder = Server.CreateBuilder([.. parsed.UnmatchedTokens]);
        builder.Services.AddSingleton<ExportRecords>();
        builder.Services.AddSingleton<ReplayMessages>();
        builder.Services.AddSingleton<WakeRecords>();
        builder.Services.AddSingleton<VerifyRecords>();
        await using var app = builder.Build();
        await app.Services.OpenedAsync();
        return await run(app.Services);
    });

    private static async Task<int> MendablyAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (IsMendable(e))
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>One clear line for what an operator can mend; everything else is a fault and shows itself whole.</summary>
    private static bool IsMendable(Exception failure) =>
        failure is InvalidOperationException or IOException or UnauthorizedAccessException or EngineBusyException or BrokerException or TopologyException;

    /// <summary>Whatever is not an option of the command is a setting.</summary>
    private static T Accepting<T>(T command)
        where T : Command
    {
        command.TreatUnmatchedTokensAsErrors = false;
        return command;
    }
}
