using System.Reflection;
using System.Text.RegularExpressions;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>Message types are names other systems keep for years.</summary>
public sealed partial class ContractTests
{
    private static readonly IReadOnlyList<(string Owner, string Type, string Payload)> All =
    [
        .. from type in typeof(ContractsJson).Assembly.GetTypes()
           from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
           where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Contract<>)
           select (type.FullName!, (string)field.FieldType.GetProperty("Type")!.GetValue(field.GetValue(null))!, field.FieldType.GetGenericArguments()[0].Name),
    ];

    [Fact]
    public void Types_AreFound() => All.Should().NotBeEmpty();

    [Fact]
    public void Types_AreWellFormed() => All.Should().OnlyContain(contract => TypeName().IsMatch(contract.Type));

    [Fact]
    public void Types_AreUnique() => All.Select(contract => contract.Type).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Types_CarryTheirPayloadsVersion() =>
        All.Where(contract => !contract.Payload.EndsWith("V" + contract.Type.Split(".v")[^1], StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void Types_AreNamedAfterTheirPayload() =>
        All.Where(contract => Plain(contract.Type.Split('.')[2]) != Plain(Version().Replace(contract.Payload, ""))
            && !Plain(Version().Replace(contract.Payload, "")).EndsWith(Plain(contract.Type.Split('.')[2]), StringComparison.Ordinal)).Should().BeEmpty();

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex(@"^ps\.[a-z]+\.[a-z-]+\.v\d+$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"V\d+$")]
    private static partial Regex Version();
}
