namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Registers Cosmos DB, Service Bus and Azure Storage behind the kernel's ports.</summary>
internal static class AzureEngine
{
    public static void AddAzureEngine(this IServiceCollection services, IConfiguration configuration)
    {
        AzureSettings.Demand(AzureSettings.SecretFaults(configuration));
    }
}
