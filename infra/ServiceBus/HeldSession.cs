using Amqp;

namespace PublicServices.Infra.ServiceBus;

/// <summary>A session that is ours until its lock ends.</summary>
internal sealed record HeldSession(LiveConnection Connection, OpenLink<ReceiverLink> Link, Mailbox Mailbox, string SessionId)
{
    private const string LockedUntilProperty = "com.microsoft:locked-until-utc";

    public DateTimeOffset? LockedUntil =>
        Link.Attach.Properties is { } properties && properties.TryGetValue(new Amqp.Types.Symbol(LockedUntilProperty), out var until) && until is long ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    public Func<CancellationToken, Task<DateTimeOffset>> RenewAsync(string address) => async cancellationToken =>
    {
        var management = await Connection.ManagementAsync(address, cancellationToken);
        return await management.RenewSessionAsync(SessionId, cancellationToken);
    };
}

/// <summary>The AMQP session one worker opens its links on, one after the other.</summary>
internal sealed class SessionChannel
{
    private LiveConnection? _connection;
    private Session? _session;

    public Session For(LiveConnection live)
    {
        if (_session is { IsClosed: false } && _connection == live) return _session;
        try
        {
            _session = new Session(live.Amqp);
        }
        catch (AmqpException e)
        {
            throw BrokerException.Of(e);
        }

        _connection = live;
        return _session;
    }

    public void Release() => Ending.Of(_session);
}
