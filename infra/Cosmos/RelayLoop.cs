using System.Collections.Concurrent;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace PublicServices.Infra.Cosmos;

/// <summary>Keeps this process's share of the relay going, and the sweep: for a program that runs by itself, without a Functions host.</summary>
public sealed partial class RelayLoop : IAsyncDisposable
{
    /// <summary>Ranges taken in one go; the next go takes more.</summary>
    private const int MaxTakenAtOnce = 64;

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SweepPeriodForDelays = TimeSpan.FromMilliseconds(500);

    private readonly OutboxRelay _relay;
    private readonly CosmosCalls _calls;
    private readonly Container _records;
    private readonly Leases _leases;
    private readonly CosmosOptions _options;
    private readonly TimeSpan _sweepPeriod;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Task> _ranges = new(StringComparer.Ordinal);
    private Task _running = Task.CompletedTask;
    private bool _disposed;

    internal RelayLoop(
        OutboxRelay relay, CosmosCalls calls, Container records, Leases leases, CosmosOptions options, bool brokerSchedules, ILogger logger)
    {
        (_relay, _calls, _records, _leases, _options, _logger) = (relay, calls, records, leases, options, logger);
        _sweepPeriod = options.SweepPeriod ?? (brokerSchedules ? SweepPeriod : SweepPeriodForDelays);
    }

    /// <summary>Ranges of the change feed this process reads now.</summary>
    public int Ranges => _ranges.Count;

    /// <summary>Begins to relay.</summary>
    public void Start() => _running = Task.WhenAll(
        EveryAsync(_options.RelayLease / 3, ShareAsync), EveryAsync(_sweepPeriod, async stop => await _relay.SweepAsync(stop)));

    /// <summary>Stops after the page under way and lets its ranges go.</summary>
    public async ValueTask StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await Task.WhenAll(_ranges.Values);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task EveryAsync(TimeSpan period, Func<CancellationToken, Task> work)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await work(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Failed(_logger, e);
            }

            await Task.Delay(period, _calls.Clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes ranges up to this process's share.</summary>
    private async Task ShareAsync(CancellationToken cancellationToken)
    {
        await _leases.EnsureRangesAsync(_records, cancellationToken);
        foreach (var (id, task) in _ranges)
        {
            if (task.IsCompleted) _ranges.TryRemove(id, out _);
        }

        for (var taken = 0; taken < MaxTakenAtOnce; taken++)
        {
            if (_leases.Wanted(await _leases.RangesAsync(cancellationToken)) is not { } wanted || _ranges.ContainsKey(wanted.Item.Id)) return;
            if (await _leases.HoldAsync(wanted, wanted.Item.Continuation, cancellationToken) is not { } held) continue;
            var range = new RangeRelay(held, _leases, _relay, _calls, _records, _options.RelayPoll, _logger);
            _ranges[range.Id] = Task.Run(() => range.RunAsync(_stopping.Token), CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Sharing or sweeping the outbox failed and is tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
