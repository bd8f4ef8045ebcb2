using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>Reads one range of the change feed for as long as this process holds its lease.</summary>
internal sealed partial class RangeRelay(
    Found<LeaseItem> lease, Leases leases, OutboxRelay relay, CosmosCalls calls, Container records, TimeSpan poll, ILogger logger)
{
    private const int PageItems = 100;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private Found<LeaseItem> _lease = lease;
    private string? _continuation = lease.Item.Continuation;
    private DateTimeOffset _renewAt;

    public string Id => _lease.Item.Id;

    /// <summary>Runs until the lease is lost or the program stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _renewAt = calls.Clock.GetUtcNow() + leases.Term / 3;
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!await RenewAsync(cancellationToken)) return;
                var changed = await StepAsync(cancellationToken);
                pause = FirstPause;
                if (!changed) await Task.Delay(poll, calls.Clock, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // The same page again: order within a partition allows nothing else.
                Log.Failed(logger, Id, e);
                var wait = e is EngineBusyException busy && busy.RetryAfter > pause ? busy.RetryAfter : pause;
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                await Task.Delay(wait < LongestPause ? wait : LongestPause, calls.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await ReleaseAsync();
    }

    /// <summary>One page. The place is written down only when the lease is renewed: what was relayed by then is gone from the feed.</summary>
    private async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        var start = _continuation is null
            ? ChangeFeedStartFrom.Beginning(FeedRange.FromJsonString(_lease.Item.Range))
            : ChangeFeedStartFrom.ContinuationToken(_continuation);
        using var feed = records.GetChangeFeedStreamIterator(
            start, ChangeFeedMode.LatestVersion, new ChangeFeedRequestOptions { PageSizeHint = PageItems });
        using var page = await calls.NextAsync("relay-read", feed, cancellationToken);
        if (page.Json is not null) await relay.RelayAsync(page.Items, cancellationToken);
        _continuation = page.Continuation;
        return page.Json is not null;
    }

    private async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var now = calls.Clock.GetUtcNow();
        if (now < _renewAt) return true;
        if (await leases.HoldAsync(_lease, _continuation, cancellationToken) is not { } renewed) return false;
        _lease = renewed;
        _renewAt = now + leases.Term / 3;
        return true;
    }

    private async ValueTask ReleaseAsync()
    {
        try
        {
            await leases.ReleaseAsync(_lease, _continuation, default);
        }
        catch (Exception e)
        {
            // It runs out by itself.
            Log.Failed(logger, Id, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The relay of range {Range} failed and goes on after a pause")]
        public static partial void Failed(ILogger logger, string range, Exception exception);
    }
}
