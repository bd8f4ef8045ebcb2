using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What the caller is told after a change.</summary>
/// <param name="Version">Send it with the next edit.</param>
/// <param name="Payment">Where to pay; null when nothing is to be paid.</param>
/// <param name="ReceivedAt">Arrival of the form as it stands; null for a draft.</param>
/// <param name="FormHash">SHA-256 of the form as it was filed.</param>
public sealed record RegistrationAnswer(
    RecordId Registration,
    long Version,
    string Session,
    RegistrationState State,
    FeeStatus Fee,
    NextActor Next,
    string? DossierCode,
    RecordId? Payment,
    Money? FeeAmount,
    DateTimeOffset? PayUntil,
    DateTimeOffset? ReceivedAt,
    string? FormHash)
{
    public static RegistrationAnswer Of(RecordId id, long version, Registration state) => new(
        id,
        version,
        state.Session,
        state.State,
        state.Fee,
        state.Next,
        state.DossierCode,
        state.Payment,
        state.FeeAmount,
        state.PayUntil,
        state.FiledAt,
        state.FormHash);
}
