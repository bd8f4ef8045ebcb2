using System.Diagnostics;

namespace PublicServices.Tests.Doubles;

/// <summary>What an operator's system does to a process and .NET does not.</summary>
public static class Processes
{
    /// <summary>Asks it to end, by SIGTERM, and does not wait until it has.</summary>
    public static void Terminate(this Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
