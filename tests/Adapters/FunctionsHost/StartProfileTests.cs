using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PublicServices.Tests.Adapters.FunctionsHost;

/// <summary>What <c>functions/publish</c> compiles ahead by its profile: what is renamed since it was recorded is passed over without a word.</summary>
public sealed class StartProfileTests
{
    private const string StandsForReferences = "System.Private.Canon";
    private static readonly string Profile = Path.Combine(AppContext.BaseDirectory, "../../../../../functions/start.mibc");

    [Fact]
    public void Profile_NamesTypesThatAreThere_AllButATenth()
    {
        using var file = new PEReader(File.OpenRead(Profile));
        var reader = file.GetMetadataReader();
        var named = reader.TypeReferences.Select(handle => NameOf(reader, handle)).Where(type => type.Assembly != StandsForReferences).ToList();

        named.Should().Contain(type => type.Assembly == "Microsoft.Azure.Cosmos.Client").And.Contain(type => type.Assembly == "PublicServices.Infra");
        named.Where(IsMissing).Should().HaveCountLessThan(named.Count / 10, "a profile that is older has to be recorded again: shared/decisions/037");
    }

    private static (string Assembly, string Type) NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            var (assembly, outer) = NameOf(reader, (TypeReferenceHandle)type.ResolutionScope);
            return (assembly, $"{outer}+{name}");
        }

        var space = reader.GetString(type.Namespace);
        var home = reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
        return (reader.GetString(home.Name), space.Length == 0 ? name : $"{space}.{name}");
    }

    private static bool IsMissing((string Assembly, string Type) named)
    {
        try
        {
            return Assembly.Load(named.Assembly).GetType(named.Type) is null;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }
}
