using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>A queue, a subscription or the dead-letter queue of one: what waits, what is locked by whom, and who asks for more. Under the broker's gate.</summary>
internal sealed class MessageStore(string path, QueueOptions options, MessageStore? deadLetters, SimulatedBroker broker)
{
    public const string MessageLockLost = "com.microsoft:message-lock-lost";
    public const string SessionLockLost = "com.microsoft:session-lock-lost";

    private readonly Dictionary<string, Box> _boxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]?> _sessionStates = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, StoredMessage> _locked = [];
    private readonly SortedDictionary<long, StoredMessage> _deferred = [];
    private readonly SortedDictionary<long, StoredMessage> _scheduled = [];
    private readonly Queue<string> _ready = new();
    private readonly LinkedList<OutgoingLink> _takers = new();
    private readonly LinkedList<OutgoingLink> _acceptors = new();
    private long _lastSequence;
    private int _mortal;

    public string Path => path;

    public QueueOptions Options => options;

    public MessageStore? DeadLetters => deadLetters;

    public List<Rule> Rules { get; } = [];

    public int Count => _boxes.Values.Sum(box => box.Available.Count) + _locked.Count + _deferred.Count + _scheduled.Count;

    private DateTimeOffset Now => broker.Now;

    /// <returns>The message's sequence number.</returns>
    public long Add(Message content, DateTimeOffset? due = null)
    {
        var ttl = content.Header is { } header && header.HasField(2) ? TimeSpan.FromMilliseconds(header.Ttl) : options.DefaultTimeToLive;
        var stored = new StoredMessage(content, ++_lastSequence, due ?? Now, (due ?? Now) + ttl) { DueAt = due };
        if (ttl is not null) _mortal++;
        if (due is not null) _scheduled[stored.Sequence] = stored;
        else Offer(stored);
        return stored.Sequence;
    }

    public bool Cancel(long sequence) => _scheduled.Remove(sequence);

    /// <summary>A link without sessions asks for messages.</summary>
    public void Attach(OutgoingLink link)
    {
        _takers.AddLast(link);
        Pump();
    }

    /// <summary>A link asks for a session: a certain one, or the next that has messages.</summary>
    /// <returns>False when that session is somebody else's.</returns>
    public bool Accept(OutgoingLink link, string? session)
    {
        if (session is null)
        {
            _acceptors.AddLast(link);
            ServeAcceptors();
            return true;
        }

        var box = BoxOf(session);
        if (box.Holder is not null) return false;
        Grant(link, box);
        return true;
    }

    /// <summary>More credit, or a link that may go on.</summary>
    public void Pump(OutgoingLink link)
    {
        if (link.Session is { } session) Pump(BoxOf(session));
        else Pump();
    }

    /// <summary>A link is gone. A session's messages go back at once; others stay locked until their time.</summary>
    public void Detach(OutgoingLink link)
    {
        _takers.Remove(link);
        _acceptors.Remove(link);
        if (link.Session is not { } session || !_boxes.TryGetValue(session, out var box) || box.Holder != link)
        {
            foreach (var stored in _locked.Values.Where(stored => stored.Holder == link)) stored.Holder = null;
            return;
        }

        ReleaseSession(box, hasFailed: false);
    }

    /// <summary>Settles by lock token.</summary>
    /// <returns>Null when it is done; otherwise why not.</returns>
    public Error? Settle(Guid token, DeliveryState? outcome)
    {
        if (!_locked.Remove(token, out var stored))
            return new Error(new Symbol(options.RequiresSession ? SessionLockLost : MessageLockLost)) { Description = "The lock supplied is invalid. Either the lock expired, or the message has already been removed." };
        switch (outcome)
        {
            case Modified { UndeliverableHere: true }:
                (stored.IsDeferred, stored.Holder) = (true, null);
                _deferred[stored.Sequence] = stored;
                break;
            case Modified:
                Fail(stored);
                break;
            case Released:
                GiveBack(stored);
                break;
            case Rejected rejected:
                Bury(stored, Info(rejected, "DeadLetterReason") ?? "", Info(rejected, "DeadLetterErrorDescription"));
                break;
        }

        return null;
    }

    public DateTimeOffset? Renew(Guid token)
    {
        if (!_locked.TryGetValue(token, out var stored)) return null;
        return stored.LockedUntil = Now + options.LockDuration;
    }

    public DateTimeOffset? RenewSession(string session)
    {
        if (!_boxes.TryGetValue(session, out var box) || box.Holder is null) return null;
        return box.LockedUntil = Now + options.LockDuration;
    }

    public byte[]? StateOf(string session) => _sessionStates.GetValueOrDefault(session);

    public void SetState(string session, byte[]? state) => _sessionStates[session] = state;

    public IReadOnlyList<StoredMessage> Peek(long from, int count, string? session) =>
    [
        .. _boxes.Values.SelectMany(box => box.Available.Values).Concat(_locked.Values).Concat(_deferred.Values).Concat(_scheduled.Values)
            .Where(stored => stored.Sequence >= from && (session is null || stored.Session == session))
            .OrderBy(stored => stored.Sequence).Take(count),
    ];

    /// <summary>Takes deferred messages by number.</summary>
    public IReadOnlyList<StoredMessage> ReceiveDeferred(IEnumerable<long> sequences)
    {
        var found = new List<StoredMessage>();
        foreach (var sequence in sequences)
        {
            if (!_deferred.Remove(sequence, out var stored)) continue;
            Lock(stored, null);
            found.Add(stored);
        }

        return found;
    }

    /// <summary>What time does: schedules, locks, lifetimes, waits for a session.</summary>
    public void Tick()
    {
        deadLetters?.Tick();
        var now = Now;
        foreach (var stored in _scheduled.Values.Where(stored => stored.DueAt <= now).ToList())
        {
            _scheduled.Remove(stored.Sequence);
            Offer(new StoredMessage(stored.Content, stored.Sequence, now, stored.ExpiresAt));
        }

        if (options.RequiresSession)
        {
            foreach (var box in _boxes.Values.Where(box => box.Holder is not null && box.LockedUntil <= now).ToList()) LoseSession(box);
        }
        else
        {
            foreach (var stored in _locked.Values.Where(stored => stored.LockedUntil <= now).OrderBy(stored => stored.Sequence).ToList())
            {
                _locked.Remove(stored.LockToken);
                Fail(stored);
            }
        }

        foreach (var link in _acceptors.Where(link => link.AcceptUntil <= now).ToList())
        {
            _acceptors.Remove(link);
            link.Refuse("com.microsoft:timeout", "The operation did not complete within the allotted timeout. No session has messages.");
        }

        if (_mortal > 0) Expire(now);
    }

    /// <summary>Until when somebody holds a session; null when nobody does.</summary>
    public DateTimeOffset? SessionLockedUntil(string session) =>
        _boxes.TryGetValue(session, out var box) && box.Holder is not null ? box.LockedUntil : null;

    /// <summary>Loses a session's lock before its time, as a broker that moves does.</summary>
    public bool LoseSession(string session)
    {
        if (!_boxes.TryGetValue(session, out var box) || box.Holder is null) return false;
        LoseSession(box);
        return true;
    }

    public IEnumerable<OutgoingLink> Links() =>
        [.. _takers, .. _acceptors, .. _boxes.Values.Select(box => box.Holder).OfType<OutgoingLink>()];

    private static string? Info(Rejected rejected, string name) =>
        rejected.Error?.Info is { } info && info.TryGetValue(new Symbol(name), out var value) ? value as string : null;

    private void LoseSession(Box box)
    {
        var holder = box.Holder!;
        ReleaseSession(box, hasFailed: true);
        holder.DetachWith(SessionLockLost, "The session lock has expired on the session. Accept a new session.");
    }

    private void ReleaseSession(Box box, bool hasFailed)
    {
        var holder = box.Holder;
        box.Holder = null;
        foreach (var stored in _locked.Values.Where(stored => stored.Holder == holder).OrderBy(stored => stored.Sequence).ToList())
        {
            _locked.Remove(stored.LockToken);
            if (hasFailed) Fail(stored);
            else GiveBack(stored);
        }

        MakeReady(box);
        if (box is { Holder: null, Available.Count: 0 }) _boxes.Remove(box.Session);
    }

    private void Offer(StoredMessage stored)
    {
        if (options.RequiresSession && stored.Session is null)
        {
            Bury(stored, "Session id is null.", "The message has no session id, and this entity requires one.");
            return;
        }

        GiveBack(stored);
    }

    private void GiveBack(StoredMessage stored)
    {
        stored.Holder = null;
        var box = BoxOf(options.RequiresSession ? stored.Session! : "");
        box.Available[stored.Sequence] = stored;
        if (!options.RequiresSession) Pump();
        else if (box.Holder is not null) Pump(box);
        else MakeReady(box);
    }

    private void Fail(StoredMessage stored)
    {
        stored.DeliveryCount++;
        if (stored.DeliveryCount >= options.MaxDeliveryCount && deadLetters is not null)
            Bury(stored, "MaxDeliveryCountExceeded", $"Message could not be consumed after {stored.DeliveryCount} delivery attempts.");
        else
            GiveBack(stored);
    }

    private void Bury(StoredMessage stored, string reason, string? description)
    {
        if (deadLetters is null) return;
        deadLetters.GiveBack(stored.DeadLetter(reason, description, ++deadLetters._lastSequence, path));
    }

    private void Expire(DateTimeOffset now)
    {
        foreach (var box in _boxes.Values)
        {
            foreach (var stored in box.Available.Values.Where(stored => stored.ExpiresAt <= now).ToList())
            {
                box.Available.Remove(stored.Sequence);
                _mortal--;
                if (options.DeadLettersExpired) Bury(stored, "TTLExpiredException", "The message expired and was dead lettered.");
            }
        }
    }

    private Box BoxOf(string session)
    {
        if (!_boxes.TryGetValue(session, out var box)) _boxes[session] = box = new Box(session);
        return box;
    }

    private void MakeReady(Box box)
    {
        if (box.Holder is not null || box.Available.Count == 0) return;
        if (!box.IsReady) _ready.Enqueue(box.Session);
        box.IsReady = true;
        ServeAcceptors();
    }

    private void ServeAcceptors()
    {
        while (_acceptors.First is { } first && _ready.TryDequeue(out var session))
        {
            if (!_boxes.TryGetValue(session, out var box)) continue;
            box.IsReady = false;
            if (box.Holder is not null || box.Available.Count == 0) continue;
            _acceptors.RemoveFirst();
            Grant(first.Value, box);
        }
    }

    private void Grant(OutgoingLink link, Box box)
    {
        box.Holder = link;
        box.LockedUntil = Now + options.LockDuration;
        link.Grant(box.Session, box.LockedUntil);
        Pump(box);
    }

    private void Pump(Box box)
    {
        while (box.Holder is { Credit: > 0 } holder && box.Available.Count > 0) Deliver(holder, box);
    }

    private void Pump()
    {
        if (!_boxes.TryGetValue("", out var box)) return;
        while (box.Available.Count > 0)
        {
            var taker = _takers.First;
            while (taker is not null && taker.Value.Credit == 0) taker = taker.Next;
            if (taker is null) return;
            // Competing links take turns.
            _takers.Remove(taker);
            _takers.AddLast(taker);
            Deliver(taker.Value, box);
        }
    }

    private void Deliver(OutgoingLink link, Box box)
    {
        var (sequence, stored) = box.Available.First();
        box.Available.Remove(sequence);
        if (link.IsPreSettled) stored.LockToken = Guid.NewGuid();
        else Lock(stored, link);
        link.Send(stored);
    }

    private void Lock(StoredMessage stored, OutgoingLink? link)
    {
        stored.LockToken = Guid.NewGuid();
        stored.LockedUntil = Now + options.LockDuration;
        stored.Holder = link;
        _locked[stored.LockToken] = stored;
    }

    /// <summary>What is available of one session, or of all where there are none.</summary>
    private sealed class Box(string session)
    {
        public string Session => session;

        public SortedDictionary<long, StoredMessage> Available { get; } = [];

        public OutgoingLink? Holder { get; set; }

        public DateTimeOffset LockedUntil { get; set; }

        public bool IsReady { get; set; }
    }
}
