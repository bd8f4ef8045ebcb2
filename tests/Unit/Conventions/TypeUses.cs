using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>Which types each type of an assembly uses: in its base types, fields, signatures and method bodies.</summary>
internal sealed class TypeUses : ISignatureTypeProvider<ImmutableArray<string>, object?>
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    private readonly MetadataReader _metadata;
    private readonly PEReader _image;

    private TypeUses(PEReader image) => (_image, _metadata) = (image, image.GetMetadataReader());

    /// <summary>Every pair of a type in the assembly and a type it uses, by full names; nested types count as the outermost.</summary>
    public static IReadOnlyCollection<(string User, string Used)> Of(string assemblyFile)
    {
        using var image = new PEReader(File.OpenRead(assemblyFile));
        var uses = new TypeUses(image);
        return [.. uses._metadata.TypeDefinitions.SelectMany(type => uses.UsedBy(type).Select(used => (uses.Name(type), used))).Distinct()];
    }

    public ImmutableArray<string> GetArrayType(ImmutableArray<string> elementType, ArrayShape shape) => elementType;

    public ImmutableArray<string> GetByReferenceType(ImmutableArray<string> elementType) => elementType;

    public ImmutableArray<string> GetFunctionPointerType(MethodSignature<ImmutableArray<string>> signature) => Of(signature);

    public ImmutableArray<string> GetGenericInstantiation(ImmutableArray<string> genericType, ImmutableArray<ImmutableArray<string>> typeArguments) =>
        [.. genericType, .. typeArguments.SelectMany(argument => argument)];

    public ImmutableArray<string> GetGenericMethodParameter(object? genericContext, int index) => [];

    public ImmutableArray<string> GetGenericTypeParameter(object? genericContext, int index) => [];

    public ImmutableArray<string> GetModifiedType(ImmutableArray<string> modifier, ImmutableArray<string> unmodifiedType, bool isRequired) =>
        [.. modifier, .. unmodifiedType];

    public ImmutableArray<string> GetPinnedType(ImmutableArray<string> elementType) => elementType;

    public ImmutableArray<string> GetPointerType(ImmutableArray<string> elementType) => elementType;

    public ImmutableArray<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

    public ImmutableArray<string> GetSZArrayType(ImmutableArray<string> elementType) => elementType;

    public ImmutableArray<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [Name(handle)];

    public ImmutableArray<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [Name(handle)];

    public ImmutableArray<string> GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    private static IEnumerable<string> Of(MethodSignature<ImmutableArray<string>> signature, IEnumerable<string> first) => [.. first, .. Of(signature)];

    private static ImmutableArray<string> Of(MethodSignature<ImmutableArray<string>> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(parameter => parameter)];

    private List<string> UsedBy(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var used = new List<string>(Used(type.BaseType));
        foreach (var item in type.GetInterfaceImplementations()) used.AddRange(Used(_metadata.GetInterfaceImplementation(item).Interface));
        foreach (var field in type.GetFields()) used.AddRange(_metadata.GetFieldDefinition(field).DecodeSignature(this, null));
        foreach (var parameter in type.GetGenericParameters()) used.AddRange(Constraints(parameter));
        foreach (var method in type.GetMethods())
        {
            var definition = _metadata.GetMethodDefinition(method);
            used.AddRange(Of(definition.DecodeSignature(this, null)));
            foreach (var parameter in definition.GetGenericParameters()) used.AddRange(Constraints(parameter));
            if (definition.RelativeVirtualAddress != 0) used.AddRange(UsedByBody(_image.GetMethodBody(definition.RelativeVirtualAddress)));
        }

        return used;
    }

    private IEnumerable<string> Constraints(GenericParameterHandle handle) =>
        _metadata.GetGenericParameter(handle).GetConstraints().SelectMany(constraint => Used(_metadata.GetGenericParameterConstraint(constraint).Type));

    private List<string> UsedByBody(MethodBodyBlock body)
    {
        var used = new List<string>();
        if (!body.LocalSignature.IsNil)
            used.AddRange(_metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null).SelectMany(local => local));
        foreach (var region in body.ExceptionRegions) used.AddRange(Used(region.CatchType));

        var il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            int value = il.ReadByte();
            if (value == 0xFE) value = (value << 8) | il.ReadByte();
            switch (OpCodesByValue[value].OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    used.AddRange(Used(MetadataTokens.EntityHandle(il.ReadInt32())));
                    break;
                case OperandType.InlineSwitch:
                    var targets = il.ReadInt32();
                    il.Offset += targets * sizeof(int);
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.Offset += sizeof(long);
                    break;
                case OperandType.InlineVar:
                    il.Offset += sizeof(short);
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.Offset += sizeof(byte);
                    break;
                case OperandType.InlineNone:
                    break;
                default:
                    il.Offset += sizeof(int);
                    break;
            }
        }

        return used;
    }

    private IEnumerable<string> Used(EntityHandle handle)
    {
        if (handle.IsNil) return [];
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return [Name((TypeDefinitionHandle)handle)];
            case HandleKind.TypeReference:
                return [Name((TypeReferenceHandle)handle)];
            case HandleKind.TypeSpecification:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return Of(method.DecodeSignature(this, null), [Name(method.GetDeclaringType())]);
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return [Name(field.GetDeclaringType()), .. field.DecodeSignature(this, null)];
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                return member.GetKind() == MemberReferenceKind.Field
                    ? [.. Used(member.Parent), .. member.DecodeFieldSignature(this, null)]
                    : Of(member.DecodeMethodSignature(this, null), Used(member.Parent));
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return [.. Used(specification.Method), .. specification.DecodeSignature(this, null).SelectMany(argument => argument)];
            default:
                return [];
        }
    }

    private string Name(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        return outer.IsNil ? Full(type.Namespace, type.Name) : Name(outer);
    }

    private string Name(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Name((TypeReferenceHandle)type.ResolutionScope)
            : Full(type.Namespace, type.Name);
    }

    private string Full(StringHandle space, StringHandle name) => $"{_metadata.GetString(space)}.{_metadata.GetString(name)}";
}
