using PublicServices.Kernel;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>
/// Our account at a bank: what payers transfer, what gateways pay out and what we send back. It calls nobody. Its statements show some
/// lines late, some wrongly at first, and some that it takes back.
/// </summary>
internal sealed class SimulatedBank(World world)
{
    /// <summary>The account, as sources of statements name it.</summary>
    public const string Account = "mpbank-0001";

    /// <summary>Bookings in the order they were made.</summary>
    public List<Entry> Entries { get; } = [];

    /// <summary>Books money that came, or went when negative.</summary>
    /// <param name="reference">Somebody else's reference; null for the bank's own.</param>
    public Entry Book(Money amount, string memo, string? reference = null)
    {
        var serial = Entries.Count + 1;
        var entry = new Entry(reference ?? $"FT{serial:D8}", world.Now, amount, memo) { ShownFrom = world.Now };
        if (world.Chance.Happens(world.Faults.BankLate)) entry.ShownFrom = world.Now.AddSeconds(world.Chance.Below(200_000));
        if (world.Chance.Happens(world.Faults.BankWrong))
        {
            entry.Wrong = amount with { MinorUnits = amount.MinorUnits + (world.Chance.Below(2) == 0 ? 7_000 : -7_000) };
            entry.RightFrom = entry.ShownFrom.AddSeconds(world.Chance.Below(200_000));
        }

        Entries.Add(entry);
        return entry;
    }

    /// <summary>Books something by mistake beside what is right, and takes it back later.</summary>
    public void BookByMistake()
    {
        // A statement of which nothing is left would be refused as empty.
        Book(Money.Vnd(500), "LAI");
        var entry = Book(Money.Vnd(1_000 * (1 + world.Chance.Below(300))), "BUT TOAN NHAM");
        entry.GoneFrom = entry.ShownFrom.AddSeconds(world.Chance.Below(200_000));
    }

    /// <summary>One booking.</summary>
    internal sealed class Entry(string reference, DateTimeOffset at, Money amount, string memo)
    {
        public string Reference => reference;

        public DateOnly Day => at.VietnamDate();

        public Money Amount => amount;

        public string Memo => memo;

        /// <summary>When statements begin to show it.</summary>
        public required DateTimeOffset ShownFrom { get; set; }

        /// <summary>What statements show at first; null when they are right from the beginning.</summary>
        public Money? Wrong { get; set; }

        /// <summary>When they begin to be right.</summary>
        public DateTimeOffset RightFrom { get; set; }

        /// <summary>When they stop to show it; null for a booking that stays.</summary>
        public DateTimeOffset? GoneFrom { get; set; }

        /// <summary>What a statement made now shows; null for nothing.</summary>
        public Money? ShownAt(DateTimeOffset now) => now < ShownFrom || now >= GoneFrom ? null : Wrong is { } wrong && now < RightFrom ? wrong : amount;
    }
}
