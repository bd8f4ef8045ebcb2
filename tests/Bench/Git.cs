using System.Diagnostics;

namespace PublicServices.Tests.Bench;

/// <summary>Says which commit was measured.</summary>
internal static class Git
{
    public static string Head()
    {
        using var git = Process.Start(new ProcessStartInfo("git", "rev-parse --short HEAD") { RedirectStandardOutput = true })!;
        var head = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return head;
    }
}
