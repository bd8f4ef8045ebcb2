using System.Text.Json;
using System.Text.Json.Serialization;

namespace PublicServices.Kernel;

/// <summary>Sex as civil status papers state it, and as the fourth digit of a personal number encodes it.</summary>
[JsonConverter(typeof(NamedEnumConverter<Sex>))]
public enum Sex
{
    /// <summary>Code 0 on exam forms.</summary>
    Male = 0,

    /// <summary>Code 1 on exam forms.</summary>
    Female = 1,
}

/// <summary>A citizen's personal identification number: 12 digits, the same for life.</summary>
/// <remarks>
/// Three digits for the province or country where the birth was registered, one for century and sex, two for the year of
/// birth, six without meaning. There is no check digit, and the first three digits say nothing about where the person
/// lives now: they are never compared with a residence, and existing numbers kept them when provinces merged in 2025.
/// Source: Law on Identification 26/2023/QH15; Decree 70/2024/NĐ-CP.
/// </remarks>
[JsonConverter(typeof(PersonalNumberJsonConverter))]
public readonly record struct PersonalNumber
{
    /// <summary>Digits of every number.</summary>
    public const int Length = 12;

    private const int FirstCentury = 1900;

    private PersonalNumber(string value) => Value = value;

    /// <summary>The 12 digits. For the record itself and for forms its owner reads; never for logs, ids or addresses.</summary>
    public string Value { get; }

    /// <summary>Sex by the fourth digit: even is male, odd is female.</summary>
    public Sex Sex => (Value[3] - '0') % 2 == 0 ? Sex.Male : Sex.Female;

    /// <summary>Year of birth by digits four to six, 1900 to 2399.</summary>
    public int BirthYear => FirstCentury + (Value[3] - '0') / 2 * 100 + (Value[4] - '0') * 10 + (Value[5] - '0');

    /// <summary>Reads a number that came from outside; spaces around it are ignored.</summary>
    /// <returns>False when it is not exactly 12 ASCII digits.</returns>
    public static bool TryParse(string? text, out PersonalNumber number)
    {
        number = default;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length != Length || trimmed.ContainsAnyExceptInRange('0', '9')) return false;
        number = new PersonalNumber(trimmed.Length == text!.Length ? text : trimmed.ToString());
        return true;
    }

    /// <summary>True when digits four to six agree with the sex and the year of the date of birth.</summary>
    public bool Agrees(Sex sex, DateOnly dateOfBirth) => Sex == sex && BirthYear == dateOfBirth.Year;

    /// <summary>The number with all but its last three digits hidden, so that it may appear where people look.</summary>
    public override string ToString() => Value is null ? "" : string.Concat("•••••••••", Value.AsSpan(Length - 3));
}

internal sealed class PersonalNumberJsonConverter : JsonConverter<PersonalNumber>
{
    public override PersonalNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PersonalNumber.TryParse(reader.GetString(), out var number)
            ? number
            : throw new JsonException("A personal number is 12 digits.");

    public override void Write(Utf8JsonWriter writer, PersonalNumber value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
