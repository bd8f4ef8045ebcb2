using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.Adapters.Bicep;

/// <summary>The deployment compiles without a word, and says what it said when somebody last looked at it.</summary>
public sealed class BuildTests : IDisposable
{
    /// <summary>Invented, so that names and ids are the same wherever the tests run.</summary>
    private static readonly string[] Place =
    [
        "--subscription-id", "00000000-0000-0000-0000-000000000001", "--tenant-id", "00000000-0000-0000-0000-000000000002",
        "--resource-group", "exams", "--location", "southeastasia", "--deployment-name", "main",
    ];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly BicepTool _bicep;

    public BuildTests()
    {
        Assert.SkipWhen(BicepTool.Missing is not null, BicepTool.Missing ?? "");
        _bicep = new BicepTool();
    }

    public static TheoryData<string> Sizes => [.. Deployment.Sizes];

    public void Dispose() => _bicep.Dispose();

    [Fact]
    public async Task Main_Compiles_WithoutAWord()
    {
        (await _bicep.RunAsync("build", "main.bicep", "--outfile", Path.Combine(_bicep.Folder, "main.json"))).Should().Be((0, ""));

        Deployment.ForbiddenIn(await File.ReadAllTextAsync(Path.Combine(_bicep.Folder, "main.json"), TestContext.Current.CancellationToken))
            .Should().BeEmpty();
    }

    [Fact]
    public async Task Main_LintsWithoutAWord_AndUsesEveryModule()
    {
        (await _bicep.RunAsync("lint", "main.bicep")).Should().Be((0, ""));

        // Building reports on every module that is used; one that is not would be looked at by nobody.
        var files = Directory.EnumerateFiles(BicepTool.Sources, "*.bicep", SearchOption.AllDirectories).ToList();
        var all = string.Concat(files.Select(File.ReadAllText));
        files.Select(path => Path.GetFileName(path)).Where(name => name != "main.bicep").Should().OnlyContain(name => all.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ATypeError_IsNoticed()
    {
        // Bicep calls it a warning and ends with 0: these tests must not.
        var path = Path.Combine(_bicep.Folder, "modules", "identity.bicep");
        await File.WriteAllTextAsync(
            path,
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("location: location", "location: location\n  tags: 5", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await _bicep.RunAsync("build", "main.bicep", "--outfile", Path.Combine(_bicep.Folder, "main.json"));

        exitCode.Should().Be(0);
        output.Should().Contain("BCP036");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Parameters_Compile_WithoutAWord(string size) =>
        (await _bicep.RunAsync("build-params", $"{size}.bicepparam", "--outfile", Path.Combine(_bicep.Folder, $"{size}.json"))).Should().Be((0, ""));

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Snapshot_IsTheCommittedOne(string size)
    {
        var committed = await File.ReadAllTextAsync(Path.Combine(BicepTool.Sources, $"{size}.snapshot.json"), TestContext.Current.CancellationToken);

        (await _bicep.RunAsync(["snapshot", $"{size}.bicepparam", "--mode", "overwrite", .. Place])).Should().Be((0, ""));

        var made = InOrder(await File.ReadAllTextAsync(Path.Combine(_bicep.Folder, $"{size}.snapshot.json"), TestContext.Current.CancellationToken));
        if (Environment.GetEnvironmentVariable("BICEP_SNAPSHOTS") == "write")
            await File.WriteAllTextAsync(Path.Combine(BicepTool.Sources, $"{size}.snapshot.json"), made, TestContext.Current.CancellationToken);
        else
            made.Should().Be(committed, "what is deployed changes on purpose only; BICEP_SNAPSHOTS=write takes the new one");
    }

    /// <summary>Bicep writes resources and outputs as they come; here they stand in the order of their ids and names.</summary>
    private static string InOrder(string snapshot)
    {
        var json = JsonNode.Parse(snapshot)!.AsObject();
        json["predictedResources"] = new JsonArray(
            [.. json["predictedResources"]!.AsArray().OrderBy(resource => resource!["id"]!.GetValue<string>(), StringComparer.Ordinal).Select(resource => resource!.DeepClone())]);
        json["outputs"] = new JsonObject(
            json["outputs"]!.AsObject().OrderBy(output => output.Key, StringComparer.Ordinal).Select(output => KeyValuePair.Create(output.Key, output.Value?.DeepClone())));
        return json.ToJsonString(Readable) + "\n";
    }
}
