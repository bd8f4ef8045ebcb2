using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Where the money stands today, for whoever opens the finance desk.</summary>
/// <param name="Today">The business day.</param>
/// <param name="ClosedTo">The last closed day; null when none was closed.</param>
/// <param name="Since">First day that <see cref="Schools"/> and the balances count one by one: the day after the last close, or a later one.</param>
/// <param name="IsPartial">
/// True when more days are open than are added up: then everything counts from <paramref name="Since"/> alone, but for what schools are owed.
/// </param>
/// <param name="IsBalanced">True when debits and credits are equal in every currency, which they always must be.</param>
/// <param name="Outstanding">What families owe and have not paid; whole đồng.</param>
/// <param name="RefundsPayable">What is owed back and was not sent; whole đồng.</param>
/// <param name="Channels">Gateways, by name.</param>
/// <param name="Schools">Units with movement since <paramref name="Since"/>, the largest first; at most <see cref="SeeDesk.MaxSchools"/>.</param>
/// <param name="Sources">Whose lines wait, and money without a name.</param>
/// <param name="WaitingProposals">Proposals that wait for a second person, counted up to <see cref="SeeDesk.MaxProposals"/>.</param>
public sealed record DeskPicture(
    DateOnly Today,
    DateOnly? ClosedTo,
    DateOnly Since,
    bool IsPartial,
    bool IsBalanced,
    Money Outstanding,
    Money RefundsPayable,
    IReadOnlyList<DeskChannel> Channels,
    IReadOnlyList<DeskSchool> Schools,
    IReadOnlyList<DeskSource> Sources,
    int WaitingProposals)
{
    /// <summary>What gateways took today, in đồng.</summary>
    public Money CollectedToday => Money.Vnd(Vnd.Sum(channel => channel.On(Today).In));

    /// <summary>What left gateways' accounts today, in đồng: refunds, fees and payouts.</summary>
    public Money LeftToday => Money.Vnd(Vnd.Sum(channel => channel.On(Today).Out));

    /// <summary>Lines nobody has named.</summary>
    public int OpenLines => Sources.Sum(source => source.Lines);

    private IEnumerable<DeskChannel> Vnd => Channels.Where(channel => channel.Currency == Money.Dong);
}

/// <summary>A gateway's clearing account: what it took and what left it, day by day.</summary>
/// <param name="Held">What it took and has not paid out, of all days.</param>
/// <param name="Days">Days with movement, oldest first, of the last <see cref="SeeDesk.Days"/>.</param>
public sealed record DeskChannel(string Gateway, string Currency, long Held, IReadOnlyList<DeskDay> Days)
{
    /// <summary>The day; without movement when it is not listed.</summary>
    public DeskDay On(DateOnly day) => Days.FirstOrDefault(one => one.Day == day) ?? new DeskDay(day, 0, 0);
}

/// <summary>What came and what went on a day; both positive, smallest units.</summary>
public sealed record DeskDay(DateOnly Day, long In, long Out);

/// <summary>A unit's receivable: what fell due and what was settled of it, whole đồng.</summary>
/// <param name="Outstanding">What is still owed, of all days.</param>
public sealed record DeskSchool(string Unit, long Due, long Settled, long SettledToday, long Outstanding);

/// <summary>A source of statements: its lines without a name.</summary>
/// <param name="Suspense">What the ledger holds in suspense for it, credit positive; whole đồng.</param>
/// <param name="Lines">How many lines wait.</param>
/// <param name="IsMore">True when there are more lines than were counted.</param>
/// <param name="Ages">By how long they have waited, youngest first.</param>
public sealed record DeskSource(StatementSource Source, long Suspense, int Lines, bool IsMore, IReadOnlyList<AgeBucket> Ages);
