using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// A payer's bank disputes a capture. Events come in any order, so each fact is set once and never unset: where the dispute stands is
/// read from them. Only what an officer told gives way to what the gateway tells.
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
/// <param name="Word">The officer's word that ended it; null when the gateway did, or nobody has.</param>
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
    DisputeWord? Word = null)
{
    /// <summary>True until it is decided.</summary>
    public bool IsOpen => ClosedAt is null;

    private bool MayEnd => IsOpen || Word is not null;

    /// <summary>What the payer's bank holds, or keeps, of the capture.</summary>
    public Money Withheld => WithdrawnAt is not null && ReinstatedAt is null ? Amount : Amount with { MinorUnits = 0 };

    /// <summary>The dispute as an officer says that it ended: what was withheld is back when it was won, and gone when it was lost.</summary>
    internal Dispute EndedBy(string officer, bool isLost, DateTimeOffset at)
    {
        var (isOut, isBack) = (isLost && WithdrawnAt is null, !isLost && WithdrawnAt is not null && ReinstatedAt is null);
        return this with
        {
            ClosedAt = at,
            IsLost = isLost,
            WithdrawnAt = isOut ? at : WithdrawnAt,
            ReinstatedAt = isBack ? at : ReinstatedAt,
            Word = new DisputeWord(officer, isOut, isBack),
        };
    }

    /// <summary>The dispute after news of it; itself when that is known.</summary>
    internal Dispute After(GatewayNotice notice) => notice.Kind switch
    {
        NoticeKind.DisputeWithdrawn => Withdrawn(notice.At),
        // Nothing comes back that was not withheld: the earlier event was lost or is late.
        NoticeKind.DisputeReinstated => Withdrawn(notice.At).Reinstated(notice.At),
        // The gateway's own end takes back what was only told.
        NoticeKind.DisputeWon when MayEnd => this with { ClosedAt = notice.At, IsLost = false, WithdrawnAt = Word is { Withdrew: true } ? null : WithdrawnAt, Word = null },
        NoticeKind.DisputeLost when MayEnd => this with
        {
            ClosedAt = notice.At,
            IsLost = true,
            WithdrawnAt = WithdrawnAt ?? notice.At,
            ReinstatedAt = Word is { Reinstated: true } ? null : ReinstatedAt,
            Word = null,
        },
        _ => this,
    };

    private Dispute Withdrawn(DateTimeOffset at) => this with { WithdrawnAt = WithdrawnAt ?? at, Word = Word is null ? null : Word with { Withdrew = false } };

    private Dispute Reinstated(DateTimeOffset at) => this with { ReinstatedAt = ReinstatedAt ?? at, Word = Word is null ? null : Word with { Reinstated = false } };
}

/// <summary>What of a dispute is known by an officer's word alone.</summary>
/// <param name="By">The officer's account.</param>
/// <param name="Withdrew">That the money is gone.</param>
/// <param name="Reinstated">That it is back.</param>
public sealed record DisputeWord(string By, bool Withdrew, bool Reinstated);
