using System.Text.RegularExpressions;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>A code means one thing for ever, to people who look it up and to programs that read it.</summary>
public sealed partial class ProblemCodeTests
{
    private static readonly IReadOnlyList<(string Path, string Code, string Title)> Declared =
    [
        .. from path in Repository.Sources("shared", "infra", "functions")
           where path.EndsWith("Problems.cs", StringComparison.Ordinal)
           from Match match in Code().Matches(Repository.Read(path))
           select (path, match.Groups[1].Value, match.Groups[2].Value),
    ];

    [Fact]
    public void Codes_AreFound() =>
        Declared.Select(declared => declared.Code).Should().Contain(["PS-001", "FILE-012", "SHEET-F01"]);

    [Fact]
    public void Codes_InFactories_AreAllRead()
    {
        var written = from path in Repository.Sources("shared", "infra", "functions")
                      where path.EndsWith("Problems.cs", StringComparison.Ordinal)
                      from Match match in Literal().Matches(Repository.Read(path))
                      select match.Groups[1].Value;

        written.Except(Declared.Select(declared => declared.Code)).Should().BeEmpty("a code stands before its kind and its title");
    }

    [Fact]
    public void Codes_MeanOneThing() =>
        Declared.GroupBy(declared => declared.Code).Where(group => group.Select(declared => declared.Title).Distinct().Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(declared => $"{declared.Title} in {declared.Path}"))}")
            .Should().BeEmpty();

    [Fact]
    public void Codes_InAnyText_AreDeclared()
    {
        var known = Declared.Select(declared => declared.Code).ToHashSet();
        var offences = from path in Repository.Sources("shared", "infra", "functions")
                       from Match match in Mention().Matches(Repository.Read(path))
                       where !known.Contains(match.Groups[1].Value)
                       select $"{path}: {match.Groups[1].Value}";

        offences.Should().BeEmpty("documentation and hosts speak of codes that exist");
    }

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
        "([A-Z]{2,8}-F?\d{2,3})",\s*(?:ProblemKind\.\w+,\s*)?new(?:\s+LocalText)?\(\s*\$?"([^"]*)"
        """)]
    private static partial Regex Code();

    [GeneratedRegex("""
        "([A-Z]{2,8}-F?\d{2,3})"
        """)]
    private static partial Regex Literal();

    [GeneratedRegex(@"<c>([A-Z]{2,8}-F?\d{2,3})</c>")]
    private static partial Regex Mention();

    [GeneratedRegex(@"new (Field)?Problem\(\s*""")]
    private static partial Regex Construction();
}
