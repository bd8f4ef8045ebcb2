using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>What one entity does on request. Under the broker's gate.</summary>
internal sealed class ManagementNode
{
    private const string Suffix = "/$management";
    private const int Ok = 200;
    private const int NoContent = 204;
    private const int BadRequest = 400;
    private const int Gone = 410;
    private const int NotFound = 404;
    private const int Conflict = 409;

    private readonly SimulatedTopic? _topic;
    private readonly MessageStore? _store;

    private ManagementNode(SimulatedTopic? topic, MessageStore? store) => (_topic, _store) = (topic, store);

    public static ManagementNode? Find(SimulatedBroker broker, string address)
    {
        var entity = address[..^Suffix.Length];
        var (topic, store) = (broker.TopicAt(entity), broker.StoreAt(entity));
        return topic is null && store is null ? null : new ManagementNode(topic, store);
    }

    public Message Answer(Message question)
    {
        var operation = question.ApplicationProperties?.Map is { } map && map.TryGetValue("operation", out var value) ? value as string : null;
        var body = question.Body as Map ?? [];
        try
        {
            return operation switch
            {
                "com.microsoft:schedule-message" when _topic is not null => Schedule(body),
                "com.microsoft:cancel-scheduled-message" when _topic is not null => Cancel(body),
                _ when _store is null => Say(BadRequest, "amqp:not-implemented", $"A topic knows no {operation}."),
                "com.microsoft:peek-message" => Peek(body),
                "com.microsoft:renew-lock" => Renew(body),
                "com.microsoft:renew-session-lock" => RenewSession(body),
                "com.microsoft:receive-by-sequence-number" => ReceiveDeferred(body),
                "com.microsoft:update-disposition" => Settle(body),
                "com.microsoft:get-session-state" => Say(new Map { ["session-state"] = _store.StateOf((string)body["session-id"]) }),
                "com.microsoft:set-session-state" => SetState(body),
                "com.microsoft:add-rule" => AddRule(body),
                "com.microsoft:remove-rule" => RemoveRule(body),
                "com.microsoft:enumerate-rules" => ListRules(body),
                _ => Say(BadRequest, "amqp:not-implemented", $"{operation} is not known."),
            };
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or InvalidCastException)
        {
            return Say(BadRequest, "com.microsoft:argument-error", e.Message);
        }
    }

    private Message Schedule(Map body)
    {
        var sequences = new List<long>();
        foreach (Map entry in (List)body["messages"])
        {
            var message = IncomingLink.Decode((byte[])entry["message"]);
            sequences.Add(_topic!.Publish(message, IncomingLink.DueAt(message)));
        }

        return Say(new Map { ["sequence-numbers"] = sequences.ToArray() });
    }

    private Message Cancel(Map body)
    {
        var all = Longs(body["sequence-numbers"]).Select(_topic!.Cancel).ToList();
        return all.Contains(false) ? Say(NotFound, "com.microsoft:message-not-found", "There is no such scheduled message.") : Say(new Map());
    }

    private Message Peek(Map body)
    {
        var session = body.TryGetValue("session-id", out var id) ? id as string : null;
        var found = _store!.Peek(Long(body["from-sequence-number"]), (int)Long(body["message-count"]), session);
        if (found.Count == 0) return Say(NoContent, "com.microsoft:message-not-found", "There is nothing to peek at.");
        var messages = new List();
        foreach (var stored in found) messages.Add(new Map { ["message"] = stored.Encode(isLocked: false) });
        return Say(new Map { ["messages"] = messages });
    }

    private Message Renew(Map body)
    {
        var until = Guids(body["lock-tokens"]).Select(_store!.Renew).ToList();
        return until.Contains(null)
            ? Say(Gone, MessageStore.MessageLockLost, "The lock supplied is invalid.")
            : Say(new Map { ["expirations"] = until.Select(time => time!.Value.UtcDateTime).ToArray() });
    }

    private Message RenewSession(Map body) => _store!.RenewSession((string)body["session-id"]) is { } until
        ? Say(new Map { ["expiration"] = until.UtcDateTime })
        : Say(Gone, MessageStore.SessionLockLost, "The session lock has expired.");

    private Message ReceiveDeferred(Map body)
    {
        var found = _store!.ReceiveDeferred(Longs(body["sequence-numbers"]));
        if (found.Count == 0) return Say(NoContent, "com.microsoft:message-not-found", "There are no such deferred messages.");
        var messages = new List();
        foreach (var stored in found) messages.Add(new Map { ["message"] = stored.Encode(isLocked: true), ["lock-token"] = stored.LockToken });
        return Say(new Map { ["messages"] = messages });
    }

    private Message Settle(Map body)
    {
        string? Text(string name) => body.TryGetValue(name, out var value) ? value as string : null;
        DeliveryState outcome = (string)body["disposition-status"] switch
        {
            "completed" => new Accepted(),
            "abandoned" => new Modified(),
            "defered" => new Modified { UndeliverableHere = true },
            "suspended" => new Rejected
            {
                Error = new Error(new Symbol("com.microsoft:dead-letter"))
                {
                    Info = new Fields { [new Symbol("DeadLetterReason")] = Text("deadletter-reason"), [new Symbol("DeadLetterErrorDescription")] = Text("deadletter-description") },
                },
            },
            var other => throw new FormatException($"'{other}' is no disposition."),
        };
        foreach (var token in Guids(body["lock-tokens"]))
        {
            if (_store!.Settle(token, outcome) is { } error) return Say(Gone, error.Condition.ToString(), error.Description);
        }

        return Say(new Map());
    }

    private Message SetState(Map body)
    {
        _store!.SetState((string)body["session-id"], body.TryGetValue("session-state", out var state) ? state as byte[] : null);
        return Say(new Map());
    }

    private Message AddRule(Map body)
    {
        var name = (string)body["rule-name"];
        if (_store!.Rules.Any(rule => rule.Name == name)) return Say(Conflict, "com.microsoft:entity-already-exists", $"There is a rule '{name}'.");
        _store.Rules.Add(Rule.Read(name, (Map)body["rule-description"]));
        return Say(new Map());
    }

    private Message RemoveRule(Map body)
    {
        var name = (string)body["rule-name"];
        return _store!.Rules.RemoveAll(rule => rule.Name == name) > 0 ? Say(new Map()) : Say(NotFound, "amqp:not-found", $"There is no rule '{name}'.");
    }

    private Message ListRules(Map body)
    {
        var (skip, top) = ((int)Long(body["skip"]), (int)Long(body["top"]));
        var rules = new List();
        foreach (var rule in _store!.Rules.Skip(skip).Take(top)) rules.Add(rule.Describe());
        return rules.Count == 0 ? Say(NoContent, "amqp:not-found", "There are no rules.") : Say(new Map { ["rules"] = rules });
    }

    private static Message Say(Map body) => new()
    {
        ApplicationProperties = new ApplicationProperties { ["statusCode"] = Ok, ["statusDescription"] = "OK" },
        BodySection = new AmqpValue { Value = body },
    };

    private static Message Say(int status, string condition, string description) => new()
    {
        ApplicationProperties = new ApplicationProperties { ["statusCode"] = status, ["statusDescription"] = description, ["errorCondition"] = new Symbol(condition) },
        BodySection = new AmqpValue { Value = new Map() },
    };

    private static long Long(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static IEnumerable<long> Longs(object values) => ((System.Collections.IEnumerable)values).Cast<object>().Select(Long);

    private static IEnumerable<Guid> Guids(object values) => ((System.Collections.IEnumerable)values).Cast<Guid>();
}
