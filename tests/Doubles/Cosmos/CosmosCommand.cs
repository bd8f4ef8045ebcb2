using System.CommandLine;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>Starts the double of Cosmos DB's Gateway protocol as a process of its own.</summary>
internal static class CosmosCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Where it listens, on 127.0.0.1 only.", Required = true };
        return new Command("cosmos", "A double of Cosmos DB's Gateway protocol.") { port };
    }
}
