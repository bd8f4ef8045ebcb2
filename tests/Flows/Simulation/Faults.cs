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
        RefundNewsLost = 0,
        RefundNewsTwice = 0,
        PortalFails = 0,
        PortalAcceptsSilently = 0,
        NoticeFails = 0,
        RefundRefused = 0,
        RefundLate = 0,
        RefundReturned = 0,
        BankLate = 0,
        BankWrong = 0,
        StatementCut = 0,
        StatementWrong = 0,
        StatementTwice = 0,
        Jump = 0,
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

    /// <summary>The gateway does not tell what became of a refund.</summary>
    public int RefundNewsLost { get; init; } = 350;

    /// <summary>It tells twice what became of one. Few refunds are told by a callback, so this happens more often than with others.</summary>
    public int RefundNewsTwice { get; init; } = 500;

    /// <summary>The portal refuses or cannot be reached.</summary>
    public int PortalFails { get; init; } = 150;

    /// <summary>The portal takes an event and its answer is lost.</summary>
    public int PortalAcceptsSilently { get; init; } = 50;

    public int NoticeFails { get; init; } = 50;

    /// <summary>The gateway will not send money back.</summary>
    public int RefundRefused { get; init; } = 100;

    /// <summary>The gateway sends it later.</summary>
    public int RefundLate { get; init; } = 700;

    /// <summary>It was sent and comes back.</summary>
    public int RefundReturned { get; init; } = 250;

    /// <summary>The bank shows a booking later than it booked it.</summary>
    public int BankLate { get; init; } = 150;

    /// <summary>The bank shows another amount at first.</summary>
    public int BankWrong { get; init; } = 80;

    /// <summary>A statement lacks its last lines; the next of its number corrects it.</summary>
    public int StatementCut { get; init; } = 300;

    /// <summary>A gateway's statement says another charge than it takes.</summary>
    public int StatementWrong { get; init; } = 250;

    /// <summary>The same file is brought once more.</summary>
    public int StatementTwice { get; init; } = 300;

    /// <summary>Hours pass in which the process does nothing.</summary>
    public int Jump { get; init; } = 20;
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
