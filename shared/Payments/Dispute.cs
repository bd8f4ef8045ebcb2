using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// A payer's bank disputes a capture. Events come in any order, so each fact is set once and never unset: where the dispute stands is
/// read from them. Only an end that an officer told gives way to the gateway's own.
/// </summary>
/// <param name="Id">The gateway's id.</param>
/// <param name="Gateway">Whose.</param>
/// <param name="Reference">The capture that is disputed.</param>
/// <param name="Amount">What is disputed.</param>
/// <param name="OpenedAt">When we first heard of it.</param>
/// <param name="WithdrawnAt">When the money was withheld; null while it is not.</param>
/// <param name="ReinstatedAt">When it came back; null while it has not.</param>
/// <param name="ClosedAt">When it was decided; null while it is open.</param>
/// <param name="IsLost">True when it was decided for the payer.</param>
/// <param name="ToldBy">Account of the officer who told how it ended; null when the gateway did, or nobody has.</param>
public sealed record Dispute(
    string Id,
    string Gateway,
    string Reference,
    Money Amount,
    DateTimeOffset OpenedAt,
    DateTimeOffset? WithdrawnAt = null,
    DateTimeOffset? ReinstatedAt = null,
    DateTimeOffset? ClosedAt = null,
    bool IsLost = false,
    string? ToldBy = null)
{
    /// <summary>True until it is decided.</summary>
    public bool IsOpen => ClosedAt is null;

    private bool MayEnd => IsOpen || ToldBy is not null;

    /// <summary>What the payer's bank holds, or keeps, of the capture.</summary>
    public Money Withheld => WithdrawnAt is not null && ReinstatedAt is null ? Amount : Amount with { MinorUnits = 0 };

    /// <summary>The dispute as an officer says that it ended: what was withheld is back when it was won, and gone when it was lost.</summary>
    internal Dispute EndedBy(string officer, bool isLost, DateTimeOffset at) => isLost
        ? this with { ClosedAt = at, IsLost = true, WithdrawnAt = WithdrawnAt ?? at, ToldBy = officer }
        : this with { ClosedAt = at, ReinstatedAt = ReinstatedAt ?? (WithdrawnAt is null ? default(DateTimeOffset?) : at), ToldBy = officer };

    /// <summary>The dispute after news of it; itself when that is known.</summary>
    internal Dispute After(GatewayNotice notice) => notice.Kind switch
    {
        NoticeKind.DisputeWithdrawn => this with { WithdrawnAt = WithdrawnAt ?? notice.At },
        // Nothing comes back that was not withheld: the earlier event was lost or is late.
        NoticeKind.DisputeReinstated => this with { WithdrawnAt = WithdrawnAt ?? notice.At, ReinstatedAt = ReinstatedAt ?? notice.At },
        NoticeKind.DisputeWon when MayEnd => this with { ClosedAt = notice.At, IsLost = false, ToldBy = null },
        NoticeKind.DisputeLost when MayEnd => this with { ClosedAt = notice.At, IsLost = true, WithdrawnAt = WithdrawnAt ?? notice.At, ToldBy = null },
        _ => this,
    };
}
