namespace PublicServices.Payments;

/// <summary>Where one obligation stands.</summary>
public enum PaymentStatus
{
    /// <summary>Owed; no attempt is under way.</summary>
    Due,

    /// <summary>Owed; at least one attempt may still bring the money.</summary>
    Pending,

    /// <summary>The fee was received in full.</summary>
    Paid,

    /// <summary>Nothing was owed.</summary>
    Waived,

    /// <summary>Not paid in time, as every gateway that was asked confirmed.</summary>
    Lapsed,

    /// <summary>The service no longer wants it and it had not been paid.</summary>
    Withdrawn,

    /// <summary>The fee was received and is on its way back.</summary>
    Refunding,

    /// <summary>The whole fee went back.</summary>
    Refunded,
}

/// <summary>Where one try at paying stands.</summary>
public enum AttemptStatus
{
    /// <summary>We mean to open it; the gateway may or may not have been told.</summary>
    Opening,

    /// <summary>The payer has an address to pay at.</summary>
    Open,

    /// <summary>The gateway took money.</summary>
    Captured,

    /// <summary>The gateway says it did not work.</summary>
    Failed,

    /// <summary>The payer gave it up at the gateway.</summary>
    Cancelled,

    /// <summary>Its time passed and the gateway has no money for it.</summary>
    Expired,

    /// <summary>The gateway was told and did not answer: neither open nor failed until it has been asked.</summary>
    Unknown,
}

/// <summary>Where one refund stands.</summary>
public enum RefundStatus
{
    /// <summary>Decided; the gateway is being asked until it answers for certain.</summary>
    Asking,

    /// <summary>The gateway sent the money back.</summary>
    Done,

    /// <summary>The gateway refused.</summary>
    Failed,

    /// <summary>It waits for a second person.</summary>
    Proposed,

    /// <summary>The second person said no; the gateway was never asked.</summary>
    Declined,
}

/// <summary>Why an officer must look.</summary>
public enum CaseKind
{
    /// <summary>Money came after its attempt or its payment had been given up.</summary>
    LateSuccess,

    /// <summary>Money came after the service had withdrawn the fee.</summary>
    PaidAfterWithdrawal,

    /// <summary>Less than the fee came; it is not credited.</summary>
    Underpaid,

    /// <summary>More than the fee came; the fee is credited and the rest is owed back.</summary>
    Overpaid,

    /// <summary>Money came although nothing was owed any more.</summary>
    PaidTwice,

    /// <summary>Money of another currency came; it is not credited.</summary>
    WrongCurrency,

    /// <summary>A callback names an attempt, or a payment, that does not exist.</summary>
    UnknownReference,

    /// <summary>A callback tells of an amount that cannot be.</summary>
    BadAmount,

    /// <summary>The gateway takes back, or changes, what it said before.</summary>
    Contradicted,

    /// <summary>The service withdrew a fee that had been paid: it goes back.</summary>
    WithdrawnAfterPaid,

    /// <summary>An officer decided to give the fee back.</summary>
    RefundByOfficer,

    /// <summary>The gateway has not said yes or no for days.</summary>
    GatewaySilent,
}

/// <summary>Where an officer's case stands.</summary>
public enum CaseStatus
{
    /// <summary>Somebody must act.</summary>
    Open,

    /// <summary>Somebody wants to send money back, and a second person must agree.</summary>
    Proposed,

    /// <summary>What is owed is on its way back.</summary>
    Refunding,

    /// <summary>Nothing is left to do.</summary>
    Closed,
}
