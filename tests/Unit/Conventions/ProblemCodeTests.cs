using System.Text.RegularExpressions;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>A code means one thing for ever, to people who look it up and to programs that read it.</summary>
public sealed partial class ProblemCodeTests
{
    private static readonly IReadOnlyList<(string Path, string Code)> Declared =
    [
        .. from path in Repository.Sources("shared", "infra", "functions")
           where path.EndsWith("Problems.cs", StringComparison.Ordinal)
           from Match match in Code().Matches(Repository.Read(path))
           select (path, match.Groups[1].Value),
    ];

    [Fact]
    public void Codes_AreFound() => Declared.Should().Contain(("shared/Kernel/KernelProblems.cs", "PS-001"));

    [Fact]
    public void Codes_AreDeclaredOnce() =>
        Declared.GroupBy(declared => declared.Code).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(declared => declared.Path))}").Should().BeEmpty();

    [Fact]
    public void Problems_AreMadeInProblemFactoriesOnly()
    {
        var offences = from path in Repository.Sources("shared", "infra", "functions")
                       where !path.EndsWith("Problems.cs", StringComparison.Ordinal)
                       from Match match in Construction().Matches(Repository.Read(path))
                       select $"{path}: {match.Value}";

        offences.Should().BeEmpty();
    }

    [GeneratedRegex("""
        "([A-Z]{2,8}-F?\d{2,3})"
        """)]
    private static partial Regex Code();

    [GeneratedRegex(@"new (Field)?Problem\(\s*""")]
    private static partial Regex Construction();
}
