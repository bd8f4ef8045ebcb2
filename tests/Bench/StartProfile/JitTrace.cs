using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace PublicServices.Tests.Bench.StartProfile;

/// <summary>Which methods a run of the program had to compile, read from what its runtime wrote.</summary>
internal sealed class JitTrace
{
    /// <summary>
    /// Loader, JIT, and of each method and type what it is made of. Not the loading of assemblies: told of that, the runtime asks whether
    /// code may be made at run time before the program's own settings are there, and another program is recorded than the one that ships.
    /// </summary>
    private const long Keywords = (long)(ClrTraceEventParser.Keywords.Loader | ClrTraceEventParser.Keywords.Jit
        | ClrTraceEventParser.Keywords.Type | ClrTraceEventParser.Keywords.MethodDiagnostic);

    private readonly Dictionary<long, string> _modules = [];
    private readonly Dictionary<long, TypeRow> _types = [];
    private readonly Dictionary<long, MethodRow> _methods = [];
    private readonly List<Compilation> _compiled = [];

    private readonly record struct Compilation(long Method, long Module, int Token, string Name);

    private readonly record struct MethodRow(long Owner, long[] Arguments);

    private readonly record struct TypeRow(long Module, int Token, byte Element, string Name, long[] Arguments);

    /// <summary>What makes a .NET process write the file.</summary>
    public static IReadOnlyDictionary<string, string> Settings(string file) => new Dictionary<string, string>
    {
        ["DOTNET_EnableEventPipe"] = "1",
        ["DOTNET_EventPipeOutputPath"] = file,
        ["DOTNET_EventPipeOutputStreaming"] = "1",
        ["DOTNET_EventPipeRundown"] = "0",
        ["DOTNET_EventPipeConfig"] = $"{ClrTraceEventParser.ProviderName}:0x{Keywords:x}:5",
    };

    /// <summary>The methods in the order they were compiled; those of code that is made at run time have no place in a file and are left out.</summary>
    /// <param name="file">Written by a process that has ended.</param>
    /// <param name="leftOut">Told the name of each method that was made of a type the events do not describe.</param>
    public static IReadOnlyList<CompiledMethod> Read(string file, Action<string> leftOut)
    {
        var trace = new JitTrace();
        trace.Load(file);
        var methods = new List<CompiledMethod>();
        foreach (var compilation in trace._compiled)
        {
            if (trace.Describe(compilation) is { } method) methods.Add(method);
            else leftOut(compilation.Name);
        }

        return methods;
    }

    private void Load(string file)
    {
        using var source = new EventPipeEventSource(file);
        source.Clr.LoaderModuleLoad += module => _modules[module.ModuleID] = Path.GetFileName(module.ModuleILPath);
        source.Clr.TypeBulkType += Keep;
        source.Clr.MethodMethodDetails += method =>
            _methods[method.MethodID] = new MethodRow(method.TypeID, [.. Enumerable.Range(0, method.TypeParameterCount).Select(at => (long)method.TypeParameters(at))]);
        source.Clr.MethodLoadVerbose += method =>
        {
            if (!IsFirst(method)) return;
            _compiled.Add(new Compilation(method.MethodID, method.ModuleID, method.MethodToken, $"{method.MethodNamespace}.{method.MethodName}"));
        };
        source.Process();
    }

    /// <summary>Not made at run time, and not compiled once more because it is called often.</summary>
    private static bool IsFirst(MethodLoadUnloadVerboseTraceData method) => method is { IsJitted: true, IsDynamic: false }
        && method.OptimizationTier is OptimizationTier.QuickJitted or OptimizationTier.QuickJittedInstrumented or OptimizationTier.MinOptJitted or OptimizationTier.Optimized;

    private void Keep(GCBulkTypeTraceData types)
    {
        for (var at = 0; at < types.Count; at++)
        {
            var type = types.Values(at);
            _types[(long)type.TypeID] = new TypeRow(
                (long)type.ModuleID, type.TypeNameID, (byte)type.CorElementType, type.TypeName,
                [.. Enumerable.Range(0, type.TypeParameterCount).Select(parameter => (long)type.TypeParameterID(parameter))]);
        }
    }

    private CompiledMethod? Describe(Compilation compilation)
    {
        if (!_methods.TryGetValue(compilation.Method, out var row) || !_modules.TryGetValue(compilation.Module, out var assembly)) return null;
        var isGeneric = _types.TryGetValue(row.Owner, out var type) && type.Arguments.Length > 0;
        var owner = isGeneric ? TypeOf(row.Owner) : null;
        return isGeneric == owner is not null && TypesOf(row.Arguments) is { } arguments
            ? new CompiledMethod(assembly, compilation.Token, owner, arguments)
            : null;
    }

    private List<UsedType>? TypesOf(IEnumerable<long> ids)
    {
        var types = new List<UsedType>();
        foreach (var id in ids)
        {
            if (TypeOf(id) is not { } type) return null;
            types.Add(type);
        }

        return types;
    }

    private UsedType? TypeOf(long id)
    {
        if (!_types.TryGetValue(id, out var row)) return null;
        if (row is { Name: "System.__Canon", Arguments.Length: 0 }) return UsedType.Shared;
        return _modules.TryGetValue(row.Module, out var assembly) && TypesOf(row.Arguments) is { } arguments
            ? new UsedType(row.Element, assembly, row.Token, arguments)
            : null;
    }
}
