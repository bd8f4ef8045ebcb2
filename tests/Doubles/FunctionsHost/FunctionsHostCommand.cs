using System.CommandLine;
using PublicServices.Infra.ServiceBus;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>Starts the double of the Functions host as a process of its own; the program inherits this process's environment.</summary>
internal static class FunctionsHostCommand
{
    public static Command Create()
    {
        var root = new Argument<DirectoryInfo>("root") { Description = "Published folder with host.json and the functions' folders." };
        var program = new Option<string[]>("--program") { Description = "Program and first arguments; the executable host.json names by default.", AllowMultipleArgumentsPerToken = true };
        var port = new Option<int>("--port") { Description = "Where visitors come in, on 127.0.0.1; 0 for any free port.", DefaultValueFactory = _ => 7071 };
        var broker = new Option<string?>("--broker") { Description = "amqp://host:port of Service Bus or its double; without it, no messages." };
        var keyName = new Option<string?>("--key-name") { Description = "Shared access rule." };
        var key = new Option<string?>("--key") { Description = "Its key." };
        var store = new Option<Uri?>("--store") { Description = "Address of Cosmos DB or its double; without it, no change feed." };
        var storeKey = new Option<string>("--store-key") { Description = "Its key in base64.", DefaultValueFactory = _ => "a2V5" };
        var database = new Option<string>("--database") { Description = "Its database.", DefaultValueFactory = _ => "public-services" };
        var command = new Command("functions-host", "A double of the Azure Functions host for one custom handler.") { root, program, port, broker, keyName, key, store, storeKey, database };
        command.SetAction(async (parsed, stop) =>
        {
            var folder = parsed.GetValue(root)!.FullName;
            var options = new FunctionsHostOptions
            {
                Root = folder,
                Program = parsed.GetValue(program) is { Length: > 0 } given ? given : [Path.Combine(folder, "PublicServices.Functions")],
                Port = parsed.GetValue(port),
                Broker = parsed.GetValue(broker) is { } address
                    ? new ServiceBusOptions { Endpoint = address, KeyName = parsed.GetValue(keyName), Key = parsed.GetValue(key) }
                    : null,
                Store = parsed.GetValue(store) is { } endpoint ? (endpoint, parsed.GetValue(storeKey)!, parsed.GetValue(database)!) : null,
            };
            await using var host = await FunctionsHostDouble.StartAsync(options, stop);
            Console.WriteLine($"listening on {host.Endpoint}");
            await host.ReadyAsync(stop);
            Console.WriteLine("ready");
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        return command;
    }
}
