using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace PublicServices.Tests.Bench.StartProfile;

/// <summary>
/// A profile for the ahead-of-time compiler: the methods it compiles beside those it finds itself. It is an assembly whose method
/// <c>AssemblyDictionary</c> loads, for each group of methods that need the same assemblies, those assemblies' names and a method, which
/// in turn loads the token of each method of the group.
/// </summary>
/// <remarks>Source: the format <c>.mibc</c> as crossgen2 of .NET 10 reads it.</remarks>
internal sealed class ProfileFile : IDisposable
{
    private const string Dictionary = "AssemblyDictionary";

    private readonly MetadataBuilder _metadata = new();
    private readonly References _references;
    private readonly string _folder;
    private readonly Dictionary<string, PEReader> _assemblies = [];
    private readonly SortedDictionary<string, Dictionary<string, EntityHandle>> _groups = new(StringComparer.Ordinal);

    /// <param name="folder">Where the assemblies are that the methods come from.</param>
    public ProfileFile(string folder) => (_folder, _references) = (folder, new References(_metadata));

    /// <summary>Methods so far.</summary>
    public int Count => _groups.Values.Sum(group => group.Count);

    /// <summary>Adds a method unless it is there already.</summary>
    public void Add(CompiledMethod method)
    {
        _references.Named.Clear();
        var reader = ReaderOf(method.Assembly);
        var home = References.NameOf(reader);
        var definition = reader.GetMethodDefinition((MethodDefinitionHandle)MetadataTokens.Handle(method.Token));
        var signature = References.Method(definition.DecodeSignature(_references, reader));
        // What a signature names, the compiler finds itself; a group lists what its methods are in and made of.
        _references.Named.Clear();
        var owner = method.Owner is { } used ? TypeOf(used) : null;
        byte[][] arguments = [.. method.Arguments.Select(TypeOf)];

        EntityHandle parent = owner is null
            ? _references.Of(reader, definition.GetDeclaringType())
            : _metadata.AddTypeSpecification(_metadata.GetOrAddBlob(owner));
        var name = reader.GetString(definition.Name);
        var key = $"{home}/{method.Token:x}<{Convert.ToHexString(owner ?? [])}>{string.Join(',', arguments.Select(Convert.ToHexString))}";
        _references.Named.Remove(home);
        var group = string.Join(';', _references.Named.Prepend(home));
        if (!_groups.TryGetValue(group, out var methods)) _groups[group] = methods = [];
        if (methods.ContainsKey(key)) return;
        EntityHandle handle = _metadata.AddMemberReference(parent, _metadata.GetOrAddString(name), _metadata.GetOrAddBlob(signature));
        if (arguments.Length > 0) handle = _metadata.AddMethodSpecification(handle, _metadata.GetOrAddBlob(Instantiation(arguments)));
        methods[key] = handle;
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        _metadata.AddModule(0, _metadata.GetOrAddString(Path.GetFileName(path)), _metadata.GetOrAddGuid(new Guid(1, 0, 0, new byte[8])), default, default);
        _metadata.AddAssembly(_metadata.GetOrAddString(name), new Version(1, 0, 0, 0), default, default, default, default);
        _metadata.AddTypeDefinition(
            default, default, _metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var code = new BlobBuilder();
        var bodies = new MethodBodyStreamEncoder(code);
        var all = new InstructionEncoder(new BlobBuilder());
        foreach (var (group, methods) in _groups)
        {
            var body = new InstructionEncoder(new BlobBuilder());
            foreach (var method in methods.Values) Load(body, method);
            all.LoadString(_metadata.GetOrAddUserString(group));
            Load(all, Define(group, body, bodies));
        }

        Define(Dictionary, all, bodies);
        var file = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(_metadata), code, deterministicIdProvider: _ => default).Serialize(file);
        File.WriteAllBytes(path, file.ToArray());
    }

    public void Dispose()
    {
        foreach (var assembly in _assemblies.Values) assembly.Dispose();
    }

    private static void Load(InstructionEncoder body, EntityHandle method)
    {
        body.OpCode(ILOpCode.Ldtoken);
        body.Token(method);
        body.OpCode(ILOpCode.Pop);
    }

    private static byte[] Instantiation(byte[][] arguments)
    {
        const byte genericInstance = 0x0A;
        return [genericInstance, .. References.Number(arguments.Length), .. arguments.SelectMany(argument => argument)];
    }

    private MethodDefinitionHandle Define(string name, InstructionEncoder body, MethodBodyStreamEncoder bodies)
    {
        body.OpCode(ILOpCode.Ret);
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, returns => returns.Void(), _ => { });
        return _metadata.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.Static,
            MethodImplAttributes.IL,
            _metadata.GetOrAddString(name),
            _metadata.GetOrAddBlob(signature),
            bodies.AddMethodBody(body),
            MetadataTokens.ParameterHandle(1));
    }

    private byte[] TypeOf(UsedType type)
    {
        if (ReferenceEquals(type, UsedType.Shared)) return _references.Shared();
        byte[][] arguments = [.. type.Arguments.Select(TypeOf)];
        if (type.Element is not ((byte)SignatureTypeKind.Class or (byte)SignatureTypeKind.ValueType)) return [type.Element, .. arguments.SelectMany(argument => argument)];
        byte[] plain = _references.GetTypeFromDefinition(ReaderOf(type.Assembly), (TypeDefinitionHandle)MetadataTokens.Handle(type.Token), type.Element);
        return arguments.Length == 0 ? plain : _references.GetGenericInstantiation(plain, [.. arguments]);
    }

    private MetadataReader ReaderOf(string assembly)
    {
        if (!_assemblies.TryGetValue(assembly, out var reader))
            _assemblies[assembly] = reader = new PEReader(File.OpenRead(Path.Combine(_folder, assembly)));
        return reader.GetMetadataReader();
    }
}
