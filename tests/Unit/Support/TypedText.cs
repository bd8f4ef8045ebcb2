using CsCheck;

namespace PublicServices.Tests.Unit.Support;

/// <summary>Text for a field: anything at all, and short runs of the characters that fields are taken apart by.</summary>
internal static class TypedText
{
    public static readonly Gen<string> Any = Gen.OneOf(Gen.String, Gen.String[Gen.Char[" .,-+/@'\t0189aZắ"], 0, 12]);
}
