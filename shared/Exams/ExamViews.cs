using System.Globalization;
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

    /// <summary>What was never submitted: partitions of <see cref="DraftPartitions"/>, sorted by registration. Read when drafts are to be erased.</summary>
    public const string Drafts = "registrations-in-draft";

    /// <summary>Partitions of a session's drafts: on its first day families write into all of them at once.</summary>
    private const int DraftShards = 16;

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
            yield return new ViewChange(UnitKey(changed.ExamSession, changed.Registration, place), changed.Version, body);
        if (changed.FormerPlace is { } former)
            yield return new ViewChange(UnitKey(changed.ExamSession, changed.Registration, former), changed.Version, null);
        if (changed.SubmittedAt is null)
            yield return new ViewChange(DraftKey(changed.ExamSession, changed.Registration), changed.Version, "{}"u8.ToArray());
        else if (changed.WasDraft)
            yield return new ViewChange(DraftKey(changed.ExamSession, changed.Registration), changed.Version, null);
        foreach (var account in changed.Accounts)
        {
            yield return new ViewChange(AccountKey(changed.ExamSession, changed.Registration, account), changed.Version, body);
        }
    }

    /// <summary>Removes the rows of what was erased.</summary>
    public static IEnumerable<ViewChange> Rows(RegistrationErasedV1 erased)
    {
        if (erased.Place is { } place)
            yield return new ViewChange(UnitKey(erased.ExamSession, erased.Registration, place), erased.Version, null);
        yield return new ViewChange(DraftKey(erased.ExamSession, erased.Registration), erased.Version, null);
        foreach (var account in erased.Accounts)
            yield return new ViewChange(AccountKey(erased.ExamSession, erased.Registration, account), erased.Version, null);
    }

    /// <summary>Partitions a session's drafts are spread over.</summary>
    public static IEnumerable<string> DraftPartitions(string session) =>
        Enumerable.Range(0, DraftShards).Select(shard => DraftPartition(session, shard));

    /// <summary>Partition of one unit's list.</summary>
    public static string UnitPartition(string session, string unit) => $"{session}|{unit}";

    internal static RegistrationRow Read(ViewRow row) => JsonSerializer.Deserialize(row.Body.Span, ExamsJson.Default.RegistrationRow)!;

    /// <summary>Where a row stands in its unit's list.</summary>
    internal static string RowSort(RegistrationRow row) => $"{row.Class}|{row.Registration}";

    /// <summary>Unit and class as one key; null while a draft names no unit.</summary>
    internal static string? UnitSort(string? unit, string? className) =>
        RegistrationUnit.IsCode(unit) ? $"{unit}|{className}" : null;

    /// <summary>The registration of a row of any of these lists: what its sort key ends with.</summary>
    internal static RecordId RegistrationOf(ViewRow row) => new(row.Sort[(row.Sort.LastIndexOf('|') + 1)..]);

    private static ViewKey UnitKey(string session, RecordId registration, string place) => new(
        ByUnit, UnitPartition(session, place[..RegistrationUnit.CodeLength]), $"{place[(RegistrationUnit.CodeLength + 1)..]}|{registration}");

    private static ViewKey AccountKey(string session, RecordId registration, string account) => new(ByAccount, account, $"{session}|{registration}");

    private static ViewKey DraftKey(string session, RecordId registration) =>
        // An id is a hash in letters and digits; one of them alone would leave some partitions empty.
        new(Drafts, DraftPartition(session, registration.Value.Sum(character => character) % DraftShards), registration.Value);

    private static string DraftPartition(string session, int shard) => string.Create(CultureInfo.InvariantCulture, $"{session}|{shard:D2}");
}
