using Azure.Core;

namespace PublicServices.Infra.Cosmos;

/// <summary>How the SDK talks to the account.</summary>
public enum CosmosConnection
{
    /// <summary>Direct for <c>https</c>, the Gateway for <c>http</c>.</summary>
    Auto,

    /// <summary>TCP to the replicas: the lowest latency; needs outgoing ports 10000 to 20000.</summary>
    Direct,

    /// <summary>HTTPS through the Gateway: where only port 443 is open, and for emulators.</summary>
    Gateway,
}

/// <summary>How the Cosmos DB account is reached and used.</summary>
public sealed record CosmosOptions
{
    /// <summary>The account's address, for example <c>https://account.documents.azure.com/</c>. <c>http</c> only for emulators.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The account's key in base 64; null where <see cref="Credential"/> is used.</summary>
    public string? Key { get; init; }

    /// <summary>An Entra identity with data-plane roles on the account; null where <see cref="Key"/> is used.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>The database, 1 to 255 characters without <c>/ \ ? #</c>. Default <c>public-services</c>.</summary>
    public string Database { get; init; } = "public-services";

    /// <summary>Begins the name of every container, so that several installations can share a database. Default none.</summary>
    public string ContainerPrefix { get; init; } = "";

    /// <summary>How the SDK talks to the account. Default <see cref="CosmosConnection.Auto"/>.</summary>
    public CosmosConnection Connection { get; init; } = CosmosConnection.Auto;

    /// <summary>
    /// How long one request may take before its outcome counts as unknown, 100 ms to 30 s. Default 5 s. A commit sends up to three
    /// times, so a caller waits at most a little over three times this long.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the SDK tries again when it is throttled before the caller is told to come back, 0 to 9. Default 2.</summary>
    public int ThrottleRetries { get; init; } = 2;

    /// <summary>How long these tries may take together, 0 to 30 s. Default 1 s.</summary>
    public TimeSpan ThrottleWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the claim of an idempotency key by one record holds another record off when no answer followed, 1 s to 1 h. Default
    /// 60 s. Safety does not hang on it: a claim that is taken over is fenced first.
    /// </summary>
    public TimeSpan ClaimHold { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the relay looks at each range of the change feed when nothing came, 10 ms to 10 s. Default 100 ms.</summary>
    public TimeSpan RelayPoll { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a range stays with a relay that is not heard of, 1 s to 1 min. Default 6 s; renewed at a third of it.</summary>
    public TimeSpan RelayLease { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How old a message must be before the sweep takes it for forgotten, 1 s to 10 min. Default 5 s.</summary>
    public TimeSpan SweepGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the sweep runs, 50 ms to 10 min; null, the default, for 10 s, or for 500 ms where the broker cannot hold messages
    /// back itself and every delayed one waits for the sweep.
    /// </summary>
    public TimeSpan? SweepPeriod { get; init; }

    /// <summary>
    /// Most request units a second the database scales to when this program creates it, 1,000 or more in thousands; null, the default,
    /// creates it without (serverless accounts and emulators). Of no effect on a database that is there.
    /// </summary>
    public int? AutoscaleMaxThroughput { get; init; }

    /// <summary>Makes the SDK's HTTP client in Gateway mode; null, the default, for its own.</summary>
    public Func<HttpClient>? HttpClientFactory { get; init; }

    /// <summary>What is wrong with these options, one line for each fault; empty when nothing is.</summary>
    /// <param name="section">What the lines call the section, for example <c>Cosmos</c>.</param>
    public IReadOnlyList<string> Faults(string section)
    {
        var faults = new List<string>();
        if (Endpoint is null) faults.Add($"{section}:Endpoint is missing.");
        else if (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("https" or "http")) faults.Add($"{section}:Endpoint is no http(s) address.");
        else if (Endpoint.Scheme == "http" && Connection == CosmosConnection.Direct) faults.Add($"{section}:Connection Direct needs an https Endpoint.");
        if (Key is null == Credential is null) faults.Add($"{section}:Key or an identity is needed, and only one of them.");
        else if (Key is not null && !IsBase64(Key)) faults.Add($"{section}:Key is not base 64.");
        if (!IsName(Database, 1)) faults.Add($"{section}:Database must be 1 to 255 characters without / \\ ? #.");
        if (!IsName(ContainerPrefix, 0)) faults.Add($"{section}:ContainerPrefix must not hold / \\ ? #.");
        Check(RequestTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), nameof(RequestTimeout));
        if (ThrottleRetries is < 0 or > 9) faults.Add($"{section}:{nameof(ThrottleRetries)} must be 0 to 9.");
        Check(ThrottleWait, TimeSpan.Zero, TimeSpan.FromSeconds(30), nameof(ThrottleWait));
        Check(ClaimHold, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(ClaimHold));
        Check(RelayPoll, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10), nameof(RelayPoll));
        Check(RelayLease, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), nameof(RelayLease));
        Check(SweepGrace, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(SweepGrace));
        if (SweepPeriod is { } period) Check(period, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10), nameof(SweepPeriod));
        if (AutoscaleMaxThroughput is { } most && (most < 1_000 || most % 1_000 != 0))
            faults.Add($"{section}:{nameof(AutoscaleMaxThroughput)} must be whole thousands.");
        return faults;

        void Check(TimeSpan value, TimeSpan least, TimeSpan most, string name)
        {
            if (value < least || value > most) faults.Add($"{section}:{name} must be {least} to {most}.");
        }
    }

    private static bool IsName(string name, int least) => name.Length >= least && name.Length <= 255 && name.AsSpan().IndexOfAny("/\\?#") < 0;

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length > 0;
}
