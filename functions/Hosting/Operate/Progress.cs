using System.Diagnostics;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>Says on the error stream, once a second, how far a long command is.</summary>
internal sealed class Progress(string what)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _next = TimeSpan.FromSeconds(1);
    private long _count;

    public long Count => _count;

    public void Step()
    {
        if ((_count & 63) == 63) Add(1);
        else _count++;
    }

    /// <summary>Counts many at once.</summary>
    public void Add(long count)
    {
        _count += count;
        var elapsed = Stopwatch.GetElapsedTime(_began);
        if (elapsed < _next) return;
        _next = elapsed + TimeSpan.FromSeconds(1);
        Console.Error.Write($"\r{what}: {_count:N0} ({_count / elapsed.TotalSeconds:N0}/s)   ");
    }

    public void Done()
    {
        if (_next > TimeSpan.FromSeconds(1)) Console.Error.WriteLine();
    }
}
