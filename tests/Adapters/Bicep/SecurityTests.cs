using System.Text.Json.Nodes;
using static PublicServices.Tests.Adapters.Bicep.Deployment;

namespace PublicServices.Tests.Adapters.Bicep;

/// <summary>What must hold whatever is deployed: one identity, no keys, no way in but the intended ones.</summary>
public sealed class SecurityTests
{
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Cosmos = "Microsoft.DocumentDB/databaseAccounts";
    private const string ServiceBus = "Microsoft.ServiceBus/namespaces";
    private const string Vault = "Microsoft.KeyVault/vaults";
    private const string Site = "Microsoft.Web/sites";

    public static TheoryData<string> Sizes => [.. Deployment.Sizes];

    [Fact]
    public void WhatCarriesAKey_IsNoticed()
    {
        foreach (var secret in new[]
        {
            "[listKeys(resourceId('x'), '2024-01-01').keys[0].value]", "AccountKey=abc", "Endpoint=sb://x;SharedAccessKey=abc", "\"connectionStrings\": []",
            "account.listKeys().primaryMasterKey", "DefaultConnectionString = x",
        })
            ForbiddenIn(secret).Should().NotBeEmpty(secret);
        ForbiddenIn("\"APPLICATIONINSIGHTS_CONNECTION_STRING\": \"[reference('insights').ConnectionString]\"").Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Nothing_CarriesAKey(string size) => ForbiddenIn(Of(size).Text).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Keys_AreSwitchedOffEverywhere(string size)
    {
        var deployment = Of(size);
        deployment.All(Storage).Should().HaveCount(2).And.OnlyContain(account => TextOf(account, "allowSharedKeyAccess") == "false");
        TextOf(deployment.One(Cosmos), "disableLocalAuth").Should().Be("true");
        TextOf(deployment.One(Cosmos), "disableKeyBasedMetadataWriteAccess").Should().Be("true");
        TextOf(deployment.One(ServiceBus), "disableLocalAuth").Should().Be("true");
        TextOf(deployment.One("Microsoft.Insights/components"), "DisableLocalAuth").Should().Be("true");
        TextOf(deployment.One("Microsoft.OperationalInsights/workspaces"), "features.disableLocalAuth").Should().Be("true");
        TextOf(deployment.One(Vault), "enableRbacAuthorization").Should().Be("true");
        TextOf(deployment.One(Vault), "enablePurgeProtection").Should().Be("true");
        var policies = deployment.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies");
        policies.Should().HaveCount(2 * deployment.All(Site).Count).And.OnlyContain(policy => TextOf(policy, "allow") == "false");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Transport_IsTls12OrNewer(string size)
    {
        var deployment = Of(size);
        deployment.All(Storage).Should().OnlyContain(account => TextOf(account, "minimumTlsVersion") == "TLS1_2" && TextOf(account, "supportsHttpsTrafficOnly") == "true");
        TextOf(deployment.One(Cosmos), "minimalTlsVersion").Should().Be("Tls12");
        TextOf(deployment.One(ServiceBus), "minimumTlsVersion").Should().Be("1.2");
        deployment.All(Site).Should().OnlyContain(site =>
            TextOf(site, "httpsOnly") == "true" && TextOf(site, "siteConfig.minTlsVersion") == "1.2" && TextOf(site, "siteConfig.scmMinTlsVersion") == "1.2"
            && TextOf(site, "siteConfig.ftpsState") == "Disabled");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Blobs_AreNeverPublic(string size)
    {
        var deployment = Of(size);
        deployment.All(Storage).Should().OnlyContain(account => TextOf(account, "allowBlobPublicAccess") == "false");
        deployment.All("Microsoft.Storage/storageAccounts/blobServices/containers").Should().OnlyContain(container => TextOf(container, "publicAccess") == "None");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Quarantine_ForgetsAndListensToOurPagesOnly(string size)
    {
        var deployment = Of(size);
        var service = deployment.All("Microsoft.Storage/storageAccounts/blobServices").Single(blobs => NameOf(blobs).Contains("quar", StringComparison.Ordinal));
        var rule = Property(service, "cors.corsRules")!.AsArray().Should().ContainSingle().Subject!;
        rule["allowedOrigins"]!.AsArray().Select(origin => origin!.GetValue<string>()).Should().Equal("https://exams.example.vn");
        rule["allowedMethods"]!.AsArray().Select(method => method!.GetValue<string>()).Should().Equal("PUT");
        TextOf(service, "deleteRetentionPolicy.enabled").Should().Be("false");

        var sweep = deployment.One("Microsoft.Storage/storageAccounts/managementPolicies");
        NameOf(sweep).Should().StartWith(NameOf(service).Split('/')[0]);
        Property(sweep, "policy.rules")!.AsArray().Single()!["definition"]!["actions"]!["baseBlob"]!["delete"]!["daysAfterCreationGreaterThan"]!
            .GetValue<int>().Should().Be(Kernel.Upload.Lifetime.Days);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Everything_RunsUnderTheOneIdentity(string size)
    {
        var deployment = Of(size);
        var identity = deployment.One("Microsoft.ManagedIdentity/userAssignedIdentities")["id"]!.GetValue<string>();
        foreach (var site in deployment.All(Site))
        {
            site["identity"]!["type"]!.GetValue<string>().Should().Be("UserAssigned");
            site["identity"]!["userAssignedIdentities"]!.AsObject().Select(pair => pair.Key).Should().Equal(identity);
            TextOf(site, "keyVaultReferenceIdentity").Should().Be(identity);
            TextOf(site, "functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId").Should().Be(identity);
        }

        // Blobs twice, queues and tables of the host, the broker, the vault, what is measured; and the data of the store.
        deployment.All("Microsoft.Authorization/roleAssignments").Should().HaveCount(7)
            .And.OnlyContain(role => TextOf(role, "principalId")!.Contains(NameOf(deployment.One("Microsoft.ManagedIdentity/userAssignedIdentities")), StringComparison.Ordinal));
        TextOf(deployment.One("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments"), "roleDefinitionId").Should()
            .EndWith("/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002", "data, and not containers");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void PrivateNetworking_LeavesPagesAndTheQuarantineInReachOnly(string size)
    {
        var deployment = Of(size);
        var isPrivate = deployment.Resources.Any(resource => TypeOf(resource) == "Microsoft.Network/virtualNetworks");
        var kept = deployment.All(Storage).Single(account => NameOf(account).Contains("kept", StringComparison.Ordinal));
        JsonObject[] hidden = [kept, deployment.One(Cosmos), deployment.One(ServiceBus), deployment.One(Vault)];

        hidden.Should().OnlyContain(resource => TextOf(resource, "publicNetworkAccess") == (isPrivate ? "Disabled" : "Enabled"));
        if (!isPrivate) return;
        deployment.One(ServiceBus)["sku"]!["name"]!.GetValue<string>().Should().Be("Premium", "others have no private endpoints");
        var reached = deployment.All("Microsoft.Network/privateEndpoints")
            .Select(endpoint => Property(endpoint, "privateLinkServiceConnections")![0]!["properties"]!["privateLinkServiceId"]!.GetValue<string>());
        reached.Distinct().Should().BeEquivalentTo(hidden.Select(resource => resource["id"]!.GetValue<string>()));
        deployment.All("Microsoft.Network/privateDnsZones").Should().HaveCount(6);
        deployment.All(Site).Should().OnlyContain(site => Property(site, "virtualNetworkSubnetId") != null);
        deployment.All(Site).Select(site => TextOf(site, "virtualNetworkSubnetId")).Should().OnlyHaveUniqueItems("each app has addresses of its own");
    }

    [Fact]
    public void PrivateNetworking_IsDeployedByOneSizeAtLeast_AndNotByAnother() =>
        Deployment.Sizes.Select(size => Of(size).Resources.Any(resource => TypeOf(resource) == "Microsoft.Network/virtualNetworks")).Distinct().Should().HaveCount(2);
}
