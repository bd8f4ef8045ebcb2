using System.Net.Sockets;
using System.Text;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>One client's connection, from its first byte to its last.</summary>
internal sealed class ClientConnection(Socket socket, SimulatedBroker broker) : IDisposable
{
    private const uint HeartbeatMilliseconds = 60_000;
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<ushort, ClientSession> _sessions = [];
    private readonly DateTimeOffset _openedAt = broker.Now;
    private Wire _wire = null!;
    private ITimer? _heartbeat;
    private bool _isClosing;

    public SimulatedBroker Broker => broker;

    public TokenBook Tokens { get; } = new(broker);

    public uint MaxFrame { get; private set; } = 512;

    public IEnumerable<ClientSession> Sessions => _sessions.Values;

    public async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _ending.Token);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        _wire = new Wire(stream);
        var writing = _wire.WriteAsync(ending.Token);
        try
        {
            if (await GreetAsync(ending.Token)) await ServeAsync(ending.Token);
            await writing.WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidDataException or TimeoutException or EndOfStreamException)
        {
            // The client, or the test, is done with it.
        }
        finally
        {
            _heartbeat?.Dispose();
            _wire.Complete();
            lock (broker.Gate)
            {
                foreach (var session in _sessions.Values) session.End();
                _sessions.Clear();
            }

            await _ending.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends it without a word, as a cut cable does.</summary>
    public void Cut()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // It ended by itself a moment ago.
        }

        socket.Close();
        _ending.Cancel();
    }

    public void CloseWith(string condition, string description)
    {
        if (_isClosing) return;
        _isClosing = true;
        Send(0, new Close { Error = new Error(new Symbol(condition)) { Description = description } });
        _wire.Complete();
        _ending.CancelAfter(TimeSpan.FromSeconds(1));
    }

    public void Send(ushort channel, DescribedList performative, ReadOnlySpan<byte> payload = default) => _wire.Send(channel, performative, payload);

    /// <summary>Tokens end, and connections without one are closed. Under the gate.</summary>
    public void Tick()
    {
        if (_wire is null || _isClosing) return;
        if (!Tokens.HasAny && broker.Now - _openedAt > broker.Options.TokenGrace)
        {
            CloseWith("amqp:connection:forced", "The connection was inactive for more than the allowed time without a valid token.");
            return;
        }

        foreach (var link in _sessions.Values.SelectMany(session => session.Links).Where(link => !Tokens.Allow(link.Address)).ToList())
            link.DetachWith("amqp:unauthorized-access", "ExpiredToken: The token is expired.");
    }

    public void Dispose() => _ending.Dispose();

    private async Task<bool> GreetAsync(CancellationToken cancellationToken)
    {
        var protocol = await _wire.ReadProtocolAsync(cancellationToken);
        if (protocol == 3)
        {
            _wire.SendProtocol(3);
            _wire.Send(0, new SaslMechanisms { SaslServerMechanisms = [new Symbol("MSSBCBS"), new Symbol("PLAIN"), new Symbol("ANONYMOUS"), new Symbol("EXTERNAL")] }, default, isSasl: true);
            var (_, performative, _) = await _wire.ReadAsync(cancellationToken);
            if (performative is not SaslInit init) throw new InvalidDataException("SASL init is expected.");
            var isWelcome = init.Mechanism?.ToString() != "PLAIN" || TryPlain(init.InitialResponse);
            _wire.Send(0, new SaslOutcome { Code = isWelcome ? SaslCode.Ok : SaslCode.Auth }, default, isSasl: true);
            if (!isWelcome)
            {
                _wire.Complete();
                return false;
            }

            await _wire.ReadProtocolAsync(cancellationToken);
        }

        _wire.SendProtocol(0);
        return true;
    }

    private bool TryPlain(byte[]? response)
    {
        if (response is null || Encoding.UTF8.GetString(response).Split('\0') is not [_, SimulatorOptions.KeyName, SimulatorOptions.Key]) return false;
        Tokens.AllowAll();
        return true;
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (channel, performative, payload) = await _wire.ReadAsync(cancellationToken);
            lock (broker.Gate)
            {
                if (!Handle(channel, performative, payload)) return;
            }
        }
    }

    /// <returns>False when the client has closed.</returns>
    private bool Handle(ushort channel, DescribedList? performative, Amqp.ByteBuffer payload)
    {
        switch (performative)
        {
            case null:
                return true;
            case Open open:
                OnOpen(open);
                return true;
            case Begin begin:
                Send(channel, new Begin { RemoteChannel = channel, NextOutgoingId = 0, IncomingWindow = ClientSession.Window, OutgoingWindow = ClientSession.Window, HandleMax = 255 });
                _sessions[channel] = new ClientSession(this, channel, begin);
                return true;
            case End:
                if (_sessions.Remove(channel, out var ended)) ended.End();
                Send(channel, new End());
                return true;
            case Close:
                if (!_isClosing) Send(0, new Close());
                _wire.Complete();
                return false;
            default:
                if (_sessions.TryGetValue(channel, out var session)) session.Handle(performative, payload);
                return true;
        }
    }

    private void OnOpen(Open open)
    {
        MaxFrame = open.HasField(2) ? Math.Min(open.MaxFrameSize, Wire.MaxFrame) : Wire.MaxFrame;
        Send(0, new Open { ContainerId = "simulated-service-bus", MaxFrameSize = Wire.MaxFrame, ChannelMax = 4_999, IdleTimeOut = HeartbeatMilliseconds });
        var idle = open.HasField(4) && open.IdleTimeOut > 0 ? open.IdleTimeOut : HeartbeatMilliseconds;
        var period = TimeSpan.FromMilliseconds(idle / 2.0);
        _heartbeat = TimeProvider.System.CreateTimer(_ => _wire.SendHeartbeat(), null, period, period);
    }
}
