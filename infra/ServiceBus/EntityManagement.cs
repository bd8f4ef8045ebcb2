using Amqp.Framing;
using Amqp.Types;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>What Service Bus does on request for one queue or subscription, at its <c>$management</c> node.</summary>
internal sealed class EntityManagement(RequestLink link, TimeSpan serverTimeout)
{
    /// <summary>Most messages in one peek.</summary>
    public const int MaxPeek = 200;

    private const int Ok = 200;
    private const int NoContent = 204;

    /// <returns>Until when each message is locked now.</returns>
    public async Task<DateTimeOffset[]> RenewLocksAsync(IReadOnlyList<Guid> tokens, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("renew-lock", new Map { ["lock-tokens"] = tokens.ToArray() }, cancellationToken);
        return [.. ((DateTime[])answer!["expirations"]).Select(Utc)];
    }

    /// <returns>Until when the session is locked now.</returns>
    public async Task<DateTimeOffset> RenewSessionAsync(string sessionId, CancellationToken cancellationToken) =>
        Utc((DateTime)(await AskAsync("renew-session-lock", new Map { ["session-id"] = sessionId }, cancellationToken))!["expiration"]);

    /// <summary>Messages as they stand there, locked ones included, without taking them.</summary>
    public async Task<IReadOnlyList<AmqpMessage>> PeekAsync(long fromSequence, int count, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("peek-message", new Map { ["from-sequence-number"] = fromSequence, ["message-count"] = count }, cancellationToken);
        return answer is null ? [] : [.. ((List)answer["messages"]).Cast<Map>().Select(Decode)];
    }

    /// <summary>Settles by lock token: works when the link the message came on is gone.</summary>
    /// <param name="tokens">Lock tokens.</param>
    /// <param name="disposition"><c>completed</c>, <c>abandoned</c>, <c>defered</c> or <c>suspended</c>.</param>
    /// <param name="sessionId">The session they belong to; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task UpdateDispositionAsync(IReadOnlyList<Guid> tokens, string disposition, string? sessionId, CancellationToken cancellationToken)
    {
        var body = new Map { ["disposition-status"] = disposition, ["lock-tokens"] = tokens.ToArray() };
        if (sessionId is not null) body["session-id"] = sessionId;
        return AskAsync("update-disposition", body, cancellationToken);
    }

    /// <summary>Names and SQL expressions of a subscription's rules; a rule of another kind has none.</summary>
    public async Task<IReadOnlyList<(string Name, string? Expression)>> RulesAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync("enumerate-rules", new Map { ["top"] = 100, ["skip"] = 0 }, cancellationToken);
        if (answer is null) return [];
        return [.. ((List)answer["rules"]).Cast<Map>().Select(rule => ReadRule((DescribedValue)rule["rule-description"]))];
    }

    private static (string Name, string? Expression) ReadRule(DescribedValue rule)
    {
        var fields = (List)rule.Value;
        var filter = fields[0] as DescribedValue;
        var expression = filter?.Value is List { Count: > 0 } parts ? parts[0] as string : null;
        return ((string)fields[2]!, expression);
    }

    private static AmqpMessage Decode(Map entry)
    {
        var bytes = (byte[])entry["message"];
        return AmqpMessage.Decode(new Amqp.ByteBuffer(bytes, 0, bytes.Length, bytes.Length));
    }

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private async Task<Map?> AskAsync(string operation, Map body, CancellationToken cancellationToken)
    {
        var question = new AmqpMessage
        {
            ApplicationProperties = new ApplicationProperties
            {
                ["operation"] = $"com.microsoft:{operation}",
                ["com.microsoft:server-timeout"] = (uint)serverTimeout.TotalMilliseconds,
            },
            BodySection = new AmqpValue { Value = body },
        };
        var answer = await link.AskAsync(question, cancellationToken);
        var properties = answer.ApplicationProperties?.Map;
        var status = properties?["statusCode"] is int code ? code : 0;
        if (status == NoContent) return null;
        if (status == Ok) return answer.Body as Map ?? new Map();
        throw new BrokerException(
            properties?["errorCondition"]?.ToString() ?? $"ps:status-{status}", properties?["statusDescription"]?.ToString());
    }
}
