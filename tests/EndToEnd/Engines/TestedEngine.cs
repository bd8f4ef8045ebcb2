namespace PublicServices.Tests.EndToEnd.Engines;

/// <summary>The ways the same program runs.</summary>
public enum TestedEngine
{
    /// <summary>One process on one folder.</summary>
    Embedded,

    /// <summary>A plain process with Cosmos DB, Service Bus and Azure Storage, each a double or an emulator.</summary>
    Azure,

    /// <summary>Behind the double of the Functions host, with the same.</summary>
    AzureFunctions,
}
