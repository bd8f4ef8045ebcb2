using System.Globalization;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>A timer: one call after the other, at the times of its schedule.</summary>
internal sealed class ScheduleTrigger(Function function, Invoker invoker) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>The first time after another at which a six-field schedule of <c>*</c>, <c>*/n</c> and numbers is due.</summary>
    public static DateTimeOffset Next(string schedule, DateTimeOffset after)
    {
        var fields = schedule.Split(' ');
        if (fields.Length != 6 || fields[3..] is not ["*", "*", "*"]) throw new NotSupportedException($"This double does not know the schedule {schedule}.");
        var time = new DateTimeOffset(after.Year, after.Month, after.Day, after.Hour, after.Minute, after.Second, after.Offset).AddSeconds(1);
        while (!Fits(fields[0], time.Second) || !Fits(fields[1], time.Minute) || !Fits(fields[2], time.Hour)) time = time.AddSeconds(1);
        return time;
    }

    private static bool Fits(string field, int value) => field switch
    {
        "*" => true,
        ['*', '/', .. var step] => value % int.Parse(step, CultureInfo.InvariantCulture) == 0,
        _ => value == int.Parse(field, CultureInfo.InvariantCulture),
    };

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var now = TimeProvider.System.GetUtcNow();
            var next = Next(function.Text("schedule"), now);
            await Task.Delay(next - now, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested) return;
            var call = new JsonObject
            {
                ["Data"] = new JsonObject
                {
                    [function.Text("name")] = new JsonObject
                    {
                        ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
                        ["ScheduleStatus"] = null,
                        ["IsPastDue"] = false,
                    },
                },
                ["Metadata"] = new JsonObject { ["sys"] = Invoker.Sys(function.Name) },
            };
            await invoker.InvokeAsync(function.Name, call, _stopping.Token);
        }
    }
}
