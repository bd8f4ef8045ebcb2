using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A registration as lists show it.</summary>
public sealed record RegistrationRow(
    RecordId Registration,
    long Version,
    string Session,
    string Unit,
    string Class,
    string DossierCode,
    string CandidateName,
    RegistrationState State,
    FeeStatus Fee,
    NextActor Next,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset ChangedAt);

/// <summary>The lists people read.</summary>
public static class ExamViews
{
    /// <summary>A unit's registrations: partition <c>session|unit</c>, sorted by class.</summary>
    public const string ByUnit = "registrations-by-unit";

    /// <summary>A family's registrations: partition the account, sorted by session.</summary>
    public const string ByAccount = "registrations-by-account";

    /// <summary>The change that would write a registration's rows now: for messages, and for rebuilding views.</summary>
    public static RegistrationChangedV1 Of(RecordId id, long version, Registration registration) => new(
        id,
        version,
        registration.Session,
        registration.Form.Unit ?? "",
        registration.Form.Class ?? "",
        registration.DossierCode ?? "",
        registration.Form.Name ?? "",
        registration.State.ToString(),
        registration.Fee.ToString(),
        "",
        registration.FiledAt ?? registration.CreatedAt,
        registration.SubmittedAt,
        registration.Guardians,
        (int)registration.Next);

    /// <summary>Rows that follow from a change.</summary>
    public static IEnumerable<ViewChange> Rows(RegistrationChangedV1 changed)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new RegistrationRow(
                changed.Registration,
                changed.Version,
                changed.ExamSession,
                changed.Unit,
                changed.Class,
                changed.DossierCode,
                changed.CandidateName,
                Enum.Parse<RegistrationState>(changed.State),
                Enum.Parse<FeeStatus>(changed.Fee),
                (NextActor)changed.Next,
                changed.SubmittedAt,
                changed.At),
            ExamsJson.Default.RegistrationRow);

        // Drafts are the family's own: a school sees what was submitted.
        if (changed.SubmittedAt is not null && UnitSort(changed.Unit, changed.Class) is { } place)
            yield return new ViewChange(UnitKey(changed, place), changed.Version, body);
        if (changed.FormerPlace is { } former)
            yield return new ViewChange(UnitKey(changed, former), changed.Version, null);
        foreach (var account in changed.Accounts)
        {
            yield return new ViewChange(
                new ViewKey(ByAccount, account, $"{changed.ExamSession}|{changed.Registration}"), changed.Version, body);
        }
    }

    /// <summary>Partition of one unit's list.</summary>
    public static string UnitPartition(string session, string unit) => $"{session}|{unit}";

    internal static RegistrationRow Read(ViewRow row) => JsonSerializer.Deserialize(row.Body.Span, ExamsJson.Default.RegistrationRow)!;

    /// <summary>Where a row stands in its unit's list.</summary>
    internal static string RowSort(RegistrationRow row) => $"{row.Class}|{row.Registration}";

    /// <summary>Unit and class as one key; null while a draft names no unit.</summary>
    internal static string? UnitSort(string? unit, string? className) =>
        RegistrationUnit.IsCode(unit) ? $"{unit}|{className}" : null;

    private static ViewKey UnitKey(RegistrationChangedV1 changed, string place) =>
        new(ByUnit, UnitPartition(changed.ExamSession, place[..RegistrationUnit.CodeLength]), $"{place[(RegistrationUnit.CodeLength + 1)..]}|{changed.Registration}");
}
