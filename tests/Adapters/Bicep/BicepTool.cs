using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace PublicServices.Tests.Adapters.Bicep;

/// <summary>The Bicep command line, started on a copy of the deployment so that it writes nothing beside the sources.</summary>
internal sealed class BicepTool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Program = typeof(BicepTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Bicep").Value!;

    public BicepTool()
    {
        Folder = Directory.CreateTempSubdirectory("bicep-").FullName;
        foreach (var path in Directory.EnumerateFiles(Sources, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(Sources, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    /// <summary>The deployment as it is committed.</summary>
    public static string Sources { get; } = Path.Combine(Repository.Root, "bicep");

    /// <summary>Null when it can be started; otherwise why not.</summary>
    public static string? Missing { get; } = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64
        ? null
        : "The Bicep command line is here for Linux on x64 only.";

    public string Folder { get; }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code and all it said: type errors are warnings and end with 0.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // It looks nothing up: there is nothing here that needs a registry.
            Environment = { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1", ["BICEP_TRACING_ENABLED"] = "false" },
        };
        using var process = Process.Start(start)!;
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
