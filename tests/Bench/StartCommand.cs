using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using PublicServices.Tests.Doubles;

namespace PublicServices.Tests.Bench;

/// <summary>How long the program takes from its start to its first answer: published as functions/publish does it, and as it is built.</summary>
internal static class StartCommand
{
    /// <summary>
    /// Starts that are not counted: the first brings files into memory, and the doubles, which share the processors with what is measured,
    /// compile their own code during the first thirty.
    /// </summary>
    private const int Uncounted = 40;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var published = new Option<DirectoryInfo>("--published") { Description = "The unpacked zip of functions/publish.", Required = true };
        var runs = new Option<int>("--runs") { Description = "Starts of each kind; some more before them are not counted.", DefaultValueFactory = _ => 9 };
        var json = new Option<string?>("--json") { Description = "Where the figures go; else only printed." };
        var command = new Command("start", "Start to first answer: the published build against the framework-dependent one, plain and as a custom handler.")
        {
            published, runs, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(published)!, parsed.GetValue(runs), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo published, int runs, string? json, CancellationToken cancellationToken)
    {
        await using var azure = await AzureStand.StartAsync(cancellationToken);
        var builds = new (string Name, string[] Program)[]
        {
            ("published", [Path.Combine(published.FullName, "PublicServices.Functions")]),
            ("frameworkDependent", ["dotnet", Path.Combine(AppContext.BaseDirectory, "PublicServices.Functions.dll")]),
        };
        var figures = new JsonObject { ["runs"] = runs };
        foreach (var (name, program) in builds)
        {
            figures[name] = new JsonObject
            {
                ["customHandler"] = await MeasureAsync(program, runs, azure.CustomHandler),
                ["plainEmbedded"] = await MeasureAsync(program, runs, PlainEmbedded),
            };
        }

        var text = figures.ToJsonString(Indented);
        Console.WriteLine(text);
        if (json is not null) await File.WriteAllTextAsync(json, text + "\n", cancellationToken);
        return 0;
    }

    private static async Task<JsonObject> MeasureAsync(string[] program, int runs, Func<int, StartSettings> settings)
    {
        var measured = new List<StartedOnce>();
        for (var run = 0; run < Uncounted; run++) await StartedOnce.MeasureAsync(program, settings);
        for (var run = 0; run < runs; run++) measured.Add(await StartedOnce.MeasureAsync(program, settings));

        return new JsonObject
        {
            ["milliseconds"] = Spread(measured.Select(once => once.Milliseconds)),
            ["cpuMilliseconds"] = Spread(measured.Select(once => once.CpuMilliseconds)),
        };
    }

    private static JsonObject Spread(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new JsonObject { ["least"] = Math.Round(sorted[0]), ["median"] = Math.Round(sorted[sorted.Length / 2]), ["most"] = Math.Round(sorted[^1]) };
    }

    public static StartSettings PlainEmbedded(int port)
    {
        var folder = Directory.CreateTempSubdirectory("bench-start-");
        return new StartSettings(
            [$"--urls=http://127.0.0.1:{port}", $"--Data:Folder={folder.FullName}", "--environment=Production"],
            new Dictionary<string, string>(),
            "/health/live",
            () => folder.Delete(recursive: true));
    }
}

/// <summary>How the program is started once.</summary>
/// <param name="Arguments">Settings.</param>
/// <param name="Environment">Settings that are environment variables.</param>
/// <param name="Path">What is asked for, over and over, until there is an answer.</param>
/// <param name="Cleanup">Afterwards.</param>
internal sealed record StartSettings(string[] Arguments, IReadOnlyDictionary<string, string> Environment, string Path, Action Cleanup)
{
    /// <summary>Ends by SIGTERM, so that the process writes what it still holds; else by SIGKILL.</summary>
    public bool StopsInOrder { get; init; }

    public StartSettings With(IReadOnlyDictionary<string, string> more) =>
        this with { Environment = Environment.Concat(more).ToDictionary() };
}

/// <summary>One start.</summary>
internal readonly record struct StartedOnce(double Milliseconds, double CpuMilliseconds)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(3);

    public static async Task<StartedOnce> MeasureAsync(string[] program, Func<int, StartSettings> make)
    {
        var port = LoopbackPorts.Take();
        var settings = make(port);
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), .. settings.Arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        foreach (var (name, value) in settings.Environment) start.Environment[name] = value;
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Patience };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            while (!LoopbackPorts.IsListening(port))
            {
                if (process.HasExited) throw new InvalidOperationException($"It ended with {process.ExitCode}: {await errors}");
                if (Stopwatch.GetElapsedTime(began) > Patience) throw new InvalidOperationException("It does not listen.");
                // Asynchronous waiting and asking took a tenth of the time that is measured: both share its processors.
                Thread.Sleep(Poll);
            }

            using (var answer = await http.GetAsync(settings.Path)) answer.EnsureSuccessStatusCode();
            var took = Stopwatch.GetElapsedTime(began);
            process.Refresh();
            return new StartedOnce(took.TotalMilliseconds, process.TotalProcessorTime.TotalMilliseconds);
        }
        finally
        {
            if (!process.HasExited && settings.StopsInOrder) process.Terminate();
            else if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            settings.Cleanup();
        }
    }
}
