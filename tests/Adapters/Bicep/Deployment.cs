using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PublicServices.Tests.Adapters.Bicep;

/// <summary>What one size deploys, as its snapshot foresees it.</summary>
internal sealed partial class Deployment
{
    public static readonly string[] Sizes =
    [
        .. Directory.EnumerateFiles(BicepTool.Sources, "*.bicepparam").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
    ];

    private readonly List<JsonObject> _resources;

    private Deployment(string text)
    {
        Text = text;
        _resources = [.. JsonNode.Parse(text)!["predictedResources"]!.AsArray().Select(resource => resource!.AsObject())];
    }

    public string Text { get; }

    public IReadOnlyList<JsonObject> Resources => _resources;

    public static Deployment Of(string size) => new(File.ReadAllText(Path.Combine(BicepTool.Sources, $"{size}.snapshot.json")));

    /// <summary>Resources of a type; there is at least one.</summary>
    public IReadOnlyList<JsonObject> All(string type)
    {
        var found = _resources.Where(resource => TypeOf(resource) == type).ToList();
        found.Should().NotBeEmpty(type);
        return found;
    }

    public JsonObject One(string type) => All(type).Should().ContainSingle().Subject;

    public static string TypeOf(JsonObject resource) => resource["type"]!.GetValue<string>();

    public static string NameOf(JsonObject resource) => resource["name"]!.GetValue<string>();

    public static JsonNode? Property(JsonObject resource, string path) =>
        path.Split('.').Aggregate(resource["properties"], (node, part) => node?[part]);

    public static string? TextOf(JsonObject resource, string path) => Property(resource, path)?.ToString();

    /// <summary>The settings of one app, by its group.</summary>
    public IReadOnlyDictionary<string, string> SettingsOf(string group)
    {
        var settings = All("Microsoft.Web/sites/config").Single(config => NameOf(config).EndsWith($"-{group}/appsettings", StringComparison.Ordinal));
        return settings["properties"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
    }

    /// <summary>
    /// What no deployment of ours says: anything that asks for a key or carries one. The address of Application Insights is the one
    /// thing that goes by the name of a connection string.
    /// </summary>
    public static IReadOnlyList<string> ForbiddenIn(string text) =>
        [.. Secret().Matches(InsightsAddress().Replace(text, "")).Select(match => match.Value)];

    [GeneratedRegex(@"APPLICATIONINSIGHTS_CONNECTION_STRING|reference\([^()]*(\([^()]*\))?[^()]*\)\.ConnectionString")]
    private static partial Regex InsightsAddress();

    [GeneratedRegex(@"listKeys|listCredentials|listSecrets|\blist\w*\(|AccountKey|SharedAccessKey\b|SharedAccessSignature|primaryKey|secondaryKey|connectionStrings|ConnectionString\b|InstrumentationKey|password", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
