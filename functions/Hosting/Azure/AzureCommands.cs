using System.CommandLine;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Commands that write what a deployment is made of. They read the trigger list only: no data folder, no settings.</summary>
internal static class AzureCommands
{
    /// <summary>The published program's file name on Linux.</summary>
    public const string Executable = "PublicServices.Functions";

    public static Command Topology()
    {
        var command = new Command("topology", "Print topics, subscriptions and functions as JSON, for the deployment.");
        command.SetAction(_ => Console.Out.Write(TopologyReport.Of(Declared()).ToJson()));
        return command;
    }

    public static Command FunctionFiles()
    {
        var folder = new Argument<string>("folder") { Description = "The published folder; made when it is not there." };
        var command = new Command("functions-files", "Write host.json and one function.json for each trigger, for the Functions host.") { folder };
        command.SetAction(parsed =>
        {
            var root = Directory.CreateDirectory(parsed.GetValue(folder)!).FullName;
            Azure.FunctionFiles.Write(Declared(), Executable, root);
        });
        return command;
    }

    /// <summary>The triggers every feature declares, without the services behind them.</summary>
    internal static Triggers Declared()
    {
        var triggers = new Triggers();
        Features.Register(new ServiceCollection(), triggers);
        return triggers;
    }
}
