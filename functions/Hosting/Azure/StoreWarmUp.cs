using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>
/// Asks the store, while the program is still being put together, for a row and a record that nobody has. The first question of each kind
/// finds ranges and replicas and compiles what the client needs to ask: the longest way of a start, so it begins as early as it can.
/// </summary>
internal sealed partial class StoreWarmUp
{
    private const string Nobodys = "warm-up";

    public StoreWarmUp(IViewStore views, IRecordStore records, ILogger<StoreWarmUp> logger) => Done = Task.WhenAll(
        AskAsync(async stop => await views.RangeAsync(new ViewRange(Nobodys, Nobodys, Take: 1), stop), logger),
        AskAsync(async stop => await records.LoadAsync(new RecordId(Nobodys), stop), logger));

    /// <summary>Done when there was an answer to each, or none was to be had. Never fails.</summary>
    public Task Done { get; }

    private static Task AskAsync(Func<CancellationToken, Task> ask, ILogger logger) => Task.Run(async () =>
    {
        using var patience = new CancellationTokenSource(WarmingServer.Patience);
        try
        {
            await ask(patience.Token);
        }
        catch (Exception e)
        {
            // Whether the store is there is found out beside this, and said by whoever looks for its containers.
            Log.Cold(logger, e);
        }
    });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The store did not answer while warming up")]
        public static partial void Cold(ILogger logger, Exception exception);
    }
}
