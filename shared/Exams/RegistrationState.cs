using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Where a registration stands. The fee is a separate axis: <see cref="FeeStatus"/>.</summary>
[JsonConverter(typeof(NamedEnumConverter<RegistrationState>))]
public enum RegistrationState
{
    Draft,
    Submitted,

    /// <summary>The school agrees; the fee is still open.</summary>
    SchoolChecked,
    CorrectionRequested,

    /// <summary>Checked where a check is needed, and the fee settled.</summary>
    Confirmed,
    Locked,
    NumberAssigned,
    Scored,
    Published,
    RemarkRequested,
    Remarked,
    GraduationDecided,
    Ineligible,
    Suspended,
    Absent,
    Withdrawn,
}

/// <summary>What is known about the fee.</summary>
[JsonConverter(typeof(NamedEnumConverter<FeeStatus>))]
public enum FeeStatus
{
    /// <summary>Nothing was asked for yet.</summary>
    None,
    Due,
    Paid,

    /// <summary>Settled without money: the candidate is exempt.</summary>
    Waived,

    /// <summary>Not paid in time.</summary>
    Lapsed,

    /// <summary>Paid, and wholly given back.</summary>
    Refunded,
}

/// <summary>Who acts next; several may at the same time.</summary>
[Flags]
[JsonConverter(typeof(NamedEnumConverter<NextActor>))]
public enum NextActor
{
    Nobody = 0,
    Family = 1,
    School = 2,
    Department = 4,
    Payments = 8,
}

/// <summary>What can be done to a registration that moves its state or its fee.</summary>
public enum RegistrationAction
{
    SaveDraft,
    Submit,
    FileBySchool,
    Edit,
    Attach,
    Check,
    RequestCorrection,
    Withdraw,
    SettleFee,
    LapseFee,
    RefundFee,
    PayAgain,
    Lock,
    MarkIneligible,
    AssignNumber,
    Suspend,
    MarkAbsent,
    Score,
    Publish,
    RequestRemark,
    Remark,
    DecideGraduation,

    /// <summary>Changes who may see it, not where it stands.</summary>
    Invite,
    Join,
}
