using System.Collections.Concurrent;
using Amqp;
using Microsoft.Extensions.Logging;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

#pragma warning disable CA1001 // What it would dispose of holds nothing: no wait handle is ever asked for.
/// <summary>Sends to topics, many at a time over one link each. What a lost connection leaves unknown is sent again under the same id.</summary>
internal sealed partial class BrokerPublisher(
    BrokerConnection connection, BrokerProfile profile, ServiceBusOptions options, BrokerCounters counters, TimeProvider clock, ILogger logger)
    : IMessagePublisher
{
    /// <summary>How often one publish is tried over new links before the caller hears that the broker is busy.</summary>
    public const int MaxTries = 4;

    /// <summary>Least pause after the broker said that it is throttling.</summary>
    public static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan UnreachablePause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, TopicSender> _senders = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _inFlight = new(options.MaxInFlight);
    private long _busyUntil;

    public bool CanSchedule => profile.CanSchedule;

    public ValueTask PublishAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken) =>
        SendAsync(messages.Select(outgoing => new Letter(outgoing, outgoing.Message.Id, null)), cancellationToken);

    /// <summary>Sends to all readers of each type, or to one consumer alone.</summary>
    public async ValueTask SendAsync(IEnumerable<Letter> letters, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        ThrowIfBusy(now);
        var byAddress = new Dictionary<string, List<AmqpMessage>>(StringComparer.Ordinal);
        foreach (var letter in letters)
        {
            var (outgoing, deliveryId, consumer) = letter;
            if (outgoing.NotBefore > now && !CanSchedule)
                throw new ArgumentException($"{outgoing.Message.Id} is not due, and this broker holds nothing back.", nameof(letters));
            var topic = Topology.TopicOf(outgoing.Message.Type);
            var address = consumer is null ? profile.Topic(topic) : profile.Replay(topic, consumer);
            if (!byAddress.TryGetValue(address, out var list)) byAddress[address] = list = [];
            list.Add(Envelope.Write(outgoing, deliveryId, profile.HasSessions ? consumer : null, schedule: outgoing.NotBefore > now));
        }

        await Task.WhenAll(byAddress.Select(pair => SendAllAsync(pair.Key, pair.Value, cancellationToken)));
    }

    private async Task SendAllAsync(string address, List<AmqpMessage> messages, CancellationToken cancellationToken)
    {
        IReadOnlyList<Parcel>? left = null;
        for (var attempt = 1; ; attempt++)
        {
            BrokerException failure;
            try
            {
                var link = await LinkAsync(address, cancellationToken);
                left ??= ParcelPacker.Pack(messages, profile.TakesBatches, link.Attach.MaxMessageSize is 0 ? ulong.MaxValue : link.Attach.MaxMessageSize);
                (left, var refused) = await SendParcelsAsync(link, left, cancellationToken);
                if (refused is null) return;
                failure = refused;
            }
            catch (BrokerException e)
            {
                failure = e;
            }

            if (failure.Condition == BrokerException.ServerBusy) throw Busy(failure);
            if (failure.IsOfTheMessage) throw failure;
            // What somebody must put right, a right or a topic, is not the caller's fault: nothing is lost, it is only too early.
            if (failure.IsLasting || attempt == MaxTries || (left is null && !connection.IsConnected))
            {
                Log.NotTaken(logger, address, failure.Message);
                throw new EngineBusyException($"The broker did not take messages: {failure.Message}", failure.IsLasting ? BusyPause : UnreachablePause);
            }

            Log.SendingAgain(logger, address, attempt, failure.Message);
        }
    }

    /// <returns>Parcels that were not taken, in order, and why the first of them was not.</returns>
    private async Task<(IReadOnlyList<Parcel> Left, BrokerException? Failure)> SendParcelsAsync(
        OpenLink<SenderLink> link, IReadOnlyList<Parcel> parcels, CancellationToken cancellationToken)
    {
        var sent = new List<(Parcel Parcel, Task<BrokerException?> Outcome)>(parcels.Count);
        var lastOf = new Dictionary<string, Task<BrokerException?>>(StringComparer.Ordinal);
        foreach (var parcel in parcels)
        {
            // A batch may be refused while a later one is taken: what shares a session waits for the one before.
            if (profile.TakesBatches && await AnyFailedAsync(parcel.Sessions, lastOf)) break;
            if (sent.Count > 0 && sent[^1].Outcome is { IsCompletedSuccessfully: true, Result: not null }) break;
            await _inFlight.WaitAsync(cancellationToken);
            var outcome = SendOneAsync(link, parcel);
            sent.Add((parcel, outcome));
            if (!profile.TakesBatches) continue;
            foreach (var session in parcel.Sessions) lastOf[session] = outcome;
        }

        var outcomes = await Task.WhenAll(sent.Select(one => one.Outcome)).WaitAsync(cancellationToken);
        counters.HaveSent(sent.Where((_, i) => outcomes[i] is null).Sum(one => one.Parcel.Count));
        var failure = outcomes.FirstOrDefault(one => one is not null);
        if (failure is null) return ([], null);
        var left = sent.Where((_, i) => outcomes[i] is not null).Select(one => one.Parcel).Concat(parcels.Skip(sent.Count));
        return ([.. left], failure);
    }

    private static async Task<bool> AnyFailedAsync(IReadOnlyCollection<string> sessions, Dictionary<string, Task<BrokerException?>> lastOf)
    {
        foreach (var session in sessions)
        {
            if (lastOf.TryGetValue(session, out var before) && await before is not null) return true;
        }

        return false;
    }

    /// <returns>Null when the broker took it.</returns>
    private async Task<BrokerException?> SendOneAsync(OpenLink<SenderLink> link, Parcel parcel)
    {
        try
        {
            return await link.SendAsync(parcel.Transfer).WaitAsync(options.OperationTimeout, clock);
        }
        catch (Exception e) when (e is AmqpException or TimeoutException)
        {
            // Without an answer in time nothing more is to be expected of this link.
            link.Release();
            return BrokerException.Of(e);
        }
        finally
        {
            _inFlight.Release();
        }
    }

    private async Task<OpenLink<SenderLink>> LinkAsync(string address, CancellationToken cancellationToken)
    {
        var live = await connection.GetSoonAsync(cancellationToken);
        return await _senders.GetOrAdd(address, static a => new TopicSender(a)).LinkAsync(live, options.OperationTimeout, clock, cancellationToken);
    }

    private EngineBusyException Busy(BrokerException failure)
    {
        Volatile.Write(ref _busyUntil, (clock.GetUtcNow() + BusyPause).UtcTicks);
        Log.Throttled(logger, BusyPause.TotalSeconds, failure.Message);
        return new EngineBusyException("The broker is throttling.", BusyPause);
    }

    private void ThrowIfBusy(DateTimeOffset now)
    {
        var left = TimeSpan.FromTicks(Volatile.Read(ref _busyUntil) - now.UtcTicks);
        if (left > TimeSpan.Zero) throw new EngineBusyException("The broker is throttling.", left);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Sending to {Address} again after attempt {Attempt}: {Why}")]
        public static partial void SendingAgain(ILogger logger, string address, int attempt, string why);

        [LoggerMessage(3, LogLevel.Error, "{Address} takes no messages: {Why}")]
        public static partial void NotTaken(ILogger logger, string address, string why);

        [LoggerMessage(2, LogLevel.Warning, "The broker is throttling; nothing is sent for {Seconds} s: {Why}")]
        public static partial void Throttled(ILogger logger, double seconds, string why);
    }
}

/// <summary>A message and how it is sent.</summary>
/// <param name="Outgoing">The message.</param>
/// <param name="DeliveryId">The broker's message id: the same for what is the same sending, so that its duplicate detection drops the repeat.</param>
/// <param name="Consumer">The one consumer it is for; null for all who read its type.</param>
internal readonly record struct Letter(Outgoing Outgoing, string DeliveryId, string? Consumer);
