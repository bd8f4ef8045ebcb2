namespace PublicServices.Tests.Flows.Simulation;

/// <summary>What goes wrong, and how often. Chances are in a thousand.</summary>
internal sealed record Faults
{
    /// <summary>Nothing goes wrong.</summary>
    public static readonly Faults None = new()
    {
        CrashBeforeEffect = 0,
        CrashAfterEffect = 0,
        Interleave = 0,
        Redeliver = 0,
        GatewayUnknown = 0,
        CallbackLost = 0,
        CallbackTwice = 0,
        PortalFails = 0,
        PortalAcceptsSilently = 0,
        NoticeFails = 0,
    };

    /// <summary>The process dies just before a commit or a call.</summary>
    public int CrashBeforeEffect { get; init; } = 15;

    /// <summary>The process dies just after it, before anyone is told.</summary>
    public int CrashAfterEffect { get; init; } = 15;

    /// <summary>Something else happens between a decision and its commit, so that commits really conflict.</summary>
    public int Interleave { get; init; } = 60;

    /// <summary>A message that was handled comes once more.</summary>
    public int Redeliver { get; init; } = 40;

    /// <summary>The gateway does not answer, whether or not it did what it was asked.</summary>
    public int GatewayUnknown { get; init; } = 100;

    public int CallbackLost { get; init; } = 150;

    public int CallbackTwice { get; init; } = 150;

    /// <summary>The portal refuses or cannot be reached.</summary>
    public int PortalFails { get; init; } = 150;

    /// <summary>The portal takes an event and its answer is lost.</summary>
    public int PortalAcceptsSilently { get; init; } = 50;

    public int NoticeFails { get; init; } = 50;
}

/// <summary>The one source of chance in a run: the same seed gives the same run.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    public bool Happens(int inAThousand) => inAThousand > 0 && _random.Next(1_000) < inAThousand;

    public int Below(int bound) => _random.Next(bound);

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);
}
