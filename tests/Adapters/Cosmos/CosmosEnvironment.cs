using System.Runtime.CompilerServices;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>What the SDK reads from the environment, set before it is first used.</summary>
internal static class CosmosEnvironment
{
    [ModuleInitializer]
    internal static void Prepare()
    {
        // The SDK's own native parser plans and so checks every query.
        Environment.SetEnvironmentVariable("AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX", "true");
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
    }
}
