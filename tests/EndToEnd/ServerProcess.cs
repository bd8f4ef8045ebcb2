using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using PublicServices.Tests.Doubles;
using PublicServices.Tests.Doubles.FunctionsHost;
using PublicServices.Tests.EndToEnd.Engines;

namespace PublicServices.Tests.EndToEnd;

/// <summary>
/// The real program in a process of its own on a data folder or on the doubles of an Azure deployment: started, killed, stopped and
/// started again on the same port. Behind the double of the Functions host it is the host that starts it again.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Long, because the machine may be busy with other tests; a healthy start takes a second or two.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const int KeptLines = 400;

    private readonly ConcurrentQueue<string> _output = new();
    private readonly string[] _settings;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private Process? _process;
    private FunctionsHostDouble? _host;

    private ServerProcess(string folder, int port, IReadOnlyDictionary<string, string> variables, string[] settings)
    {
        (Folder, _variables, _settings) = (folder, variables, settings);
        Url = new Uri($"http://127.0.0.1:{port}");
    }

    public string Folder { get; }

    public Uri Url { get; }

    /// <summary>What it said last, for a failure's message.</summary>
    public string Output => _host?.Output ?? string.Join('\n', _output);

    public bool IsRunning => _host is not null || _process is { HasExited: false };

    /// <summary>What it has taken of the processors so far; not behind the host.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the server and waits until it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string folder, params string[] settings) =>
        StartAsync(folder, new Dictionary<string, string>(), settings);

    /// <summary>Starts the server with environment variables of its own.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, IReadOnlyDictionary<string, string> variables, params string[] settings)
    {
        var server = new ServerProcess(folder, LoopbackPorts.Take(), variables, settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the server on whatever engine a test is about, and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(EngineStand stand, params string[] settings)
    {
        var server = new ServerProcess(stand.Folder, LoopbackPorts.Take(), stand.Environment, settings);
        if (stand.Engine == TestedEngine.AzureFunctions)
            server._host = await FunctionsHostDouble.StartAsync(stand.HostOptions(server.Url.Port, ["dotnet", Program], server.HostedSettings()), CancellationToken.None);
        else
            server.Launch();
        await server.UntilReadyAsync();
        return server;
    }

    /// <summary>Runs one of the operators' commands to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, params string[] command) =>
        RunAsync(folder, new Dictionary<string, string>(), command);

    /// <summary>Runs one of the operators' commands on an engine to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(EngineStand stand, params string[] command) =>
        RunAsync(stand.Folder, stand.Environment, command);

    /// <summary>Runs one of the operators' commands, which must end with a certain code.</summary>
    /// <returns>All it said.</returns>
    public static async Task<string> MustRunAsync(string folder, int expected, params string[] command)
    {
        var (exitCode, output, error) = await RunAsync(folder, command);
        exitCode.Should().Be(expected, $"{string.Join(' ', command)} said: {output}{error}");
        return output + error;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string folder, IReadOnlyDictionary<string, string> environment, string[] command)
    {
        string[] defaults = command.Any(argument => argument.StartsWith("--environment", StringComparison.Ordinal)) ? [] : ["--environment=Development"];
        using var process = Process.Start(
            Begin([.. command, .. defaults, $"--Data:Folder={folder}", "--Logging:LogLevel:Default=Warning"], environment))!;
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>Starts the process without waiting for it; behind the host, the host does.</summary>
    public void Launch()
    {
        if (_host is not null) return;
        if (IsRunning) throw new InvalidOperationException("It is running already.");
        _process?.Dispose();
        _process = Process.Start(Begin(
        [
            "--environment=Development", $"--urls={Url.GetLeftPart(UriPartial.Authority)}", $"--Data:Folder={Folder}",
            "--Logging:LogLevel:Default=Warning", "--Web:PublicRequestsPerMinute=1000000", .. _settings,
        ], _variables))!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts the process on its folder and port, and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        Launch();
        await UntilReadyAsync();
    }

    public async Task UntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.TrueAsync(
            async () =>
            {
                if (_process is { HasExited: true }) throw new InvalidOperationException($"The server ended with {_process.ExitCode} before it was ready:\n{Output}");
                if (_host?.GaveUp is { } why) throw new InvalidOperationException($"The host gave up: {why}\n{Output}");
                try
                {
                    using var answer = await http.GetAsync("/health/ready");
                    return answer.StatusCode == HttpStatusCode.OK;
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
                {
                    return false;
                }
            },
            Patience,
            () => $"the server is ready; it said:\n{Output}");
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (_host is null)
        {
            _process!.Kill();
            await _process.WaitForExitAsync();
            return;
        }

        // It may be gone this moment, and about to be started again.
        if (_host.ProcessId is not { } id) return;
        using var process = Process.GetProcessById(id);
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an operator's system would, and waits for the end. The Functions host knows SIGKILL only.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
            return 0;
        }

        var process = _process!;
        process.Terminate();
        using var deadline = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await StopAsync();
        else if (IsRunning) await KillAsync();
        _process?.Dispose();
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "PublicServices.Functions.dll");

    /// <summary>The host passes no arguments: everything is in the environment.</summary>
    private Dictionary<string, string> HostedSettings()
    {
        var settings = new Dictionary<string, string>(_variables)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Web__PublicRequestsPerMinute"] = "1000000",
        };
        foreach (var setting in _settings.Select(setting => setting.TrimStart('-').Split('=', 2)))
            settings[setting[0].Replace(":", "__", StringComparison.Ordinal)] = setting[1];
        return settings;
    }

    private static ProcessStartInfo Begin(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        while (_output.Count > KeptLines) _output.TryDequeue(out _);
    }
}
