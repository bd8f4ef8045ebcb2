using PublicServices.Exams;
using PublicServices.Functions.Hosting;

namespace PublicServices.Functions.Exams;

/// <summary>Declares the feature's kinds of records, for export, verification and the rebuilding of lists.</summary>
internal static class ExamKinds
{
    public static void Declare(Triggers triggers)
    {
        triggers.Kind("ses", () => ExamsJson.Default.ExamSession, (_, version, session) => ExamDirectory.Rows(session, version));
        triggers.Kind("unit", () => ExamsJson.Default.RegistrationUnit, (_, version, unit) => ExamDirectory.Rows(unit, version));
        triggers.Kind(
            ExamIds.RegistrationKind,
            () => ExamsJson.Default.Registration,
            (id, version, registration) => ExamViews.Rows(ExamViews.Of(id, version, registration)),
            RegistrationSoundness.Faults,
            RegistrationWake.Of);
        triggers.Kind(DossierUnitClaim.Kind, () => ExamsJson.Default.DossierUnitClaim);
        triggers.Kind("acc", () => ExamsJson.Default.FamilyAccount);
        triggers.Kind("ext", () => ExamsJson.Default.PersonExtension);
        triggers.Kind("lock", () => ExamsJson.Default.UnitLock, wake: LockUnitHandler.Wake);
        triggers.Kind(RetentionRuns.Kind, () => ExamsJson.Default.RetentionRuns);
        triggers.Kind("pdl", () => ExamsJson.Default.PortalLink);
    }
}
