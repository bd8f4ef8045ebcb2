using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>The four groups of candidates of Circular 24/2024/TT-BGDĐT.</summary>
[JsonConverter(typeof(NamedEnumConverter<CandidateType>))]
public enum CandidateType
{
    /// <summary>In grade 12 this school year; registers at the own school.</summary>
    A,

    /// <summary>Finished grade 12 in an earlier year and has not graduated yet.</summary>
    B,

    /// <summary>Has an upper-secondary diploma and sits papers for admission.</summary>
    C,

    /// <summary>Has an intermediate vocational diploma and sits papers for admission.</summary>
    D,
}

/// <summary>What the candidate wants from the exam.</summary>
[JsonConverter(typeof(NamedEnumConverter<ExamPurpose>))]
public enum ExamPurpose
{
    Graduation,
    Admission,
    Both,
}

/// <summary>The programme followed in upper secondary.</summary>
[JsonConverter(typeof(NamedEnumConverter<Programme>))]
public enum Programme
{
    General,
    Continuing,
}

/// <summary>A score kept from an earlier exam.</summary>
/// <param name="Subject">Subject code.</param>
/// <param name="Score">0 to 10, at most two decimals.</param>
public sealed record ReservedScore(string Subject, decimal Score);

/// <summary>
/// The registration form. Every field may be missing while it is a draft; what a submitted form must hold is decided by
/// <see cref="FormCheck"/>.
/// </summary>
/// <remarks>Source: Circular 24/2024/TT-BGDĐT, registration form of the graduation exam. Codes are those of <see cref="ExamRules"/>.</remarks>
public sealed record RegistrationForm
{
    public CandidateType? Type { get; init; }
    public ExamPurpose? Purpose { get; init; }

    /// <summary>As on the birth certificate, upper case.</summary>
    public string? Name { get; init; }
    public Sex? Sex { get; init; }
    public DateOnly? DateOfBirth { get; init; }

    /// <summary>Two-digit province code, or two-letter country code for births abroad.</summary>
    public string? BirthPlace { get; init; }

    /// <summary>Two-digit code; empty for foreign nationals.</summary>
    public string? Ethnicity { get; init; }
    public bool? ForeignNational { get; init; }
    public string? PersonalNumber { get; init; }

    /// <summary>Only for foreign nationals without a personal number.</summary>
    public string? Passport { get; init; }
    public string? ResidenceProvince { get; init; }

    /// <summary>Five digits; asked for only when it decides about region KV1.</summary>
    public string? ResidenceCommune { get; init; }

    /// <summary>Province and school, <c>01-002</c>; so are the next two.</summary>
    public string? Grade10School { get; init; }
    public string? Grade11School { get; init; }
    public string? Grade12School { get; init; }

    /// <summary>Grade-12 class; empty for free candidates.</summary>
    public string? Class { get; init; }
    public string? Phone { get; init; }
    public string? Email { get; init; }
    public string? Address { get; init; }
    public Programme? Programme { get; init; }

    /// <summary>Where the registration is checked, <c>01-002</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Elective subjects studied in grade 12.</summary>
    public IReadOnlyList<string>? StudiedSubjects { get; init; }

    /// <summary>The two electives to sit.</summary>
    public IReadOnlyList<string>? Electives { get; init; }

    /// <summary>N1 to N7 when foreign language is an elective; may differ from the language studied.</summary>
    public string? Language { get; init; }
    public IReadOnlyList<ReservedScore>? ReservedScores { get; init; }

    /// <summary>Certificate that exempts from the language paper.</summary>
    public string? ExemptionCertificate { get; init; }

    /// <summary>Score or level as printed; parts of a test are separated by slashes.</summary>
    public string? ExemptionScore { get; init; }

    /// <summary>Last day of validity; empty for a certificate that does not expire.</summary>
    public DateOnly? ExemptionValidUntil { get; init; }
    public string? GraduationPriority { get; init; }
    public string? Encouragement { get; init; }
    public string? PriorityGroup { get; init; }
    public string? PriorityRegion { get; init; }
    public int? GraduationYear { get; init; }

    /// <summary>Group that pays no fee.</summary>
    public string? FeeExemption { get; init; }
}
