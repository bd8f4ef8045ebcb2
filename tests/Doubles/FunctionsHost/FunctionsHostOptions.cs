using PublicServices.Infra.ServiceBus;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>What the double of the Functions host starts, and what it listens to.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>Program and first arguments; the published executable alone, or <c>dotnet</c> and an assembly.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>Folder with <c>host.json</c> and the functions' folders.</summary>
    public required string Root { get; init; }

    /// <summary>The program's environment, its settings. <c>AzureWebJobs.{name}.Disabled</c> = <c>true</c> switches a function off.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where visitors come in, on 127.0.0.1; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>The broker; null: no message triggers.</summary>
    public ServiceBusOptions? Broker { get; init; }

    /// <summary>Address and key of the Cosmos DB account; null: no change feed.</summary>
    public (Uri Endpoint, string Key, string Database)? Store { get; init; }

    /// <summary>Errors of the program within half an hour before the host gives up; the real one's three. A test that kills it more often raises this.</summary>
    public int MaxErrors { get; init; } = 3;

    /// <summary>Instead of the function timeout in <c>host.json</c>, for tests of the timeout itself.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    /// <summary>How long the program has to answer at all; the real host's 30 seconds. Longer where the machine is busy with other tests.</summary>
    public TimeSpan InitializationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sessions of one subscription at once; the real host takes as many as <c>host.json</c> says.</summary>
    public int Sessions { get; init; } = 8;
}
