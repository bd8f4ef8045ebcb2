using System.CommandLine;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Commands that write what a deployment is made of. They read the trigger list only: no data folder, no settings.</summary>
internal static class AzureCommands
{
    public static Command Topology()
    {
        var command = new Command("topology", "Print topics, subscriptions and functions as JSON, for the deployment.");
        command.SetAction(_ => Console.Out.Write(TopologyReport.Of(Declared()).ToJson()));
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
