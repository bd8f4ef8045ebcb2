using Amqp;
using Amqp.Framing;

namespace PublicServices.Infra.ServiceBus;

/// <summary>The broker refused something, or is not there.</summary>
public sealed class BrokerException(string condition, string? description, Exception? inner = null)
    : Exception($"{condition}: {description}", inner)
{
    public const string Unreachable = "ps:unreachable";
    public const string TimedOut = "com.microsoft:timeout";
    public const string ServerBusy = "com.microsoft:server-busy";
    public const string NotFound = "amqp:not-found";
    public const string SessionTaken = "com.microsoft:session-cannot-be-locked";
    public const string TooLarge = "amqp:link:message-size-exceeded";

    private static readonly HashSet<string> Lasting =
    [
        NotFound, TooLarge, "amqp:unauthorized-access", "com.microsoft:auth-failed", "amqp:not-allowed", "amqp:not-implemented",
        "com.microsoft:entity-disabled", "com.microsoft:argument-error", "amqp:invalid-field", "amqp:resource-limit-exceeded",
        "com.microsoft:message-lock-lost", "com.microsoft:session-lock-lost",
    ];

    /// <summary>The message itself is refused, and will be however often it is sent.</summary>
    public bool IsOfTheMessage => condition is TooLarge or "com.microsoft:argument-error";

    /// <summary>The AMQP error condition.</summary>
    public string Condition => condition;

    /// <summary>The same again will be refused again, until somebody changes something.</summary>
    public bool IsLasting => Lasting.Contains(condition);

    public static BrokerException Of(Error? error, string otherwise) =>
        new(error?.Condition?.ToString() ?? Unreachable, error?.Description ?? otherwise);

    /// <summary>Why a link ended. What ended its whole connection says nothing about the entity, whatever its condition is.</summary>
    internal static BrokerException Of(Link link, Error? error, string otherwise)
    {
        var reason = Of(error, otherwise);
        return link.Session.Connection.IsClosed ? new BrokerException(Unreachable, reason.Message) : reason;
    }

    public static BrokerException Of(Exception failure) => failure switch
    {
        BrokerException known => known,
        AmqpException { Error: { } error } => new BrokerException(error.Condition?.ToString() ?? Unreachable, error.Description, failure),
        TimeoutException => new BrokerException(TimedOut, failure.Message, failure),
        _ => new BrokerException(Unreachable, $"{failure.GetType().Name}: {failure.Message}", failure),
    };
}
