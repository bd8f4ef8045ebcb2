using System.CommandLine;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>Starts the double of Cosmos DB's Gateway protocol as a process of its own.</summary>
internal static class CosmosCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Where it listens, on 127.0.0.1 only; 0 for any free one.", Required = true };
        var key = new Option<string?>("--key") { Description = "The account's key in base 64; without it every request is taken." };
        var command = new Command("cosmos", "A double of Cosmos DB's Gateway protocol. It keeps everything in memory while it runs.") { port, key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var host = await CosmosHost.StartAsync(
                new CosmosDouble(TimeProvider.System, parsed.GetValue(key)), parsed.GetValue(port), cancellationToken);
            Console.WriteLine($"listening on {host.Endpoint}");
            await host.WaitAsync(cancellationToken);
        });
        return command;
    }
}
