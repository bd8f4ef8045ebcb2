using Amqp;
using Amqp.Sasl;
using Azure.Identity;
using Microsoft.Extensions.Logging;

namespace PublicServices.Infra.ServiceBus;

/// <summary>The one connection to the broker: opened when first needed, opened again with growing pauses whenever it is lost.</summary>
internal sealed partial class BrokerConnection : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>One AMQP session a link; Service Bus allows about 5,000.</summary>
    private const ushort MaxSessions = 4_900;
    private const int MaxDoublings = 16;

    private readonly ServiceBusOptions _options;
    private readonly BrokerProfile _profile;
    private readonly IssueToken? _issue;
    private readonly SettlementWatch _settlements;
    private readonly BrokerCounters _counters;
    private readonly TimeProvider _clock;
    private readonly Func<double> _jitter;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<LiveConnection> _live = NewSource();
    private Task? _keeping;
    private volatile BrokerException? _fault;

    public BrokerConnection(
        ServiceBusOptions options, BrokerProfile profile, SettlementWatch settlements, BrokerCounters counters, TimeProvider clock, Func<double> jitter, ILogger logger)
    {
        (_options, _profile, _settlements, _counters, _clock, _jitter, _logger) = (options, profile, settlements, counters, clock, jitter, logger);
        if (!profile.HasTokens || options.SaslPlain) return;
        _issue = options.Key is { } key
            ? BrokerTokens.SharedAccess(options.KeyName!, key, options.TokenLifetime, clock)
            : BrokerTokens.Entra(new DefaultAzureCredential());
    }

    /// <summary>Why there is no connection now; null when there is one, or nobody needed one yet.</summary>
    public BrokerException? Fault => _fault;

    private int Port => _options.Address is { Port: >= 0 } given ? given.Port : _options.Address.Scheme == "amqps" ? 5671 : 5672;

    public bool IsConnected => _live.Task is { IsCompletedSuccessfully: true, Result.IsOpen: true };

    /// <summary>The connection; waits until there is one.</summary>
    public Task<LiveConnection> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            _keeping ??= Task.Run(KeepAsync, CancellationToken.None);
            // Down already, and only its keeper has not heard.
            if (_live.Task is { IsCompletedSuccessfully: true, Result.IsOpen: false }) _live = NewSource();
            return _live.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The connection, or the reason why there is none, within the patience of a send.</summary>
    /// <exception cref="BrokerException">There is none.</exception>
    public async Task<LiveConnection> GetSoonAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(cancellationToken).WaitAsync(_options.SendPatience, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw _fault ?? new BrokerException(BrokerException.Unreachable, "The broker does not answer.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_keeping is not null) await _keeping;
        _stopping.Dispose();
    }

    private static TaskCompletionSource<LiveConnection> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task KeepAsync()
    {
        var failures = 0;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var live = await ConnectAsync();
                if (failures > 0) Log.Back(_logger, _options.Address.Host, Port, failures);
                (failures, _fault) = (0, null);
                _live.TrySetResult(live);
                await UntilLostAsync(live);
                if (_stopping.IsCancellationRequested) return;
                _fault = live.Reason;
                Log.Lost(_logger, _options.Address.Host, Port, live.Reason?.Message ?? "");
                _counters.Reconnected();
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                _fault = BrokerException.Of(e);
                Log.Unreachable(_logger, _options.Address.Host, Port, _fault.Message);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }

            lock (_gate)
            {
                if (_live.Task.IsCompleted) _live = NewSource();
            }

            await Task.Delay(Pause(failures++), _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private TimeSpan Pause(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures, MaxDoublings));
        return (pause < _options.LongestReconnectPause ? pause : _options.LongestReconnectPause) * (0.8 + 0.4 * _jitter());
    }

    private async Task UntilLostAsync(LiveConnection live)
    {
        var renewing = live.Tokens?.RenewAsync(live.Lost) ?? Task.CompletedTask;
        using (_stopping.Token.UnsafeRegister(static state => Ending.Of(((LiveConnection)state!).Amqp), live))
            await Task.Delay(Timeout.InfiniteTimeSpan, live.Lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await renewing;
    }

    private async Task<LiveConnection> ConnectAsync()
    {
        var factory = new ConnectionFactory();
        factory.AMQP.HostName = _options.Host;
        factory.AMQP.ContainerId = $"ps-{Environment.MachineName}-{Environment.ProcessId}";
        factory.AMQP.IdleTimeout = (int)_options.IdleTimeout.TotalMilliseconds;
        factory.AMQP.MaxSessionsPerConnection = MaxSessions;
        factory.TCP.NoDelay = true;
        if (_issue is not null) factory.SASL.Profile = SaslProfile.Anonymous;
        // A user in the address means SASL PLAIN.
        var user = _issue is null ? _options.KeyName : null;
        var address = new Address(_options.Address.Host, Port, user, _issue is null ? _options.Key : null, "/", _options.Address.Scheme);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        timeout.CancelAfter(_options.OperationTimeout);
        var amqp = await factory.CreateAsync(address, timeout.Token, _settlements);
        var tokens = _issue is null ? null : new CbsTokens(_options.Host, _issue, _options.OperationTimeout, _counters, _clock, _logger)
        {
            OpenLink = cancellationToken => RequestLink.OpenAsync(amqp, "$cbs", _options.OperationTimeout, _clock, cancellationToken),
        };
        return new LiveConnection(amqp, _options.OperationTimeout, _clock) { Tokens = tokens };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The connection to {Host}:{Port} was lost: {Why}")]
        public static partial void Lost(ILogger logger, string host, int port, string why);

        [LoggerMessage(2, LogLevel.Warning, "{Host}:{Port} cannot be reached: {Why}")]
        public static partial void Unreachable(ILogger logger, string host, int port, string why);

        [LoggerMessage(3, LogLevel.Information, "Connected to {Host}:{Port} again after {Failures} attempts")]
        public static partial void Back(ILogger logger, string host, int port, int failures);
    }
}
