using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>How much one finance officer may send back without a second person.</summary>
/// <param name="AloneUpTo">The largest refund one person may decide; zero when every refund needs two. Default 1,000,000 đồng.</param>
public sealed record RefundLimits(Money AloneUpTo)
{
    /// <summary>What holds unless it is configured otherwise: more than any single registration fee, less than a term's tuition.</summary>
    public static readonly RefundLimits Default = new(Money.Vnd(1_000_000));

    /// <summary>True when a second person must agree.</summary>
    public bool NeedSecondPerson(Money amount) => amount.Currency != AloneUpTo.Currency || amount > AloneUpTo;
}
