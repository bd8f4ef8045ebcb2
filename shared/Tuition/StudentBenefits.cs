namespace PublicServices.Tuition;

/// <summary>A pupil's exemptions and reductions, wherever they study. The state of a <c>tben-</c> record.</summary>
/// <param name="Name">The pupil, as the officers' queue shows them.</param>
/// <param name="Claims">Oldest first; a claim's number is its place, from 1. At most <see cref="MaxClaims"/>.</param>
public sealed record StudentBenefits(string Student, string Name, IReadOnlyList<BenefitClaim> Claims)
{
    public const int MaxClaims = 20;

    /// <summary>The approved claim with the highest percentage that covers a day at a school; the earlier one when two are equal.</summary>
    public (BenefitClaim Claim, BenefitGroup Group)? Highest(string school, DateOnly day, IReadOnlyList<BenefitGroup> groups)
    {
        (BenefitClaim Claim, BenefitGroup Group)? best = null;
        foreach (var claim in Claims)
        {
            if (claim.Status is not BenefitStatus.Approved || claim.School != school || !claim.Covers(day)) continue;
            if (groups.FirstOrDefault(known => known.Code == claim.Group) is { } group && group.Percent > (best?.Group.Percent ?? 0)) best = (claim, group);
        }

        return best;
    }
}

/// <summary>One claim to a benefit.</summary>
/// <param name="School">Where the pupil studies and has the benefit: in one place only.</param>
/// <param name="Group">Code of the group.</param>
/// <param name="From">First day; may lie in the past.</param>
/// <param name="To">Last day.</param>
/// <param name="Evidence">Reference of the document that proves it, for example number and day of the decision.</param>
/// <param name="AskedBy">Account of the officer who recorded it.</param>
/// <param name="DecidedBy">Account of the other officer who decided; null while it waits.</param>
/// <param name="Note">Reason of a refusal.</param>
public sealed record BenefitClaim(
    int Number,
    string School,
    string Group,
    DateOnly From,
    DateOnly To,
    string Evidence,
    BenefitStatus Status,
    DateTimeOffset AskedAt,
    string AskedBy,
    DateTimeOffset? DecidedAt = null,
    string? DecidedBy = null,
    string? Note = null)
{
    public bool Covers(DateOnly day) => day >= From && day <= To;

    public bool Overlaps(BenefitClaim other) => From <= other.To && other.From <= To;
}
