using System.Diagnostics;
using System.Net;
using PublicServices.Tests.Doubles;

namespace PublicServices.Tests.Bench;

/// <summary>The program under test, in a process of its own on a data folder.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
        Url = new Uri($"http://127.0.0.1:{port}");
        Meter = new ProcessMeter(process);
    }

    public IPEndPoint EndPoint { get; }

    public Uri Url { get; }

    public ProcessMeter Meter { get; }

    public static async Task<ServerProcess> StartAsync(string folder, int port)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "PublicServices.Functions");
        var process = Launch(program,
        [
            "--environment", "Development", $"--urls=http://127.0.0.1:{port}", $"--Data:Folder={folder}",
            "--Logging:LogLevel:Default=Warning", "--Web:PublicRequestsPerMinute=1000000000",
        ]);
        await UntilListeningAsync(new IPEndPoint(IPAddress.Loopback, port), process);
        return new ServerProcess(process, port);
    }

    public static Process Launch(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"Cannot start {program}.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    public static async Task UntilListeningAsync(IPEndPoint endPoint, Process process)
    {
        var began = Stopwatch.GetTimestamp();
        while (!LoopbackPorts.IsListening(endPoint.Port))
        {
            if (process.HasExited) throw new InvalidOperationException($"It ended with {process.ExitCode}.");
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new InvalidOperationException("It does not listen.");
            await Task.Delay(50);
        }
    }

    public void Dispose()
    {
        // As an operator would: ask it to stop, and wait until it has.
        _process.Terminate();
        if (!_process.WaitForExit(Patience)) _process.Kill();
        _process.Dispose();
    }
}
