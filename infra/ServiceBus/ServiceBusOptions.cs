namespace PublicServices.Infra.ServiceBus;

/// <summary>Which broker speaks AMQP 1.0 at the other end.</summary>
public enum BrokerKind
{
    /// <summary>Azure Service Bus.</summary>
    ServiceBus,

    /// <summary>RabbitMQ 3.10 or later with its <c>rabbitmq_amqp1_0</c> plugin.</summary>
    RabbitMq,
}

/// <summary>How the program reaches its broker. Configuration section <c>ServiceBus</c>.</summary>
public sealed record ServiceBusOptions
{
    /// <summary>Host of the namespace, for example <c>contoso.servicebus.windows.net</c>; reached over TLS. This or <see cref="Endpoint"/>.</summary>
    public string? Namespace { get; init; }

    /// <summary>Address of another broker or of a test's: <c>amqp://host:port</c> or <c>amqps://host:port</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Which broker it is; Service Bus by default.</summary>
    public BrokerKind Broker { get; init; }

    /// <summary>Name of the shared access rule, or the user of RabbitMQ. None on Service Bus: the process's Entra identity.</summary>
    public string? KeyName { get; init; }

    /// <summary>Key of the rule, or the user's password.</summary>
    public string? Key { get; init; }

    /// <summary>Signs in by SASL PLAIN with the key instead of by tokens. RabbitMQ always does. Default false.</summary>
    public bool SaslPlain { get; init; }

    /// <summary>RabbitMQ's HTTP API, for depths and for checking bindings, for example <c>http://127.0.0.1:15672</c>; none: depths are unknown.</summary>
    public string? ManagementEndpoint { get; init; }

    /// <summary>How long a shared access token is valid; renewed at half of it. Default one hour, from 2 seconds to one day.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Longest one exchange with the broker may take. Default 30 seconds, from 1 second to 5 minutes.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a send waits for a lost connection before it says busy. Default 5 seconds, up to a minute.</summary>
    public TimeSpan SendPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a session without messages is kept before the next one is taken. Default 25 ms, from 1 ms to 1 minute.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>How long one wait for the next session lasts. Default 30 seconds, from 1 second to 1 minute.</summary>
    public TimeSpan SessionWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection silent for this long is given up. Default one minute, from 2 seconds to 5 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest pause between two attempts to connect; the first is 100 ms and each doubles. Default 10 seconds, from 100 ms to 1 minute.</summary>
    public TimeSpan LongestReconnectPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sends under way at once on one connection. Default 256, 1 to 4,096.</summary>
    public int MaxInFlight { get; init; } = 256;

    /// <summary>What is wrong with the settings, one line each; empty when they will do.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (Namespace is null == Endpoint is null) faults.Add("ServiceBus: set Namespace (host of the namespace) or Endpoint (amqp[s]://host:port), one of them.");
        if (Namespace is not null && Uri.CheckHostName(Namespace) == UriHostNameType.Unknown) faults.Add($"ServiceBus:Namespace \"{Namespace}\" is not a host name.");
        if (Endpoint is not null && !IsAddress(Endpoint, "amqp", "amqps")) faults.Add($"ServiceBus:Endpoint \"{Endpoint}\" is not amqp://host:port or amqps://host:port.");
        if (ManagementEndpoint is not null && !IsAddress(ManagementEndpoint, "http", "https"))
            faults.Add($"ServiceBus:ManagementEndpoint \"{ManagementEndpoint}\" is not http[s]://host:port.");
        if (KeyName is null != Key is null) faults.Add("ServiceBus: KeyName and Key belong together; without both, Service Bus is asked with the Entra identity.");
        if ((Broker == BrokerKind.RabbitMq || SaslPlain) && Key is null) faults.Add("ServiceBus: signing in by SASL PLAIN, as RabbitMQ wants it, needs KeyName and Key.");
        Between(nameof(TokenLifetime), TokenLifetime, TimeSpan.FromSeconds(2), TimeSpan.FromDays(1));
        Between(nameof(OperationTimeout), OperationTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Between(nameof(SendPatience), SendPatience, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Between(nameof(SessionIdle), SessionIdle, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Between(nameof(SessionWait), SessionWait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Between(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));
        Between(nameof(LongestReconnectPause), LongestReconnectPause, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        if (MaxInFlight is < 1 or > 4_096) faults.Add($"ServiceBus:MaxInFlight is {MaxInFlight}; 1 to 4096.");
        return faults;

        void Between(string name, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) faults.Add($"ServiceBus:{name} is {value}; from {least} to {most}.");
        }
    }

    internal Uri Address => new(Endpoint ?? $"amqps://{Namespace}:5671");

    internal string Host => Namespace ?? Address.Host;

    private static bool IsAddress(string text, params ReadOnlySpan<string> schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme) && uri.Host.Length > 0;
}
