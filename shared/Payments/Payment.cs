using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>One obligation and every try at meeting it. The state of a <c>pay-</c> record.</summary>
public sealed record Payment
{
    public required RecordId Id { get; init; }

    /// <summary>The asker's record; answers go to its session.</summary>
    public required RecordId Payable { get; init; }

    /// <summary>The asking feature.</summary>
    public required string Service { get; init; }

    /// <summary>What is owed. Never changes: whatever a gateway reports is compared with this.</summary>
    public required Money Amount { get; init; }

    public required LocalText Purpose { get; init; }

    public required string DossierCode { get; init; }

    public required string PayerName { get; init; }

    /// <summary>The instrument that sets the amount.</summary>
    public required string FeeRule { get; init; }

    /// <summary>Whose income it is; null or empty for none.</summary>
    public string? Unit { get; init; }

    /// <summary>True when the asker keeps what comes beyond the fee for what is owed next, if the payer chooses so.</summary>
    public bool KeepsCredit { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>No attempt is opened after this; one opened before may still be completed in its own time.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Follows the submission that caused the fee through everything that happens to it.</summary>
    public required string Correlation { get; init; }

    public required PaymentStatus Status { get; init; }

    /// <summary>Oldest first; an attempt's number is its place, from 1.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>Oldest first; a case's number is its place, from 1.</summary>
    public IReadOnlyList<PaymentCase> Cases { get; init; } = [];

    /// <summary>Oldest first; a refund's number is its place, from 1.</summary>
    public IReadOnlyList<Refund> Refunds { get; init; } = [];

    /// <summary>Disputes of its captures, in the order they last changed.</summary>
    public IReadOnlyList<Dispute> Disputes { get; init; } = [];

    /// <summary>The attempt whose money the fee was credited from; null until paid.</summary>
    public AttemptId? PaidBy { get; init; }

    /// <summary>When the fee was met: the gateway's time of capture, or when it was waived. Never changes once set.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>True while the fee is wanted and not met.</summary>
    public bool IsOwed => Status is PaymentStatus.Due or PaymentStatus.Pending;

    /// <summary>True while some attempt may still bring money.</summary>
    public bool HasLiveAttempt => Attempts.Any(attempt => attempt.IsLive);

    /// <summary>The attempt of that id; null when this payment has none.</summary>
    public Attempt? Find(AttemptId id) =>
        id.Payment == Id && id.Number >= 1 && id.Number <= Attempts.Count ? Attempts[id.Number - 1] : null;

    /// <summary>The case of that number; null when there is none.</summary>
    public PaymentCase? FindCase(int number) => number >= 1 && number <= Cases.Count ? Cases[number - 1] : null;

    /// <summary>The refund of that id; null when there is none.</summary>
    public Refund? Find(RefundId id) =>
        id.Payment == Id && id.Number >= 1 && id.Number <= Refunds.Count ? Refunds[id.Number - 1] : null;

    internal Payment With(Attempt attempt) => this with { Attempts = Place(Attempts, attempt.Id.Number, attempt) };

    internal Payment With(PaymentCase entry) => this with { Cases = Place(Cases, entry.Number, entry) };

    internal Payment With(Refund refund) => this with { Refunds = Place(Refunds, refund.Id.Number, refund) };

    private static List<T> Place<T>(IReadOnlyList<T> items, int number, T item)
    {
        List<T> placed = [.. items];
        if (number == placed.Count + 1) placed.Add(item);
        else placed[number - 1] = item;
        return placed;
    }
}

/// <summary>One try at paying, at one gateway.</summary>
public sealed record Attempt
{
    public required AttemptId Id { get; init; }

    public required string Gateway { get; init; }

    public required AttemptStatus Status { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The gateway takes no money for it after this. Money taken before it counts as in time.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The payer's language, <c>vi</c> or <c>en</c>. Kept, because a gateway refuses a key that comes back with other values.</summary>
    public required string Language { get; init; }

    /// <summary>What the gateway calls the opened order; null while unknown.</summary>
    public string? GatewayKey { get; init; }

    /// <summary>Where the payer pays; null once there is nothing to pay there.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>Where to transfer the money; null at gateways that take it themselves.</summary>
    public TransferDetails? Transfer { get; init; }

    /// <summary>What the gateway took; null until captured.</summary>
    public Money? Captured { get; init; }

    /// <summary>When the gateway took it, by its clock, but never before the opening nor after we learned of it.</summary>
    public DateTimeOffset? CapturedAt { get; init; }

    /// <summary>The gateway's reference of the capture, as the payer sees it; null until captured.</summary>
    public string? Reference { get; init; }

    /// <summary>True while it may still bring money, so that the gateway must be asked.</summary>
    public bool IsLive => Status is AttemptStatus.Opening or AttemptStatus.Open or AttemptStatus.Unknown;
}

/// <summary>Something an officer must look at: what happened, and what is owed to the payer because of it.</summary>
/// <param name="Number">Place among the payment's cases, from 1.</param>
/// <param name="Kind">Why.</param>
/// <param name="Gateway">Which gateway holds the money; empty when none does.</param>
/// <param name="Reference">The gateway's reference of the money; empty when there is none.</param>
/// <param name="Owed">What is to go back to the payer; zero when the case is for information.</param>
/// <param name="RaisedAt">When.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempt">The attempt that brought the money; null when none did.</param>
/// <param name="ClosedBy">Account that closed it; null while open.</param>
/// <param name="Note">The officer's reason, or what the gateway said.</param>
/// <param name="Choice">What the payer wants to become of money beyond the fee; null while nothing was chosen.</param>
/// <param name="RefundReference">
/// The gateway's reference of the refund by which money no attempt brought went back; null for none. Other money goes back by a <see cref="Refund"/>.
/// </param>
/// <param name="Dispute">The gateway's id of the dispute it is about; null of any other case.</param>
public sealed record PaymentCase(
    int Number,
    CaseKind Kind,
    string Gateway,
    string Reference,
    Money Owed,
    DateTimeOffset RaisedAt,
    CaseStatus Status = CaseStatus.Open,
    AttemptId? Attempt = null,
    string? ClosedBy = null,
    string? Note = null,
    OverpaymentChoice? Choice = null,
    string? RefundReference = null,
    string? Dispute = null)
{
    /// <summary>True for money that came for an order its payment never opened: held in suspense until it is known whose it is.</summary>
    public bool IsNobodys => Kind == CaseKind.UnknownReference && Reference.Length > 0 && !Owed.IsZero;
}

/// <summary>Money on its way back to the payer.</summary>
/// <param name="Id">Also the key the gateway is asked with.</param>
/// <param name="Case">The case it answers.</param>
/// <param name="Gateway">The gateway that holds the money.</param>
/// <param name="Reference">The gateway's reference of the capture it takes from.</param>
/// <param name="Amount">What goes back; never more than the case's debt.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AskedAt">When an officer decided it.</param>
/// <param name="AskedBy">The officer's account.</param>
/// <param name="DoneAt">When the gateway sent it; null until then.</param>
/// <param name="GatewayReference">The gateway's reference of the refund; null until known.</param>
/// <param name="CheckedBy">The second person's account; null when none was needed, or none has decided yet.</param>
public sealed record Refund(
    RefundId Id,
    int Case,
    string Gateway,
    string Reference,
    Money Amount,
    RefundStatus Status,
    DateTimeOffset AskedAt,
    string AskedBy,
    DateTimeOffset? DoneAt = null,
    string? GatewayReference = null,
    string? CheckedBy = null)
{
    /// <summary>True while the money is gone, going, or about to go.</summary>
    public bool Counts => Status is not (RefundStatus.Failed or RefundStatus.Declined);
}
