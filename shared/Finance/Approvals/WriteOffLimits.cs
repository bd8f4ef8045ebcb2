using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>How much one finance officer may propose to give up on one day, beside the limit of each proposal.</summary>
/// <param name="DailyUpTo">In all, in đồng; a proposal that was refused counts as well. Default 100,000,000 đồng.</param>
public sealed record WriteOffLimits(Money DailyUpTo)
{
    /// <summary>What holds unless it is configured otherwise: two write-offs as large as one may be.</summary>
    public static readonly WriteOffLimits Default = new(Money.Vnd(2 * Proposal.WriteOffLimit.MinorUnits));
}
