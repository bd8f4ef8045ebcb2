using Azure.Identity;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Infra.Blobs;
using PublicServices.Infra.Cosmos;
using PublicServices.Infra.ServiceBus;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>What the Azure engine is told of its store.</summary>
/// <param name="Options">Section <c>Cosmos</c>; without a key the process's identity is used.</param>
/// <param name="Creates"><c>Cosmos:Create</c>: makes database and containers that are not there, for emulators. Default false.</param>
internal sealed record StoreSettings(CosmosOptions Options, bool Creates)
{
    /// <summary>Null when something is wrong.</summary>
    /// <param name="configuration">What is configured.</param>
    /// <param name="faults">Where one line is put for each setting that is missing or wrong.</param>
    public static StoreSettings? Read(IConfiguration configuration, List<string> faults)
    {
        var before = faults.Count;
        if (AzureSettings.Section<CosmosOptions>(configuration, "Cosmos", faults) is not { } options) return null;
        // Without a key the identity stands in; whether there is one is known at the first request only.
        if (options.Key is null) options = options with { Credential = new DefaultAzureCredential() };
        faults.AddRange(options.Faults("Cosmos"));
        if (options.ContainerPrefix.Length > 0 && CustomHandler.PortOf(configuration) is not null)
            faults.Add("Cosmos:ContainerPrefix must be empty behind the Functions host: its change feed reads records without one.");
        return faults.Count == before ? new StoreSettings(options, configuration.GetValue("Cosmos:Create", false)) : null;
    }
}

/// <summary>What else the Azure engine is told. Nothing is made up or kept on a disk: the next process would not find it.</summary>
/// <param name="Broker">Section <c>ServiceBus</c>.</param>
/// <param name="Files">Section <c>Blobs</c>.</param>
internal sealed record AzureSettings(ServiceBusOptions Broker, AzureBlobOptions Files)
{
    /// <param name="configuration">What is configured.</param>
    /// <param name="faults">What was found wrong before.</param>
    /// <exception cref="InvalidOperationException">Settings are missing or wrong; one line for each, and for each that was found before.</exception>
    public static AzureSettings Read(IConfiguration configuration, List<string> faults)
    {
        var broker = Section<ServiceBusOptions>(configuration, "ServiceBus", faults);
        var files = Section<AzureBlobOptions>(configuration, "Blobs", faults);
        if (broker is not null) faults.AddRange(broker.Faults());
        if (files is not null) faults.AddRange(files.Faults());
        AddSecretFaults(configuration, faults);
        return broker is not null && files is not null && faults.Count == 0
            ? new AzureSettings(broker, files)
            : throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>Null when a value has the wrong form.</summary>
    internal static T? Section<T>(IConfiguration configuration, string name, List<string> faults)
        where T : class, new()
    {
        try
        {
            return configuration.GetSection(name).Get<T>() ?? new T();
        }
        catch (InvalidOperationException e)
        {
            // The message names the setting.
            faults.Add(e.Message);
            return null;
        }
    }

    /// <summary>What is wrong with the secrets every process must share.</summary>
    private static void AddSecretFaults(IConfiguration configuration, List<string> faults)
    {
        if (configuration[KeyFile.Setting] is not { Length: > 0 } hashKey)
            faults.Add($"{KeyFile.Setting} is missing: base64 of at least {KeyFile.KeyBytes} bytes, the same for every process, for ever.");
        else if (KeyFile.FaultOf(hashKey, KeyFile.Setting) is { } fault)
            faults.Add(fault);

        var before = faults.Count;
        if (ConfiguredKeys.Read(configuration, faults).Count == 0 && faults.Count == before)
            faults.Add($"{ConfiguredKeys.Setting}:0 is missing: base64 of at least {ConfiguredKeys.MinBytes} bytes, the same for every process.");

        if (string.IsNullOrEmpty(configuration[ReceiptKeys.Setting]))
            faults.Add($"{ReceiptKeys.Setting} is missing: a P-256 private key, as PEM or as base64 of its PKCS #8, the same for every process.");
        else
            ReceiptKeys.Read(configuration, faults);
    }
}
