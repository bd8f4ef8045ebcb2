using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A candidate a family account acts for.</summary>
/// <param name="Key">Keyed hash that stands for the person.</param>
/// <param name="Identity">Personal number, or passport number of a foreign national.</param>
public sealed record Child(
    string Key, string Name, Sex Sex, DateOnly DateOfBirth, string Identity, bool HasPassport, Consent Consent);

/// <summary>A family account: the candidates it acts for, each with the consent that allows it.</summary>
public sealed record FamilyAccount(IReadOnlyList<Child> Children)
{
    /// <summary>The most candidates in one account.</summary>
    public const int MaxChildren = 12;

    /// <summary>The account's record.</summary>
    public static RecordId Id(KeyedHash hash, string account) => new($"acc-{hash.Of("family-account", account)}");
}
