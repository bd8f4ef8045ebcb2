using Azure.Identity;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Infra.Blobs;
using PublicServices.Infra.Cosmos;
using PublicServices.Infra.ServiceBus;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>What the Azure engine is told. Nothing is made up or kept on a disk: the next process would not find it.</summary>
/// <param name="Store">Section <c>Cosmos</c>; without a key the process's identity is used.</param>
/// <param name="CreatesStore"><c>Cosmos:Create</c>: makes database and containers that are not there, for emulators. Default false.</param>
/// <param name="Broker">Section <c>ServiceBus</c>.</param>
/// <param name="Files">Section <c>Blobs</c>.</param>
internal sealed record AzureSettings(CosmosOptions Store, bool CreatesStore, ServiceBusOptions Broker, AzureBlobOptions Files)
{
    /// <exception cref="InvalidOperationException">Settings are missing or wrong; one line for each.</exception>
    public static AzureSettings Read(IConfiguration configuration)
    {
        var faults = new List<string>();
        var store = Section<CosmosOptions>(configuration, "Cosmos", faults);
        var broker = Section<ServiceBusOptions>(configuration, "ServiceBus", faults);
        var files = Section<AzureBlobOptions>(configuration, "Blobs", faults);
        // Without a key the identity stands in; whether there is one is known at the first request only.
        if (store is not null) faults.AddRange((store.Key is null ? store with { Credential = new DefaultAzureCredential() } : store).Faults("Cosmos"));
        if (store is { ContainerPrefix.Length: > 0 } && CustomHandler.PortOf(configuration) is not null)
            faults.Add("Cosmos:ContainerPrefix must be empty behind the Functions host: its change feed reads records without one.");
        if (broker is not null) faults.AddRange(broker.Faults());
        if (files is not null) faults.AddRange(files.Faults());
        AddSecretFaults(configuration, faults);
        return store is not null && broker is not null && files is not null && faults.Count == 0
            ? new AzureSettings(store, configuration.GetValue("Cosmos:Create", false), broker, files)
            : throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
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

    private static T? Section<T>(IConfiguration configuration, string name, List<string> faults)
        where T : class, new()
    {
        try
        {
            return configuration.GetSection(name).Get<T>() ?? new T();
        }
        catch (InvalidOperationException e)
        {
            // A value of the wrong form; the message names the setting.
            faults.Add(e.Message);
            return null;
        }
    }
}
