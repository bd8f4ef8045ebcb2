using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using PublicServices.Contracts;
using PublicServices.Infra.Sandbox;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>
/// Consumers of one process share a message's payload, and whoever loads a recent record shares its state; everybody else reads them from
/// their JSON. So nothing of them can be changed, and nothing they were made with is left out of the JSON.
/// </summary>
public sealed class SharedInMemoryTests
{
    private static readonly IReadOnlyList<Type> States =
    [
        .. (from assembly in new[] { typeof(ContractsJson).Assembly, typeof(SandboxCharge).Assembly }
            from type in assembly.GetTypes()
            from field in type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance)
            where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Records<>)
            let state = field.FieldType.GetGenericArguments()[0]
            where !state.IsGenericParameter
            select state).Distinct(),
    ];

    [Fact]
    public void Payloads_CannotBeChangedAndAreWrittenWhole() => Check([.. ContractTests.All.Select(contract => contract.Of)]);

    [Fact]
    public void States_CannotBeChangedAndAreWrittenWhole()
    {
        States.Should().HaveCountGreaterThan(20);
        Check(States);
    }

    private static void Check(IReadOnlyList<Type> shared)
    {
        HashSet<Type> seen = [];
        List<string> faults = [];
        foreach (var type in shared) Look(type, type.Name);
        seen.Should().HaveCountGreaterThan(shared.Count);
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
}
