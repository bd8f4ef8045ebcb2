using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>What others build on is documented: the kernel, the contracts, and the options of adapters.</summary>
public sealed class DocumentationTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] Documented = ["PublicServices.Kernel", "PublicServices.Contracts"];

    [Fact]
    public void KernelAndContracts_PublicMembers_AreDocumented()
    {
        var documented = MembersOf("PublicServices");
        var missing = from type in Assembly.LoadFrom(Repository.Assembly("PublicServices")).GetExportedTypes()
                      where Documented.Contains(type.Namespace)
                      from id in Ids(type)
                      where !documented.Any(member => member == id || member.StartsWith(id + "(", StringComparison.Ordinal))
                      select id;

        missing.Should().BeEmpty();
    }

    [Theory]
    [InlineData("PublicServices")]
    [InlineData("PublicServices.Infra")]
    [InlineData("PublicServices.Functions")]
    public void Options_AreDocumented(string assembly)
    {
        var documented = MembersOf(assembly);

        Assembly.LoadFrom(Repository.Assembly(assembly)).GetExportedTypes()
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(type => "T:" + NameOf(type)).Should().BeSubsetOf(documented);
    }

    private static HashSet<string> MembersOf(string assembly) =>
        [.. XDocument.Load(Path.ChangeExtension(Repository.Assembly(assembly), ".xml")).Descendants("member").Select(member => member.Attribute("name")!.Value)];

    private static IEnumerable<string> Ids(Type type)
    {
        yield return "T:" + NameOf(type);
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate))) yield break;

        var parameters = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name).ToHashSet();
        var own = type.GetInterfaces().SelectMany(face => type.IsInterface ? [] : type.GetInterfaceMap(face).TargetMethods).ToHashSet();
        foreach (var member in type.GetMembers(Declared).Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute))))
        {
            switch (member)
            {
                case PropertyInfo property when !parameters.Contains(property.Name) && !own.Contains(property.GetMethod!) && !IsInherited(property.GetMethod!):
                    yield return $"P:{NameOf(type)}.{property.Name}";
                    break;
                case FieldInfo field when !IsContract(field.FieldType):
                    yield return $"F:{NameOf(type)}.{field.Name}";
                    break;
                case MethodInfo { IsSpecialName: false } method when !own.Contains(method) && !IsInherited(method):
                    yield return $"M:{NameOf(type)}.{method.Name}" + (method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "");
                    break;
            }
        }
    }

    private static bool IsInherited(MethodInfo method) => method.GetBaseDefinition() != method;

    /// <summary>A contract says it all in its payload's documentation.</summary>
    private static bool IsContract(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Contract<>);

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');
}
