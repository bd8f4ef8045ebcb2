using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>
/// The one list of what comes in: HTTP routes, messages, projections and schedules. Each feature adds its own in its
/// registration; the embedded host, the Functions host's files and the Service Bus topology are all made from it.
/// </summary>
public sealed class Triggers
{
    private readonly List<HttpTrigger> _http = [];
    private readonly List<MessageTrigger> _messages = [];
    private readonly List<ProjectionTrigger> _projections = [];
    private readonly List<TimerTrigger> _timers = [];
    private readonly List<RecordKind> _kinds = [];
    private readonly HashSet<string> _drained = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _concurrency = new(StringComparer.Ordinal);

    public IReadOnlyList<HttpTrigger> HttpTriggers => _http;

    public IReadOnlyList<MessageTrigger> MessageTriggers => _messages;

    public IReadOnlyList<ProjectionTrigger> Projections => _projections;

    public IReadOnlyList<TimerTrigger> Timers => _timers;

    /// <summary>The kinds of records there are, for export, verification and the rebuilding of views.</summary>
    public IReadOnlyList<RecordKind> Kinds => _kinds;

    /// <summary>Declares a kind of record.</summary>
    /// <param name="kind">What its ids start with, before the dash.</param>
    /// <param name="rows">The rows of views a record accounts for, when a feature keeps views of it.</param>
    /// <param name="faults">What is wrong with a record, in one line each; empty when it is sound.</param>
    public void Kind(
        string kind,
        Func<StoredRecord, IEnumerable<ViewChange>>? rows = null,
        Func<StoredRecord, IEnumerable<string>>? faults = null) =>
        _kinds.Add(new RecordKind(kind) { Rows = rows, Faults = faults });

    /// <summary>Declares a kind of record by its state's type: a state that cannot be read is a fault.</summary>
    /// <param name="kind">What its ids start with, before the dash.</param>
    /// <param name="json">How its state is written; asked for when the first state is read.</param>
    /// <param name="rows">Given id, version and state, the rows of views the record accounts for.</param>
    /// <param name="faults">What is wrong with a state, in one line each.</param>
    /// <param name="wake">
    /// Given a stored record and the time, the messages that keep it moving: what it waits for, and what others may not have heard.
    /// Their readers must bear them however often they come.
    /// </param>
    /// <param name="secrets">What must not leave in an export.</param>
    public void Kind<TState>(
        string kind,
        Func<JsonTypeInfo<TState>> json,
        Func<RecordId, long, TState, IEnumerable<ViewChange>>? rows = null,
        Func<TState, IEnumerable<string>>? faults = null,
        Func<Loaded<TState>, DateTimeOffset, IEnumerable<Outgoing>>? wake = null,
        KindSecrets<TState>? secrets = null)
        where TState : class
    {
        _kinds.Add(new RecordKind(kind)
        {
            Rows = rows is null ? null : record => rows(record.Id, record.Version, Read(record)),
            Faults = Check,
            Wake = wake is null ? null : (record, now) => wake(new Loaded<TState>(record.Id, record.Version, Read(record)), now),
            LeaveOutSecrets = secrets is null
                ? null
                : record => record with { State = JsonSerializer.SerializeToUtf8Bytes(secrets.LeaveOut(Read(record)), json()) },
            MissingSecrets = secrets is null ? null : record => secrets.Missing(Read(record)),
        });

        TState Read(StoredRecord record) => JsonSerializer.Deserialize(record.State.Span, json())
            ?? throw new InvalidDataException($"{record.Id} is null.");

        IEnumerable<string> Check(StoredRecord record)
        {
            try
            {
                var state = Read(record);
                return faults is null ? [] : [.. faults(state)];
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
            {
                // The path names fields; the message could quote what a person wrote.
                return [$"its state cannot be read{(e is JsonException { Path: { } path } ? $" at {path}" : "")}"];
            }
        }
    }

    /// <summary>Says that the documents of a declared kind of record are more than history: they are checked and shown too.</summary>
    /// <param name="kind">A kind declared before.</param>
    /// <param name="prefix">What the documents' ids start with.</param>
    /// <param name="faults">Given the record and all of those documents, what is wrong with them, in one line each.</param>
    /// <param name="rows">The rows of views one document accounts for; null for none.</param>
    public void Documents(
        string kind,
        string prefix,
        Func<StoredRecord, IReadOnlyList<Document>, IEnumerable<string>> faults,
        Func<Document, IEnumerable<ViewChange>>? rows = null)
    {
        var at = _kinds.FindIndex(declared => declared.Kind == kind);
        _kinds[at] = _kinds[at] with { Documents = new RecordDocuments(prefix, faults, rows) };
    }

    /// <summary>Answers an HTTP route.</summary>
    /// <param name="method"><c>GET</c>, <c>POST</c>, <c>PUT</c> or <c>DELETE</c>.</param>
    /// <param name="route">Route template from the root, for example <c>/api/payments/{payment}</c>.</param>
    /// <param name="access">Who may call it.</param>
    /// <param name="handler">A minimal-API handler.</param>
    public RouteBuilderStep Http(string method, string route, Access access, Delegate handler)
    {
        var trigger = new HttpTrigger(method, route, access, handler, []);
        _http.Add(trigger);
        return new RouteBuilderStep(trigger);
    }

    /// <summary>Handles a message type for a consumer; messages of one session come one at a time, in order.</summary>
    /// <param name="consumer">The subscription, for example <c>payments</c>; also the scope of its inbox.</param>
    /// <param name="contract">The message type.</param>
    /// <param name="handle">The handler's method; the handler is resolved once.</param>
    public void On<T, THandler>(
        string consumer,
        Contract<T> contract,
        Func<THandler, Func<T, MessageContext, CancellationToken, ValueTask>> handle)
        where THandler : class =>
        _messages.Add(new MessageTrigger(consumer, contract.Type, services =>
        {
            var method = handle(services.GetRequiredService<THandler>());
            return (context, cancellationToken) => method(contract.Read(context.Message), context, cancellationToken);
        }));

    /// <summary>How many sessions a consumer handles at once, when <see cref="Subscription.DefaultConcurrency"/> does not fit.</summary>
    public void Concurrency(string consumer, int sessions) => _concurrency[consumer] = sessions;

    /// <summary>Says that a consumer's messages cannot be made again from records, so that an export waits until it has handled them.</summary>
    public void DrainBeforeExport(string consumer) => _drained.Add(consumer);

    /// <summary>Consumers an export waits for.</summary>
    public IReadOnlyCollection<string> DrainedBeforeExport => _drained;

    /// <summary>Sessions a consumer handles at once.</summary>
    public int ConcurrencyOf(string consumer) => _concurrency.GetValueOrDefault(consumer, Subscription.DefaultConcurrency);

    /// <summary>Who reads each message type: what a sender needs to know.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ConsumersOfType()
    {
        var readers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var trigger in _messages) Add(trigger.Type, trigger.Consumer);
        foreach (var trigger in _projections) Add(trigger.Type, trigger.Consumer);
        return readers;

        void Add(string type, string consumer)
        {
            var known = readers.GetValueOrDefault(type, []);
            if (!known.Contains(consumer)) readers[type] = [.. known, consumer];
        }
    }

    /// <summary>Topics and subscriptions of a broker that carries these messages.</summary>
    public Topology Topology() => Infra.Delivery.Topology.Of(
        _messages.Select(trigger => (trigger.Consumer, trigger.Type)), _projections.Select(trigger => (trigger.Consumer, trigger.Type)));

    /// <summary>Keeps rows of views up to date from a message type. Pure, unordered and repeatable: the row's version decides.</summary>
    public void Project<T>(string consumer, Contract<T> contract, Func<T, IEnumerable<ViewChange>> project) =>
        _projections.Add(new ProjectionTrigger(consumer, contract.Type, message => project(contract.Read(message))));

    /// <summary>Does something every so often, on one process at a time.</summary>
    /// <param name="name">Stable name, lower case with dashes.</param>
    /// <param name="period">Time between the beginnings of two runs.</param>
    /// <param name="run">The handler's method; it must be safe to run twice.</param>
    public void Every<THandler>(string name, TimeSpan period, Func<THandler, Func<CancellationToken, ValueTask>> run)
        where THandler : class =>
        _timers.Add(new TimerTrigger(name, period, services => run(services.GetRequiredService<THandler>())));
}

/// <summary>Who may call a route.</summary>
public enum Access
{
    /// <summary>Anybody, rate-limited by address.</summary>
    Public,

    /// <summary>Anybody signed in; the operation decides by the caller's role.</summary>
    SignedIn,

    /// <summary>The route checks a signature of its own: webhooks and gateway callbacks.</summary>
    Signed,
}

/// <summary>One HTTP route.</summary>
public sealed record HttpTrigger(string Method, string Route, Access Access, Delegate Handler, List<Action<RouteHandlerBuilder>> Conventions)
{
    /// <summary>What the API document says about it.</summary>
    public RouteDescription Description { get; } = new(Access);
}

/// <summary>Lets a registration add endpoint conventions (names, accepted types, size limits) to the route it just declared.</summary>
public readonly record struct RouteBuilderStep(HttpTrigger Trigger)
{
    public RouteBuilderStep With(Action<RouteHandlerBuilder> convention)
    {
        Trigger.Conventions.Add(convention);
        return this;
    }
}

/// <summary>One message type of one consumer.</summary>
public sealed record MessageTrigger(string Consumer, string Type, Func<IServiceProvider, HandleMessage> Handler);

/// <summary>One message type that keeps rows of views.</summary>
public sealed record ProjectionTrigger(string Consumer, string Type, ProjectMessage Project);

/// <summary>One schedule.</summary>
public sealed record TimerTrigger(string Name, TimeSpan Period, Func<IServiceProvider, Func<CancellationToken, ValueTask>> Run);
