using System.Text.Json.Serialization;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What the person who files is to the candidate.</summary>
[JsonConverter(typeof(NamedEnumConverter<Relationship>))]
public enum Relationship
{
    Self,
    Parent,
    Guardian,

    /// <summary>The school, which keeps the representative's consent on paper.</summary>
    School,
}

/// <summary>A recorded yes to the use of the candidate's data. Silence is not consent.</summary>
/// <param name="TextVersion">Which text was agreed to; see <see cref="ExamRules.Consent"/>.</param>
/// <param name="By">Account that agreed.</param>
/// <remarks>Source: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP.</remarks>
public sealed record Consent(string TextVersion, DateTimeOffset At, string By, Relationship Relationship);

/// <summary>One thing a school wants put right.</summary>
/// <param name="Field">Form field or attachment kind; empty for the whole.</param>
public sealed record CorrectionReason(string Field, string Text);

/// <summary>What the school asked to be put right, and until when it can be.</summary>
public sealed record Correction(DateTimeOffset At, string By, IReadOnlyList<CorrectionReason> Reasons);

/// <summary>A file beside the form. The content is in the blob store under its hash.</summary>
/// <param name="Kind">Code of <see cref="ExamRules.Attachments"/>.</param>
/// <param name="ScannedAt">When the scanner found it clean.</param>
public sealed record Attachment(
    string Id, string Kind, string FileName, string ContentType, int SizeBytes, string Sha256, DateTimeOffset ScannedAt);

/// <summary>A code with which one more guardian may join.</summary>
/// <param name="CodeHash">Keyed hash of the code; the code itself is only shown once.</param>
/// <param name="Failures">Wrong codes tried so far.</param>
public sealed record Invitation(string CodeHash, DateTimeOffset ExpiresAt, int Failures);

/// <summary>One candidate's registration for one exam session.</summary>
public sealed record Registration
{
    /// <summary>The most guardians of one candidate.</summary>
    public const int MaxGuardians = 4;

    public required string Session { get; init; }

    /// <summary>Administrative procedure code of the session.</summary>
    public required string Procedure { get; init; }
    public required RegistrationForm Form { get; init; }
    public required RegistrationState State { get; init; }
    public required FeeStatus Fee { get; init; }

    /// <summary>Accounts that may see and change it; empty when a school filed it.</summary>
    public required IReadOnlyList<string> Guardians { get; init; }
    public required Consent Consent { get; init; }
    public required IReadOnlyList<Attachment> Attachments { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Language the family reads.</summary>
    public required string Language { get; init; }

    /// <summary>The unit checks before the registration counts; as it was on the day of filing.</summary>
    public bool NeedsCheck { get; init; }

    /// <summary>Filed by the school for its class.</summary>
    public bool BySchool { get; init; }
    public string? DossierCode { get; init; }

    /// <summary>The portal's own record of it when it was filed there; null otherwise.</summary>
    public RecordId? PortalDossier { get; init; }

    /// <summary>The last state the portal was told.</summary>
    public PortalState Portal { get; init; }

    /// <summary>When this dossier first counted as submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Arrival of the form as it stands.</summary>
    public DateTimeOffset? FiledAt { get; init; }

    /// <summary>Version of the record with which that form was filed; part of the receipt's number.</summary>
    public long FiledVersion { get; init; }

    /// <summary>SHA-256 of the form as it stands, lower-case hex.</summary>
    public string? FormHash { get; init; }
    public Money? FeeAmount { get; init; }
    public string? FeeRule { get; init; }
    public RecordId? Payment { get; init; }

    /// <summary>How often a payment was asked for.</summary>
    public int PaymentRound { get; init; }

    /// <summary>The first round that was asked for the fee as it stands. Money for an earlier one was called off and goes back.</summary>
    public int FeeFromRound { get; init; }
    public DateTimeOffset? PayUntil { get; init; }

    /// <summary>When the unit's window closes, as it was known when the form was filed: from then on its list may be locked.</summary>
    public DateTimeOffset? ListClosesAt { get; init; }
    public Correction? Correction { get; init; }
    public Invitation? Invitation { get; init; }

    /// <summary>The fee no longer stands in the way.</summary>
    [JsonIgnore]
    public bool FeeSettled => Fee is FeeStatus.Paid or FeeStatus.Waived;

    /// <summary>Who acts next.</summary>
    [JsonIgnore]
    public NextActor Next => Moves.NextActors(State, Fee, NeedsCheck);
}
