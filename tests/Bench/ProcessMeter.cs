using System.Diagnostics;
using System.Globalization;

namespace PublicServices.Tests.Bench;

/// <summary>What the system accounts to one process.</summary>
internal sealed class ProcessMeter(Process process)
{
    private readonly string _proc = $"/proc/{process.Id}";

    /// <summary>Highest resident set since the process began, in megabytes of 1,048,576 bytes.</summary>
    public double PeakRssMb => Line("status", "VmHWM:") / 1024.0;

    /// <summary>User and system time since the process began, in milliseconds.</summary>
    public double CpuMs
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalMilliseconds;
        }
    }

    /// <summary>Bytes the process wrote, which for the server are its database's: what goes to sockets is sent, not written.</summary>
    /// <remarks>
    /// Not what the system says it caused to be stored: for each page of a large file that was changed that counts all pages the system
    /// happens to cache as one, up to fifteen times as much. Where it does not, the two are the same within two hundredths.
    /// </remarks>
    public long WrittenBytes => Line("io", "wchar:");

    private long Line(string file, string name)
    {
        var line = File.ReadLines(Path.Combine(_proc, file)).First(text => text.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
