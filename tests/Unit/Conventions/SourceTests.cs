using System.Text.RegularExpressions;

namespace PublicServices.Tests.Unit.Conventions;

/// <summary>How files are cut and named.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 400;

    private static readonly string[] Production = ["shared", "infra", "functions"];

    [Fact]
    public void Files_Length_IsBounded() =>
        Repository.Sources([.. Production, "tests"])
            .Select(path => (Path: path, Lines: Repository.Read(path).Split('\n').Length))
            .Where(file => file.Lines > MaxLines).Should().BeEmpty($"past {MaxLines} lines a file has two subjects");

    [Fact]
    public void Types_Names_SayWhatTheyDo() =>
        Offences([.. Production, "tests"], EmptyName()).Should().BeEmpty("a name that fits everything says nothing");

    [Fact]
    public void Files_Names_SayWhatTheyHold() =>
        Repository.Sources([.. Production, "tests"]).Where(path => EmptyFileName().IsMatch(path)).Should().BeEmpty();

    [Fact]
    public void Namespaces_FollowFolders()
    {
        var offences = from path in Repository.Sources(Production)
                       let declared = Namespace().Match(Repository.Read(path)).Groups[1].Value
                       where declared.Length > 0 && !declared.StartsWith(Expected(path), StringComparison.Ordinal)
                       select $"{path} declares {declared}";

        offences.Should().BeEmpty();
    }

    [Fact]
    public void Shared_Surroundings_AreInjected() =>
        Offences(["shared"], Surroundings()).Should().BeEmpty("shared runs in a simulator");

    [Fact]
    public void Warnings_SwitchedOff_HaveAReason() =>
        Offences([.. Production, "tests"], BarePragma()).Should().BeEmpty();

    [Fact]
    public void Forms_ThatPostToAnAddress_CarryAToken()
    {
        // A form that names its action gets no token by itself. The sandbox's page stands for somebody else's site.
        var offences = from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*.cshtml", SearchOption.AllDirectories)
                       where Path.GetFileName(path) != "Sandbox.cshtml"
                       from Match form in PostingForm().Matches(File.ReadAllText(path))
                       where form.Value.Contains(" action=", StringComparison.Ordinal) && !form.Value.Contains("asp-antiforgery=\"true\"", StringComparison.Ordinal)
                       select $"{path}: {form.Value}";

        offences.Should().BeEmpty();
    }

    [Fact]
    public void Forms_OfDesks_CarryAKey()
    {
        // These do nothing more the second time: what is matched, closed or taken already stays as it is.
        string[] harmless = ["handler=Run", "handler=Close\"", "Statements.cshtml"];
        string[] desks = ["Finance/Pages", "Payments/Pages/Finance.cshtml", "Tuition/Pages/School"];

        var offences = from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*.cshtml", SearchOption.AllDirectories)
                       where desks.Any(desk => path.Replace('\\', '/').Contains(desk, StringComparison.Ordinal))
                       from Match form in PostingForm().Matches(File.ReadAllText(path))
                       let offence = $"{path}: {form.Value}"
                       where !form.Value.Contains(" once", StringComparison.Ordinal) && !harmless.Any(known => offence.Contains(known, StringComparison.Ordinal))
                       select offence;

        offences.Should().BeEmpty("a press that is repeated does its work once");
    }

    private static string Expected(string path)
    {
        var parts = path.Split('/');
        var root = parts[0] switch { "infra" => "PublicServices.Infra", "functions" => "PublicServices.Functions", _ => "PublicServices" };
        return parts.Length > 2 ? $"{root}.{parts[1]}" : root;
    }

    private static IEnumerable<string> Offences(IEnumerable<string> folders, Regex pattern) =>
        from path in Repository.Sources(folders)
        from Match match in pattern.Matches(Repository.Read(path))
        select $"{path}: {match.Value.Trim()}";

    [GeneratedRegex("<form[^>]*method=\"post\"[^>]*>")]
    private static partial Regex PostingForm();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum|delegate)\s+(struct\s+|class\s+)?\w*(Manager|Helpers?|Utils?|Utility|Utilities|Common|Base)\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"(^|/)\w*(Manager|Helpers?|Utils?|Utility|Utilities|Common|Base)(\.cs|/)")]
    private static partial Regex EmptyFileName();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bStopwatch\b|\bEnvironment\.\w+|\bTask\.Delay\(\s*[\w.]+\s*\)")]
    private static partial Regex Surroundings();

    [GeneratedRegex(@"^\s*#pragma warning disable [\w, ]+$", RegexOptions.Multiline)]
    private static partial Regex BarePragma();
}
