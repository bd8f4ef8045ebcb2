using System.Security.Cryptography;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Doubles;

/// <summary>The program's settings for a deployment that stands on the doubles, as environment variables.</summary>
public static class DoubleSettings
{
    /// <summary>Settings with keys nobody else has.</summary>
    /// <param name="store">Address of the double of Cosmos DB.</param>
    /// <param name="storeKey">Its key.</param>
    /// <param name="broker">The simulator.</param>
    /// <param name="files">Connection string of the storage account.</param>
    public static Dictionary<string, string> Of(Uri store, string storeKey, ServiceBusSimulator broker, string files)
    {
        using var receipts = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new Dictionary<string, string>
        {
            ["Engine__Kind"] = "Azure",
            ["Cosmos__Endpoint"] = store.AbsoluteUri,
            ["Cosmos__Key"] = storeKey,
            ["Cosmos__Create"] = "true",
            ["ServiceBus__Endpoint"] = broker.Endpoint,
            ["ServiceBus__KeyName"] = SimulatorOptions.KeyName,
            ["ServiceBus__Key"] = SimulatorOptions.Key,
            ["Blobs__ConnectionString"] = files,
            ["Security__HashKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Security__ProtectionKeys__0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Receipts__Key"] = Convert.ToBase64String(receipts.ExportPkcs8PrivateKey()),
            ["COSMOS_DISABLE_IMDS_ACCESS"] = "true",
        };
    }
}
