using System.CommandLine;
using PublicServices.Infra.Delivery;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>Starts the double of Service Bus as a process of its own.</summary>
internal static class ServiceBusCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Where it listens, on 127.0.0.1 only; 0 for any free port.", Required = true };
        var file = new Option<FileInfo?>("--topology") { Description = "JSON file with queues, topics, subscriptions and their options." };
        var reads = new Option<string[]>("--reads") { Description = "Instead of a file: consumer=type for each message type a handler reads.", AllowMultipleArgumentsPerToken = true };
        var projects = new Option<string[]>("--projects") { Description = "Instead of a file: consumer=type for each message type a projection reads.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("servicebus", "A double of Azure Service Bus, in memory.") { port, file, reads, projects };
        command.SetAction(async (parsed, stop) =>
        {
            var options = parsed.GetValue(file) is { } given
                ? TopologyFile.Read(given.FullName)
                : TopologyFile.Of(Topology.Of(Pairs(parsed.GetValue(reads)), Pairs(parsed.GetValue(projects))), TimeSpan.FromMinutes(10));
            await using var simulator = ServiceBusSimulator.Start(options, parsed.GetValue(port));
            Console.WriteLine($"Listening on {simulator.Endpoint}; rule {SimulatorOptions.KeyName}, key {SimulatorOptions.Key}");
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        });
        return command;
    }

    private static IEnumerable<(string Consumer, string Type)> Pairs(string[]? given) =>
        (given ?? []).Select(pair => pair.Split('=', 2)).Select(pair => pair is [var consumer, var type]
            ? (consumer, type)
            : throw new ArgumentException($"{pair[0]} is not consumer=type."));
}
