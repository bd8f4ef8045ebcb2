using Amqp.Framing;
using Microsoft.Extensions.Logging;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

#pragma warning disable CA1001 // What it would dispose of holds nothing: no wait handle is ever asked for.
/// <summary>The tokens one connection has shown, renewed well before they end. They die with the connection.</summary>
internal sealed partial class CbsTokens(string host, IssueToken issue, TimeSpan timeout, BrokerCounters counters, TimeProvider clock, ILogger logger)
{
    /// <summary>How often it is looked whether a token is due.</summary>
    public static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);

    private const int Accepted = 202;
    private const int Ok = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Shown> _shown = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1);
    private RequestLink? _link;

    public Func<CancellationToken, Task<RequestLink>> OpenLink { get; init; } = null!;

    /// <summary>Returns when the broker knows a token for this entity.</summary>
    /// <param name="entity">Path, without <c>$management</c> or <c>$DeadLetterQueue</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task EnsureAsync(string entity, CancellationToken cancellationToken)
    {
        Task task;
        lock (_gate)
        {
            if (_shown.TryGetValue(entity, out var shown) && !shown.Showing.IsFaulted && !shown.Showing.IsCanceled)
            {
                task = shown.Showing;
            }
            else
            {
                // Whoever asks first shows it for all, so it does not stop with that one.
                var first = new Shown();
                _shown[entity] = first;
                task = first.Showing = ShowAsync(entity, first, CancellationToken.None);
            }
        }

        await task.WaitAsync(cancellationToken);
    }

    /// <summary>Renews what is due until the connection is lost.</summary>
    public async Task RenewAsync(CancellationToken lost)
    {
        using var timer = new PeriodicTimer(LookPeriod, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(lost))
            {
                List<KeyValuePair<string, Shown>> due;
                var now = clock.GetUtcNow();
                lock (_gate) due = [.. _shown.Where(pair => pair.Value.Showing.IsCompletedSuccessfully && pair.Value.RenewAt <= now)];
                foreach (var (entity, shown) in due) await TryRenewAsync(entity, shown, lost);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is gone, and the tokens with it.
        }
    }

    private async Task TryRenewAsync(string entity, Shown shown, CancellationToken lost)
    {
        try
        {
            await ShowAsync(entity, shown, lost);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // There is time left: the next look tries again.
            Log.NotRenewed(logger, e, entity, shown.ExpiresAt);
        }
    }

    private async Task ShowAsync(string entity, Shown shown, CancellationToken cancellationToken)
    {
        var audience = $"sb://{host}/{entity}";
        var token = await issue(audience, cancellationToken);
        var question = new AmqpMessage
        {
            ApplicationProperties = new ApplicationProperties { ["operation"] = "put-token", ["type"] = token.Type, ["name"] = audience },
            BodySection = new AmqpValue { Value = token.Value },
        };
        var link = await LinkAsync(cancellationToken);
        var answer = await link.AskAsync(question, cancellationToken).WaitAsync(timeout, clock, cancellationToken);
        var properties = answer.ApplicationProperties?.Map;
        var status = properties?["status-code"] is int code ? code : 0;
        if (status is not (Ok or Accepted))
        {
            var condition = status is 401 or 403 ? "amqp:unauthorized-access" : properties?["error-condition"]?.ToString() ?? $"ps:status-{status}";
            throw new BrokerException(condition, properties?["status-description"]?.ToString());
        }

        var now = clock.GetUtcNow();
        lock (_gate)
        {
            shown.ExpiresAt = token.ExpiresAt;
            shown.RenewAt = now + (token.ExpiresAt - now) / 2;
        }

        counters.ShowedToken();
    }

    private async Task<RequestLink> LinkAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _link is { IsOpen: true } ? _link : _link = await OpenLink(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    private sealed class Shown
    {
        public Task Showing { get; set; } = Task.CompletedTask;

        public DateTimeOffset RenewAt { get; set; }

        public DateTimeOffset ExpiresAt { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The token for {Entity}, which ends at {ExpiresAt}, could not be renewed; it is tried again")]
        public static partial void NotRenewed(ILogger logger, Exception exception, string entity, DateTimeOffset expiresAt);
    }
}
