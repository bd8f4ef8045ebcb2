using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>
/// The program behind the host: started, asked <c>GET /</c> until any answer comes, started again when it ends. It never gets to
/// know that it is to stop: it is killed.
/// </summary>
internal sealed class HandlerProcess(FunctionsHostOptions options) : IAsyncDisposable
{
    private const int KeptLines = 400;
    private const int RestartExitCode = 200;
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ErrorWindow = TimeSpan.FromMinutes(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Queue<long> _errors = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<Uri> _ready = NewSource();
    private Process? _process;
    private bool _timedOut;
    private Task _running = Task.CompletedTask;

    /// <summary>Times it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Why it is not started any more; null while it is.</summary>
    public string? GaveUp { get; private set; }

    /// <summary>What it said last.</summary>
    public string Output => string.Join('\n', _output);

    public int? ProcessId
    {
        get
        {
            lock (_gate) return _process is { HasExited: false } running ? running.Id : null;
        }
    }

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Where it listens; waits until it does.</summary>
    /// <exception cref="InvalidOperationException">It is not started any more.</exception>
    public Task<Uri> ReadyAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _ready.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A function took too long: the process goes, with every other call in flight.</summary>
    public void KillForTimeout()
    {
        lock (_gate)
        {
            _timedOut = true;
            if (_process is { HasExited: false } running) running.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        lock (_gate)
        {
            if (_process is { HasExited: false } running) running.Kill();
        }

        await _running;
        _stopping.Dispose();
    }

    private static TaskCompletionSource<Uri> NewSource()
    {
        var source = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Nobody may be waiting when it gives up.
        _ = source.Task.Exception;
        return source;
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var port = LoopbackPorts.Take();
            using var process = Launch(port);
            var isReady = await AnswersAsync(process, port);
            if (isReady) _ready.TrySetResult(new Uri($"http://127.0.0.1:{port}"));
            else if (!process.HasExited) process.Kill();

            await process.WaitForExitAsync(CancellationToken.None);
            bool timedOut;
            lock (_gate)
            {
                if (_ready.Task.IsCompleted) _ready = NewSource();
                (timedOut, _timedOut) = (_timedOut, false);
                _process = null;
            }

            if (_stopping.IsCancellationRequested || (Judge(process.ExitCode, timedOut) is { } why && GiveUp(why))) return;
        }
    }

    private bool GiveUp(string why)
    {
        GaveUp = why;
        _ready.TrySetException(new InvalidOperationException(why));
        return true;
    }

    /// <returns>Why it is not started again; null: it is.</returns>
    private string? Judge(int exitCode, bool timedOut)
    {
        if (timedOut || exitCode == RestartExitCode) return null;
        if (exitCode == 0) return "The program ended with 0, which is not started again.";
        var now = Stopwatch.GetTimestamp();
        _errors.Enqueue(now);
        while (Stopwatch.GetElapsedTime(_errors.Peek(), now) > ErrorWindow) _errors.Dequeue();
        return _errors.Count >= options.MaxErrors ? $"The program ended {_errors.Count} times in half an hour, the last time with {exitCode}." : null;
    }

    private Process Launch(int port)
    {
        var start = new ProcessStartInfo(options.Program[0], options.Program.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.Root,
        };
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        foreach (var (name, value) in options.Environment) start.Environment[name] = value;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}";
        start.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = $"{Guid.CreateVersion7()}";
        start.Environment["FUNCTIONS_APP_ROOT_PATH"] = options.Root;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        lock (_gate)
        {
            _process = process;
            Starts++;
            if (_stopping.IsCancellationRequested) process.Kill();
        }

        return process;
    }

    private async Task<bool> AnswersAsync(Process process, int port)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var began = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(began) < options.InitializationTimeout)
        {
            try
            {
                using var answer = await http.GetAsync("/", _stopping.Token);
                return true;
            }
            catch (HttpRequestException e) when (e.InnerException is SocketException)
            {
                await Task.Delay(PollPeriod, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                return e is HttpRequestException;
            }
        }

        return false;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        while (_output.Count > KeptLines) _output.TryDequeue(out _);
    }
}
