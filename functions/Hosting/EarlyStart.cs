using System.Globalization;
using System.Security.Cryptography;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Infra.Cosmos;

namespace PublicServices.Functions.Hosting;

/// <summary>
/// What every start needs and no setting decides, begun on the second processor before anything else is read: it would be idle until the
/// store's address is known.
/// </summary>
internal static class EarlyStart
{
    public static void Begin() => Task.Run(static () =>
    {
        // Each of these is waited for by whoever needs it first; asking for anything of it loads the library.
        _ = CultureInfo.InvariantCulture.CompareInfo.IsPrefix("ab", "a", CompareOptions.IgnoreCase);
        if (Environment.GetEnvironmentVariable(CustomHandler.PortVariable) is not null) CosmosContainers.Prepare();
        _ = SHA256.HashData([]);
    });
}
