namespace PublicServices.Tuition;

/// <summary>What one pupil owes for one period. Never edited: a correction reverses it and issues the next revision.</summary>
public sealed record Bill
{
    public required string Period { get; init; }

    /// <summary>1 for the first bill of the period, one more with each that replaces it.</summary>
    public required int Revision { get; init; }

    /// <summary>What people and bank memos call it.</summary>
    public required string Code { get; init; }

    public required string Class { get; init; }

    public required SchoolLevel Level { get; init; }

    public required Standing Standing { get; init; }

    /// <summary>At most <see cref="FeeCatalogue.MaxItems"/>.</summary>
    public required IReadOnlyList<BillLine> Lines { get; init; }

    /// <summary>How it may be paid in parts; they add up to the total.</summary>
    public required IReadOnlyList<Instalment> Instalments { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required string IssuedBy { get; init; }

    /// <summary>Settled by payments, in đồng.</summary>
    public long PaidVnd { get; init; }

    /// <summary>Settled by credit, in đồng.</summary>
    public long CreditVnd { get; init; }

    /// <summary>Given up by finance officers, in đồng.</summary>
    public long WrittenOffVnd { get; init; }

    public DateTimeOffset? ReversedAt { get; init; }

    /// <summary>Why it was reversed; null while it stands.</summary>
    public string? ReversalReason { get; init; }

    /// <summary>True when it was taken back and nothing took its place.</summary>
    public bool IsCancelled { get; init; }

    public long GrossVnd => Lines.Sum(line => line.GrossVnd);

    public long ReductionVnd => Lines.Sum(line => line.ReductionVnd);

    public long TotalVnd => Lines.Sum(line => line.NetVnd);

    public bool Stands => ReversedAt is null;

    public long OwedVnd => Stands ? TotalVnd - MetVnd : 0;

    /// <summary>What of the total nobody is asked for any more: paid, met by credit or given up.</summary>
    private long MetVnd => PaidVnd + CreditVnd + WrittenOffVnd;

    /// <summary>What is owed by the end of a day: instalments are met oldest first.</summary>
    public long OverdueVnd(DateOnly day) => Stands
        ? Math.Max(0, Instalments.Where(part => part.DueOn < day).Sum(part => part.AmountVnd) - MetVnd)
        : 0;

    /// <summary>What there is to pay now to be in order: the instalments that are due, and at least the next one.</summary>
    public long PayableNowVnd(DateOnly day)
    {
        long reached = 0;
        foreach (var part in Instalments)
        {
            reached += part.AmountVnd;
            if (part.DueOn >= day && reached > MetVnd) return reached - MetVnd;
        }

        return OwedVnd;
    }

    /// <summary>The day something is due next; null when nothing is owed.</summary>
    public DateOnly? NextDue()
    {
        long reached = 0;
        foreach (var part in Instalments)
        {
            reached += part.AmountVnd;
            if (Stands && reached > MetVnd) return part.DueOn;
        }

        return null;
    }

    /// <summary>True when the other bill says the same about what is owed and when.</summary>
    public bool SaysTheSameAs(Bill other) =>
        Standing == other.Standing && Level == other.Level && Lines.SequenceEqual(other.Lines) && Instalments.SequenceEqual(other.Instalments);
}

/// <summary>One line of a bill.</summary>
/// <param name="UnitVnd">Price of one, in đồng.</param>
/// <param name="ReductionVnd">Taken off the gross, at most all of it.</param>
/// <param name="Reduction">Code of the benefit group, <c>free-tuition</c> or <c>private-support</c>; null without reduction.</param>
/// <param name="PriceRule">The instrument of the price.</param>
/// <param name="ReductionRule">The instrument of the reduction; null without one.</param>
public sealed record BillLine(
    string Item, string NameVi, string NameEn, FeeKind Kind, int Quantity, long UnitVnd, long ReductionVnd, string? Reduction, string PriceRule, string? ReductionRule)
{
    public long GrossVnd => checked(UnitVnd * Quantity);

    public long NetVnd => GrossVnd - ReductionVnd;
}

/// <summary>One part of a bill.</summary>
public sealed record Instalment(int Number, long AmountVnd, DateOnly DueOn);
