using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Infra.Cosmos;
using PublicServices.Infra.ServiceBus;
using static PublicServices.Tests.Adapters.Bicep.Deployment;

namespace PublicServices.Tests.Adapters.Bicep;

/// <summary>What is deployed is what the program expects to find.</summary>
public sealed partial class AgreementTests
{
    private static readonly string[] Groups = ["http", "messages", "scheduled"];

    private static readonly IReadOnlyList<AppFunction> Functions = AppFunctions.Of(AzureCommands.Declared());

    public static TheoryData<string> Sizes => [.. Deployment.Sizes];

    [Fact]
    public void Topology_IsWhatTheTriggerListSays() =>
        File.ReadAllText(Path.Combine(BicepTool.Sources, "topology.json")).Should().Be(
            TopologyReport.Of(AzureCommands.Declared()).ToJson(),
            "the program's command 'topology' writes bicep/topology.json");

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Functions_AreRunByOneAppEach(string size)
    {
        var deployment = Of(size);
        var enabled = Groups.ToDictionary(
            group => group,
            group => Functions.Select(function => function.Name)
                .Where(name => !deployment.SettingsOf(group).TryGetValue($"AzureWebJobs.{name}.Disabled", out var off) || off != "true").ToList());

        foreach (var group in Groups)
        {
            enabled[group].Should().NotBeEmpty().And.BeEquivalentTo(
                Functions.Where(function => function.Group.ToString().Equals(group, StringComparison.OrdinalIgnoreCase)).Select(function => function.Name));
        }

        enabled.Values.SelectMany(names => names).Should().OnlyHaveUniqueItems().And.HaveCount(Functions.Count);
        var named = deployment.All("Microsoft.Web/sites").SelectMany(site => Property(site, "functionAppConfig.scaleAndConcurrency.alwaysReady")!.AsArray())
            .Select(ready => ready!["name"]!.GetValue<string>()).Where(name => name != "http").Select(name => name["function:".Length..]);
        named.Should().BeSubsetOf(Functions.Select(function => function.Name));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Subscriptions_AreWhatTheTransportChecksAtItsStart(string size)
    {
        var deployment = Of(size);
        var topology = AzureCommands.Declared().Topology();
        deployment.All("Microsoft.ServiceBus/namespaces/topics").Select(topic => NameOf(topic).Split('/')[^1]).Should().BeEquivalentTo(topology.Topics.Select(topic => topic.Name));
        deployment.All("Microsoft.ServiceBus/namespaces/topics").Should().OnlyContain(topic => TextOf(topic, "requiresDuplicateDetection") == "true");
        var deployed = deployment.All("Microsoft.ServiceBus/namespaces/topics/subscriptions");
        var rules = deployment.All("Microsoft.ServiceBus/namespaces/topics/subscriptions/rules");
        var wanted = topology.Topics.SelectMany(topic => topic.Subscriptions.Select(subscription => (topic.Name, subscription))).ToList();
        deployed.Should().HaveCount(wanted.Count);
        rules.Should().HaveCount(wanted.Count);
        foreach (var (topic, subscription) in wanted)
        {
            var found = deployed.Single(one => NameOf(one).EndsWith($"/{topic}/{subscription.Consumer}", StringComparison.Ordinal));
            TextOf(found, "requiresSession").Should().Be(subscription.HasSessions ? "true" : "false");
            TextOf(found, "deadLetteringOnMessageExpiration").Should().Be("true");
            Property(found, "maxDeliveryCount")!.GetValue<int>().Should().BeGreaterThan(LastDelivery());
            var rule = rules.Single(one => NameOf(one) == $"{NameOf(found)}/$Default");
            TextOf(rule, "sqlFilter.sqlExpression").Should().Be(SubscriptionRule.Of(subscription));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Containers_AreWhatTheStoreChecksAtItsStart(string size)
    {
        var deployment = Of(size);
        using var containers = new CosmosContainers(new CosmosOptions { Endpoint = new Uri("https://localhost"), Key = "AA==" });
        var deployed = deployment.All("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers")
            .ToDictionary(container => NameOf(container).Split('/')[^1], container => Property(container, "resource")!);

        deployed.Keys.Should().BeEquivalentTo(containers.Definitions().Select(definition => definition.Id).Append(FunctionFiles.RelayLeases));
        deployed[FunctionFiles.RelayLeases]["partitionKey"]!["paths"]!.AsArray().Single()!.GetValue<string>().Should().Be("/id");
        foreach (var definition in containers.Definitions())
        {
            var found = deployed[definition.Id];
            found["partitionKey"]!["paths"]!.AsArray().Single()!.GetValue<string>().Should().Be(definition.PartitionKeyPath);
            found["partitionKey"]!["version"]!.GetValue<int>().Should().Be((int)PartitionKeyDefinitionVersion.V2);
            found["defaultTtl"]?.GetValue<int>().Should().Be(definition.DefaultTimeToLive, definition.Id);
            Paths(found["indexingPolicy"]!["includedPaths"]!).Should().BeEquivalentTo(definition.IndexingPolicy.IncludedPaths.Select(path => path.Path), definition.Id);
            Paths(found["indexingPolicy"]!["excludedPaths"]!).Should().BeEquivalentTo(definition.IndexingPolicy.ExcludedPaths.Select(path => path.Path), definition.Id);
        }

        TextOf(deployment.One("Microsoft.DocumentDB/databaseAccounts"), "consistencyPolicy.defaultConsistencyLevel").Should().Be("Strong");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Settings_LetTheProgramStart(string size)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secrets = new Dictionary<string, string>
        {
            ["hash-key"] = Convert.ToBase64String(new byte[32]),
            ["protection-key-1"] = Convert.ToBase64String(new byte[32]),
            ["receipts-key"] = Convert.ToBase64String(key.ExportPkcs8PrivateKey()),
        };
        foreach (var group in Groups)
        {
            var settings = Of(size).SettingsOf(group).ToDictionary(
                pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => (string?)Resolved(pair.Value, secrets));
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

            var faults = new List<string>();
            var store = StoreSettings.Read(configuration, faults)!.Options;
            var read = AzureSettings.Read(configuration, faults);

            configuration["Engine:Kind"].Should().Be("Azure");
            read.Files.Endpoint.Should().NotBe(read.Files.QuarantineEndpoint);
            store.Key.Should().BeNull();
            read.Broker.Key.Should().BeNull();
            // What the host itself reaches the two by must be the same as what the program does.
            new Uri(settings["Cosmos:accountEndpoint"]!).Should().Be(store.Endpoint);
            settings["ServiceBus:fullyQualifiedNamespace"].Should().Be(read.Broker.Namespace);
            settings["Cosmos:Database"].Should().Be(store.Database);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Alerts_WatchWhatIsMeasured(string size)
    {
        var deployment = Of(size);
        deployment.All("Microsoft.Insights/metricAlerts").Select(alert => NameOf(alert).Split("-alert-")[1])
            .Should().BeEquivalentTo("dead-letters", "backlog", "broker-throttles", "store-throttles", "store-is-full", "not-ready");
        var queries = deployment.All("Microsoft.Insights/scheduledQueryRules").Select(alert => Property(alert, "criteria.allOf")![0]!["query"]!.GetValue<string>()).ToList();
        queries.Should().HaveCount(3);
        var sources = string.Concat(Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => path.Contains("/infra/", StringComparison.Ordinal) || path.Contains("/functions/", StringComparison.Ordinal)).Select(File.ReadAllText));
        foreach (var metric in queries.SelectMany(query => Metric().Matches(query)).Select(match => match.Groups[1].Value))
            sources.Should().Contain($"\"{metric}\"", "an alert on what nobody measures never comes");
        deployment.One("Microsoft.Consumption/budgets");
    }

    private static IEnumerable<string> Paths(JsonNode paths) => paths.AsArray().Select(path => path!["path"]!.GetValue<string>());

    /// <summary>The delivery at which the program gives a message up by itself.</summary>
    private static int LastDelivery()
    {
        var subscription = new Kernel.Subscription("any", new Dictionary<string, Kernel.HandleMessage>());
        return Enumerable.Range(1, 10_000).First(delivery => DeliveryPlan.Of(subscription, delivery, HostLimits.Hold).Attempt == subscription.MaxAttempts);
    }

    /// <summary>What Azure puts in the place of expressions and references to the vault.</summary>
    private static string Resolved(string value, Dictionary<string, string> secrets)
    {
        if (VaultReference().Match(value) is { Success: true } secret) return secrets[secret.Groups[1].Value];
        return StorageAddress().Match(value) is { Success: true } account ? $"https://{account.Groups[1].Value}.blob.core.windows.net" : value;
    }

    [GeneratedRegex(@"^@Microsoft\.KeyVault\(VaultName=[a-z0-9-]{3,24};SecretName=([a-z0-9-]+)\)$")]
    private static partial Regex VaultReference();

    [GeneratedRegex(@"^\[format\('https://\{0\}\.blob\.\{1\}', '([a-z0-9]{3,24})', environment\(\)\.suffixes\.storage\)\]$")]
    private static partial Regex StorageAddress();

    [GeneratedRegex("""Name == "([a-z._]+)""")]
    private static partial Regex Metric();
}
