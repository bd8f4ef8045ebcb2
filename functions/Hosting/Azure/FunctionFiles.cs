using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>The files the Functions host reads: <c>host.json</c>, and for each function a folder with its <c>function.json</c>.</summary>
internal static class FunctionFiles
{
    /// <summary>
    /// Prefix of the settings by which the host reaches Service Bus: <c>HostServiceBus__fullyQualifiedNamespace</c>,
    /// <c>HostServiceBus__credential</c>, <c>HostServiceBus__clientId</c>. Not our own section: names in both would mean two things.
    /// </summary>
    public const string ServiceBusConnection = "HostServiceBus";

    /// <summary>Prefix of the settings by which the host reaches Cosmos DB: <c>HostCosmos__accountEndpoint</c>, <c>HostCosmos__credential</c>, <c>HostCosmos__clientId</c>.</summary>
    public const string CosmosConnection = "HostCosmos";

    /// <summary>The name the message has in a call.</summary>
    public const string MessageName = "message";

    /// <summary>The name changed documents have in a call.</summary>
    public const string DocumentsName = "documents";

    /// <summary>Container where the host notes how far the relay's change feed was read; its partition key is <c>/id</c>, as the host wants it.</summary>
    public const string RelayLeases = "function-leases";

    private const string TimerName = "timer";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Every file: its path below the root of the published folder, and its text.</summary>
    public static IEnumerable<(string Path, string Text)> Of(Triggers triggers, string executable)
    {
        yield return ("host.json", Text(HostFile.Of(executable)));
        foreach (var function in AppFunctions.Of(triggers)) yield return ($"{function.Name}/function.json", Text(FunctionOf(function)));
    }

    /// <summary>Writes them below a folder that exists.</summary>
    public static void Write(Triggers triggers, string executable, string folder)
    {
        foreach (var (path, text) in Of(triggers, executable))
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    private static string Text(JsonNode node) => node.ToJsonString(Readable) + "\n";

    private static JsonObject FunctionOf(AppFunction function) => function switch
    {
        HttpFunction http => Bindings(HttpTrigger(http), HttpAnswer()),
        MessageFunction message => Bindings(ServiceBusTrigger(message)),
        TimerFunction timer => Bindings(TimerTrigger(timer)),
        RelayFunction => Relay(),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
    };

    private static JsonObject Bindings(params JsonNode[] bindings) => new() { ["bindings"] = new JsonArray(bindings) };

    /// <summary>The program itself decides who may call what; a function key would be one secret for everybody.</summary>
    private static JsonObject HttpTrigger(HttpFunction function) => new()
    {
        ["type"] = "httpTrigger",
        ["direction"] = "in",
        ["name"] = "request",
        ["authLevel"] = "anonymous",
        ["methods"] = new JsonArray([.. function.Methods.Select(method => JsonValue.Create(method))]),
        ["route"] = function.Route,
    };

    private static JsonObject HttpAnswer() => new() { ["type"] = "http", ["direction"] = "out", ["name"] = "response" };

    /// <summary>Binary, always: the host spreads the properties of text that is JSON over the message's own, and so lets a body forge them.</summary>
    private static JsonObject ServiceBusTrigger(MessageFunction function) => new()
    {
        ["type"] = "serviceBusTrigger",
        ["direction"] = "in",
        ["name"] = MessageName,
        ["topicName"] = function.Topic,
        ["subscriptionName"] = function.Subscription.Consumer,
        ["connection"] = ServiceBusConnection,
        ["isSessionsEnabled"] = function.Subscription.HasSessions,
        ["cardinality"] = "one",
        ["dataType"] = "binary",
    };

    private static JsonObject TimerTrigger(TimerFunction function) => new()
    {
        ["type"] = "timerTrigger",
        ["direction"] = "in",
        ["name"] = TimerName,
        ["schedule"] = TimerSchedule.Of(function.Period),
        ["runOnStartup"] = false,
    };

    private static JsonObject Relay()
    {
        var function = Bindings(new JsonObject
        {
            ["type"] = "cosmosDBTrigger",
            ["direction"] = "in",
            ["name"] = DocumentsName,
            ["connection"] = CosmosConnection,
            ["databaseName"] = "%Cosmos:Database%",
            ["containerName"] = "records",
            ["leaseContainerName"] = RelayLeases,
            ["createLeaseContainerIfNotExists"] = false,
            ["startFromBeginning"] = true,
            ["maxItemsPerInvocation"] = HostLimits.RelayDocuments,
            ["feedPollDelay"] = (int)HostLimits.RelayPoll.TotalMilliseconds,
        });
        // Without a retry the host moves past changes whose call failed.
        function["retry"] = new JsonObject
        {
            ["strategy"] = "exponentialBackoff",
            ["maxRetryCount"] = -1,
            ["minimumInterval"] = HostFile.Time(HostLimits.RelayPauses.First),
            ["maximumInterval"] = HostFile.Time(HostLimits.RelayPauses.Longest),
        };
        return function;
    }
}
