namespace PublicServices.Functions.Hosting;

/// <summary>What keeps records and carries messages.</summary>
internal enum EngineKind
{
    /// <summary>One SQLite file in the data folder; the default.</summary>
    Embedded,

    /// <summary>Cosmos DB, Service Bus and Azure Storage.</summary>
    Azure,
}

/// <summary>Reads which engine is wanted.</summary>
internal static class Engines
{
    private const string Setting = "Engine:Kind";

    /// <exception cref="InvalidOperationException"><c>Engine:Kind</c> names no engine.</exception>
    public static EngineKind Of(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } text) return EngineKind.Embedded;
        return Enum.TryParse<EngineKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(text[0])
            ? kind
            : throw new InvalidOperationException($"{Setting} \"{text}\" is neither Embedded nor Azure.");
    }
}
