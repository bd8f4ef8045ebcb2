using System.Text.Json.Nodes;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>One function, as its <c>function.json</c> says.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Trigger">Its one trigger.</param>
/// <param name="RetriesForEver">What fails is called again with the same until it does not.</param>
internal sealed record Function(string Name, JsonNode Trigger, bool RetriesForEver)
{
    public string Type => Text("type");

    public string Text(string name) => Trigger[name]?.GetValue<string>() ?? throw new InvalidDataException($"{Name} has no {name}.");
}

/// <summary>A published folder, read as the host reads it.</summary>
internal sealed class FunctionApp
{
    private FunctionApp(JsonNode host, IReadOnlyList<Function> functions) => (Host, Functions) = (host, functions);

    public JsonNode Host { get; }

    public IReadOnlyList<Function> Functions { get; }

    public TimeSpan FunctionTimeout => TimeSpan.Parse(Host["functionTimeout"]!.GetValue<string>(), null);

    public TimeSpan SessionIdle => TimeSpan.Parse(Host["extensions"]!["serviceBus"]!["sessionIdleTimeout"]!.GetValue<string>(), null);

    /// <exception cref="InvalidDataException">The real host would not start with these files, or the double does not know what they ask for.</exception>
    public static FunctionApp Read(string root, IReadOnlyDictionary<string, string> environment)
    {
        var host = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "host.json")))!;
        if (host["customHandler"]?["enableProxyingHttpRequest"]?.GetValue<bool>() != true)
            throw new InvalidDataException("host.json must proxy HTTP: this double knows nothing else.");
        var functions = Directory.EnumerateFiles(root, "function.json", SearchOption.AllDirectories).Select(Read)
            .Where(function => !IsDisabled(function.Name, environment)).OrderBy(function => function.Name, StringComparer.Ordinal).ToList();
        return new FunctionApp(host, functions);
    }

    private static Function Read(string file)
    {
        var name = Path.GetFileName(Path.GetDirectoryName(file))!;
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        var triggers = json["bindings"]!.AsArray().Where(binding => binding!["type"]!.GetValue<string>().EndsWith("Trigger", StringComparison.Ordinal)).ToList();
        if (triggers.Count != 1) throw new InvalidDataException($"{name} has {triggers.Count} triggers.");
        var function = new Function(name, triggers[0]!, json["retry"]?["maxRetryCount"]?.GetValue<int>() == -1);
        if (function.Type == "serviceBusTrigger" && (function.Text("dataType") != "binary" || function.Text("cardinality") != "one"))
            throw new InvalidDataException($"{name} must take one binary message at a time: this double knows nothing else.");
        return function;
    }

    private static bool IsDisabled(string name, IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue($"AzureWebJobs.{name}.Disabled", out var value) && (value is "1" || bool.TryParse(value, out var isTrue) && isTrue);
}
