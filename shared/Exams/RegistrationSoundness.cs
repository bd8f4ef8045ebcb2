namespace PublicServices.Exams;

/// <summary>What must be true of every stored registration, whatever happened to it.</summary>
public static class RegistrationSoundness
{
    /// <summary>What is wrong, without personal data; empty when nothing is.</summary>
    public static IEnumerable<string> Faults(Registration registration)
    {
        if (registration.Guardians.Count == 0 && !registration.BySchool) yield return "nobody may see it";
        if (registration.Guardians.Count > Registration.MaxGuardians) yield return "more guardians than there may be";
        if (registration.FormHash is { } hash && hash != FormFields.Hash(registration.Form)) yield return "the form is not the one that was filed";
        if (registration.State is RegistrationState.Confirmed && !registration.FeeSettled) yield return "confirmed without a settled fee";
        if (registration.FeeFromRound > registration.PaymentRound) yield return "waits for a payment nobody was asked for";
        if (registration.State is RegistrationState.Draft || registration.SubmittedAt is null) yield break;

        if (registration.DossierCode is null) yield return "filed without a dossier code";
        if (registration.FiledAt is null || registration.FormHash is null) yield return "filed without a receipt's facts";
        if (registration.Payment is null || registration.FeeAmount is null) yield return "filed without a fee";
    }
}
