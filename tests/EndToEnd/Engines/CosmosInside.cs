using System.Text.Json.Nodes;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Tests.Doubles.Cosmos;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.EndToEnd.Engines;

/// <summary>Looks into the doubles of Cosmos DB and Service Bus.</summary>
internal sealed class CosmosInside(CosmosDouble cosmos, ServiceBusSimulator broker, string database) : IStoreInside
{
    public IReadOnlyDictionary<string, JsonNode> Records(string kind) => Items("records")
        .Where(item => Text(item, "record") is { } id && id.StartsWith(kind + "-", StringComparison.Ordinal))
        .ToDictionary(item => Text(item, "record")!, item => Body(item["state"]!));

    public IReadOnlyList<(string Sort, JsonNode Body)> View(string name) =>
    [
        .. Items("views").Where(item => Text(item, "pk")!.StartsWith(name + "|", StringComparison.Ordinal) && Text(item, "sort") is not null)
            .Select(item => (Text(item, "sort")!, Body(item["body"]!))),
    ];

    /// <summary>Messages at the broker, and in outboxes though their time has come.</summary>
    public IReadOnlyList<string> Waiting()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var unsent = Items("records").Where(item => item["sweepAt"] is not null && (item["notBefore"]?.GetValue<long>() ?? 0) <= now)
            .Select(item => $"outbox {item["message"]}");
        var undelivered = AzureCommands.Declared().Topology().Topics
            .SelectMany(topic => topic.Subscriptions.Select(subscription => $"{topic.Name}/Subscriptions/{subscription.Consumer}"))
            .SelectMany(path => new[] { path, path + "/$DeadLetterQueue" })
            .Where(path => broker.CountAt(path) > 0).Select(path => $"{path}: {broker.CountAt(path)}");
        return [.. unsent, .. undelivered];
    }

    public IReadOnlyList<string> Parked() => [.. Items("parked").Where(item => item["number"] is not null).Select(item => item.ToJsonString())];

    public void Dispose()
    {
    }

    /// <summary>What Cosmos DB could not keep exactly as JSON stands as text.</summary>
    private static JsonNode Body(JsonNode body) => body is JsonValue text ? JsonNode.Parse(text.GetValue<string>())! : body;

    private IEnumerable<JsonNode> Items(string container) => cosmos.Dump(database, container).Select(json => JsonNode.Parse(json)!);

    private static string? Text(JsonNode item, string name) => item[name]?.GetValue<string>();
}
