using System.Reflection.Metadata;

namespace PublicServices.Tests.Bench.StartProfile;

/// <summary>A method that was compiled while the program ran, as the runtime's own events tell it.</summary>
/// <param name="Assembly">File name of the assembly it is in.</param>
/// <param name="Token">Its row among the assembly's methods.</param>
/// <param name="Owner">The type, with what its generic parameters stood for; null where it has none, and the assembly tells which it is.</param>
/// <param name="Arguments">What the method's own generic parameters stood for.</param>
internal sealed record CompiledMethod(string Assembly, int Token, UsedType? Owner, IReadOnlyList<UsedType> Arguments);

/// <summary>A type with what its generic parameters stand for.</summary>
/// <param name="Element">Its kind in a signature (ECMA-335 II.23.1.16).</param>
/// <param name="Assembly">File name of the assembly it is in.</param>
/// <param name="Token">Its row among the assembly's types; 0 for an array and the like.</param>
/// <param name="Arguments">What its parameters stand for; of an array, its elements.</param>
internal sealed record UsedType(byte Element, string Assembly, int Token, IReadOnlyList<UsedType> Arguments)
{
    /// <summary>Stands for every reference type: they share one code.</summary>
    public static readonly UsedType Shared = new((byte)SignatureTypeKind.Class, "", 0, []);
}
