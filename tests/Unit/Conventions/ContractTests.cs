using System.Reflection;
using System.Text.RegularExpressions;
using PublicServices.Contracts;
using PublicServices.Infra.Sandbox;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>Message types are names other systems keep for years.</summary>
public sealed partial class ContractTests
{
    internal static readonly IReadOnlyList<(string Owner, string Type, Type Of)> All =
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

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex(@"^ps\.[a-z]+\.[a-z-]+\.v\d+$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"V\d+$")]
    private static partial Regex Version();
}
