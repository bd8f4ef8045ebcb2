using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>functions → infra → shared; a feature knows the kernel and the contracts, never another feature.</summary>
public sealed partial class DependencyTests
{
    private static readonly string[] ForEveryFeature = ["Kernel", "Contracts"];

    [Theory]
    [InlineData("shared/PublicServices.csproj", "")]
    [InlineData("infra/PublicServices.Infra.csproj", "PublicServices")]
    [InlineData("functions/PublicServices.Functions.csproj", "PublicServices, PublicServices.Infra")]
    public void Project_References_PointInwardOnly(string project, string references) =>
        References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)
            .Should().Equal(references.Split(", ", StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Production_Projects_AreThree() =>
        Repository.Projects().Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))
            .Should().BeEquivalentTo("shared/PublicServices.csproj", "infra/PublicServices.Infra.csproj", "functions/PublicServices.Functions.csproj");

    [Fact]
    public void Shared_Packages_AreAbstractionsOnly() =>
        References("shared/PublicServices.csproj", "PackageReference").Should().OnlyContain(name => AbstractionsOrAnalyzers().IsMatch(name));

    [Fact]
    public void Shared_Assembly_SeesTheBaseLibraryAndAbstractionsOnly() =>
        Assembly.LoadFrom(Repository.Assembly("PublicServices")).GetReferencedAssemblies().Select(name => name.Name!)
            .Should().OnlyContain(name => BaseLibrary().IsMatch(name) && !name.StartsWith("System.Net", StringComparison.Ordinal));

    [Fact]
    public void Shared_Types_DoNoInputOrOutput() =>
        Uses("PublicServices").Where(use => Outside().IsMatch(use.Used)).Select(Text).Should().BeEmpty("what touches the world is an adapter");

    [Fact]
    public void Infra_Types_DoNotKnowFunctions() =>
        Uses("PublicServices.Infra").Where(use => use.Used.StartsWith("PublicServices.Functions", StringComparison.Ordinal)).Select(Text).Should().BeEmpty();

    [Fact]
    public void Shared_Features_DoNotKnowEachOther() =>
        Uses("PublicServices").Where(use => Crosses(FeatureOf(use.User), FeatureOf(use.Used))).Select(Text)
            .Should().BeEmpty("what crosses features is a message in Contracts");

    [Fact]
    public void Shared_Sources_DoNotNameOtherFeatures()
    {
        // Constants leave no trace in the assembly, so the sources are read as well.
        var offences = from path in Repository.Sources("shared")
                       let feature = path.Split('/')[1]
                       from Match match in NamedFeature().Matches(Repository.Read(path))
                       where Crosses(feature, match.Groups[1].Value)
                       select $"{path}: {match.Value}";

        offences.Should().BeEmpty();
    }

    [Fact]
    public void Shared_Kernel_DoesNotKnowTheContracts() =>
        Uses("PublicServices").Where(use => FeatureOf(use.User) == "Kernel" && FeatureOf(use.Used) == "Contracts").Select(Text).Should().BeEmpty();

    [Fact]
    public void TypeUses_ThisTest_IsSeen() =>
        // The scan itself can fail silently; this class uses that one inside a method body, a lambda and a signature.
        TypeUses.Of(typeof(DependencyTests).Assembly.Location)
            .Should().Contain((typeof(DependencyTests).FullName!, typeof(Repository).FullName!))
            .And.Contain((typeof(DependencyTests).FullName!, typeof(TypeUses).FullName!));

    [Fact]
    public void Packages_Versions_AreCentral()
    {
        foreach (var project in Repository.Projects())
        {
            XDocument.Parse(Repository.Read(project)).Descendants("PackageReference")
                .Where(reference => reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null)
                .Should().BeEmpty($"{project} leaves versions to Directory.Packages.props");
            File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json"))
                .Should().BeTrue($"{project} locks what it restores");
        }
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Repository.Read(project)).Descendants(kind).Select(element => element.Attribute("Include")!.Value);

    private static IReadOnlyCollection<(string User, string Used)> Uses(string assembly) => TypeUses.Of(Repository.Assembly(assembly));

    private static string Text((string User, string Used) use) => $"{use.User} uses {use.Used}";

    private static bool Crosses(string? user, string? used) =>
        user is not null && used is not null && user != used && !ForEveryFeature.Contains(used);

    /// <summary>The second part of <c>PublicServices.Exams.Thing</c>; null for types of others.</summary>
    private static string? FeatureOf(string type) => type.Split('.') is ["PublicServices", var feature, _, ..] ? feature : null;

    [GeneratedRegex(@"^(Microsoft\.Extensions\.[A-Za-z.]+\.Abstractions|Microsoft\.CodeAnalysis\.BannedApiAnalyzers)$")]
    private static partial Regex AbstractionsOrAnalyzers();

    [GeneratedRegex(@"^(System(\..+)?|netstandard|Microsoft\.Extensions\.[A-Za-z.]+\.Abstractions)$")]
    private static partial Regex BaseLibrary();

    [GeneratedRegex(@"^System\.(IO\.(File|Directory|FileStream|FileInfo|DirectoryInfo|RandomAccess)|Net\.(Http|Sockets|WebClient|Dns)\b.*|Console|Diagnostics\.Process|Data\..*|Threading\.Timer)$")]
    private static partial Regex Outside();

    [GeneratedRegex(@"\bPublicServices\.([A-Z]\w+)")]
    private static partial Regex NamedFeature();
}
