namespace PublicServices.Tests.EndToEnd;

[CollectionDefinition(Name)]
public sealed class ServiceGroup : ICollectionFixture<EmbeddedService>
{
    public const string Name = "service";
}

[CollectionDefinition(Name)]
public sealed class AzureGroup : ICollectionFixture<AzureService>
{
    public const string Name = "service on Azure";
}

[CollectionDefinition(Name)]
public sealed class AzureFunctionsGroup : ICollectionFixture<AzureFunctionsService>
{
    public const string Name = "service on Azure Functions";
}
