using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using PublicServices.Contracts;
using PublicServices.Infra.Sandbox;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>Message types are names other systems keep for years.</summary>
public sealed partial class ContractTests
{
    private static readonly IReadOnlyList<(string Owner, string Type, Type Of)> All =
    [
        .. from assembly in new[] { typeof(ContractsJson).Assembly, typeof(SandboxCharge).Assembly }
           from type in assembly.GetTypes()
           from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
           where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Contract<>)
           select (type.FullName!, (string)field.FieldType.GetProperty("Type")!.GetValue(field.GetValue(null))!, field.FieldType.GetGenericArguments()[0]),
    ];

    [Fact]
    public void Types_AreFound() => All.Should().NotBeEmpty();

    [Fact]
    public void Types_AreWellFormed() => All.Should().OnlyContain(contract => TypeName().IsMatch(contract.Type));

    [Fact]
    public void Types_AreUnique() => All.Select(contract => contract.Type).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Types_CarryTheirPayloadsVersion() =>
        All.Where(contract => !contract.Of.Name.EndsWith("V" + contract.Type.Split(".v")[^1], StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void Types_AreNamedAfterTheirPayload() =>
        All.Where(contract => Plain(contract.Type.Split('.')[2]) != Plain(Version().Replace(contract.Of.Name, ""))
            && !Plain(Version().Replace(contract.Of.Name, "")).EndsWith(Plain(contract.Type.Split('.')[2]), StringComparison.Ordinal)).Should().BeEmpty();

    /// <summary>
    /// Consumers of one process share a payload, and those of another read it from its JSON: nothing of it can be changed, and nothing
    /// it was made with is left out of the JSON.
    /// </summary>
    [Fact]
    public void Payloads_CannotBeChangedAndAreWrittenWhole()
    {
        HashSet<Type> seen = [];
        List<string> faults = [];
        foreach (var (_, _, payload) in All) Look(payload, payload.Name);
        seen.Should().HaveCountGreaterThan(All.Count);
        string.Join('\n', faults).Should().BeEmpty();

        void Look(Type type, string at)
        {
            if (!seen.Add(type)) return;
            if (type.IsArray || type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ICollection<>))) faults.Add($"{at} can be added to");
            foreach (var argument in type.GetGenericArguments()) Look(argument, at);
            if (type.Namespace?.StartsWith("PublicServices", StringComparison.Ordinal) != true || type.IsEnum) return;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                var place = $"{type.Name}.{property.Name}";
                var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
                if (property.SetMethod is not null && !isInit) faults.Add($"{place} can be set");
                if (isInit && property.IsDefined(typeof(JsonIgnoreAttribute))) faults.Add($"{place} is not written");
                Look(property.PropertyType, place);
            }
        }
    }

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex(@"^ps\.[a-z]+\.[a-z-]+\.v\d+$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"V\d+$")]
    private static partial Regex Version();
}
