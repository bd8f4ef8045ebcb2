using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace PublicServices.Tests.Bench.StartProfile;

/// <summary>
/// Names types of other assemblies in one that is being made. A type is the bytes that stand for it in a signature (ECMA-335 II.23.2.12),
/// so that a signature can be taken over piece by piece.
/// </summary>
internal sealed class References(MetadataBuilder metadata) : ISignatureTypeProvider<byte[], MetadataReader>
{
    /// <summary>Where the compiler looks for the type that stands for all reference types.</summary>
    private const string SharedAssembly = "System.Private.Canon";

    private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = [];
    private readonly Dictionary<(EntityHandle Scope, string Namespace, string Name), TypeReferenceHandle> _types = [];

    /// <summary>The assemblies that were named since this was last emptied.</summary>
    public SortedSet<string> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>A type as another assembly defines it.</summary>
    public TypeReferenceHandle Of(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        EntityHandle scope = type.IsNested ? Of(reader, type.GetDeclaringType()) : Assembly(NameOf(reader));
        return Type(scope, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    /// <summary>Stands for every reference type.</summary>
    public byte[] Shared() => [(byte)SignatureTypeKind.Class, .. Token(Type(Assembly(SharedAssembly), "System", "__Canon"))];

    public static string NameOf(MetadataReader reader) => reader.GetString(reader.GetAssemblyDefinition().Name);

    public static byte[] Number(int value)
    {
        var bytes = new BlobBuilder();
        bytes.WriteCompressedInteger(value);
        return bytes.ToArray();
    }

    public byte[] GetPrimitiveType(PrimitiveTypeCode typeCode) => [(byte)typeCode];

    public byte[] GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [rawTypeKind, .. Token(Of(reader, handle))];

    public byte[] GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [rawTypeKind, .. Token(Of(reader, handle))];

    public byte[] GetTypeFromSpecification(MetadataReader reader, MetadataReader genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public byte[] GetSZArrayType(byte[] elementType) => [(byte)SignatureTypeCode.SZArray, .. elementType];

    public byte[] GetByReferenceType(byte[] elementType) => [(byte)SignatureTypeCode.ByReference, .. elementType];

    public byte[] GetPointerType(byte[] elementType) => [(byte)SignatureTypeCode.Pointer, .. elementType];

    public byte[] GetPinnedType(byte[] elementType) => [(byte)SignatureTypeCode.Pinned, .. elementType];

    public byte[] GetGenericTypeParameter(MetadataReader genericContext, int index) => [(byte)SignatureTypeCode.GenericTypeParameter, .. Number(index)];

    public byte[] GetGenericMethodParameter(MetadataReader genericContext, int index) => [(byte)SignatureTypeCode.GenericMethodParameter, .. Number(index)];

    public byte[] GetGenericInstantiation(byte[] genericType, ImmutableArray<byte[]> typeArguments) =>
        [(byte)SignatureTypeCode.GenericTypeInstance, .. genericType, .. Number(typeArguments.Length), .. typeArguments.SelectMany(argument => argument)];

    public byte[] GetModifiedType(byte[] modifier, byte[] unmodifiedType, bool isRequired) =>
        [(byte)(isRequired ? SignatureTypeCode.RequiredModifier : SignatureTypeCode.OptionalModifier), .. modifier[1..], .. unmodifiedType];

    public byte[] GetFunctionPointerType(MethodSignature<byte[]> signature) => [(byte)SignatureTypeCode.FunctionPointer, .. Method(signature)];

    /// <summary>Of any rank; bounds are part of the type only where there are some.</summary>
    public byte[] GetArrayType(byte[] elementType, ArrayShape shape)
    {
        var bytes = new BlobBuilder();
        bytes.WriteByte((byte)SignatureTypeCode.Array);
        bytes.WriteBytes(elementType);
        bytes.WriteCompressedInteger(shape.Rank);
        bytes.WriteCompressedInteger(shape.Sizes.Length);
        foreach (var size in shape.Sizes) bytes.WriteCompressedInteger(size);
        bytes.WriteCompressedInteger(shape.LowerBounds.Length);
        foreach (var bound in shape.LowerBounds) bytes.WriteCompressedSignedInteger(bound);
        return bytes.ToArray();
    }

    /// <summary>A method's signature (ECMA-335 II.23.2.1).</summary>
    public static byte[] Method(MethodSignature<byte[]> signature) =>
    [
        signature.Header.RawValue,
        .. signature.Header.IsGeneric ? Number(signature.GenericParameterCount) : [],
        .. Number(signature.ParameterTypes.Length),
        .. signature.ReturnType,
        .. signature.ParameterTypes.SelectMany(parameter => parameter),
    ];

    private static byte[] Token(TypeReferenceHandle handle) => Number(CodedIndex.TypeDefOrRef(handle));

    private TypeReferenceHandle Of(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        EntityHandle scope = type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Of(reader, (TypeReferenceHandle)type.ResolutionScope)
            : Assembly(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name));
        return Type(scope, reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    /// <summary>By name alone: the compiler knows one assembly of each.</summary>
    private AssemblyReferenceHandle Assembly(string name)
    {
        if (name != SharedAssembly) Named.Add(name);
        if (_assemblies.TryGetValue(name, out var known)) return known;
        return _assemblies[name] = metadata.AddAssemblyReference(metadata.GetOrAddString(name), new Version(0, 0, 0, 0), default, default, default, default);
    }

    private TypeReferenceHandle Type(EntityHandle scope, string space, string name)
    {
        if (_types.TryGetValue((scope, space, name), out var known)) return known;
        return _types[(scope, space, name)] = metadata.AddTypeReference(scope, metadata.GetOrAddString(space), metadata.GetOrAddString(name));
    }
}
