using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A level of school.</summary>
[JsonConverter(typeof(NamedEnumConverter<SchoolLevel>))]
public enum SchoolLevel
{
    Preschool,
    Primary,
    LowerSecondary,
    UpperSecondary,
}

/// <summary>What an item of the catalogue is, which decides what reductions touch and what paper it needs.</summary>
[JsonConverter(typeof(NamedEnumConverter<FeeKind>))]
public enum FeeKind
{
    /// <summary>Tuition: exemptions and reductions are of this alone.</summary>
    Tuition,

    /// <summary>A service the school provides, for example boarding.</summary>
    Service,

    /// <summary>Agreed with the parents.</summary>
    Agreed,
}

/// <summary>How often something is billed.</summary>
[JsonConverter(typeof(NamedEnumConverter<BillingCycle>))]
public enum BillingCycle
{
    Month,
    Term,
}

/// <summary>Whether a pupil studies in the period, as the enrolment list says.</summary>
[JsonConverter(typeof(NamedEnumConverter<Standing>))]
public enum Standing
{
    Studying,

    /// <summary>Suspended: no benefit.</summary>
    Suspended,

    /// <summary>Repeating a year: no benefit.</summary>
    Repeating,

    /// <summary>Suspended or repeating through illness, accident or force majeure: benefits go on.</summary>
    Excused,
}

/// <summary>Where a claim to a benefit stands.</summary>
[JsonConverter(typeof(NamedEnumConverter<BenefitStatus>))]
public enum BenefitStatus
{
    Asked,
    Approved,
    Refused,
}

/// <summary>What became, or would become, of a row of an enrolment list.</summary>
[JsonConverter(typeof(NamedEnumConverter<BillOutcome>))]
public enum BillOutcome
{
    Issued,

    /// <summary>The bill was there with other terms: it is reversed and issued anew.</summary>
    Reissued,

    /// <summary>The bill stands; only name, class or contact change.</summary>
    Updated,

    Unchanged,
    Refused,
}
