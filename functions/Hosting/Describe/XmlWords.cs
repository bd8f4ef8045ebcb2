using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PublicServices.Functions.Hosting.Describe;

/// <summary>The documentation comments the compiler wrote beside the assemblies. Without the files descriptions are shorter, nothing else.</summary>
internal sealed partial class XmlWords
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    public XmlWords()
    {
        foreach (var path in Directory.EnumerateFiles(AppContext.BaseDirectory, "PublicServices*.xml"))
        {
            foreach (var member in XDocument.Load(path).Descendants("member"))
            {
                if (member.Attribute("name")?.Value is { } name) _members[name] = member;
            }
        }
    }

    /// <summary>A type's summary.</summary>
    public string? Of(Type type) => Text(Member($"T:{NameOf(type)}")?.Element("summary"));

    /// <summary>A property's summary, or the words of the record's parameter it comes from.</summary>
    public string? OfProperty(Type type, string property) =>
        Text(Member($"P:{NameOf(type)}.{property}")?.Element("summary"))
        ?? Text(Member($"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(param => param.Attribute("name")?.Value == property));

    /// <summary>An enum member's summary.</summary>
    public string? OfMember(Type type, string member) => Text(Member($"F:{NameOf(type)}.{member}")?.Element("summary"));

    private XElement? Member(string name) => _members.GetValueOrDefault(name);

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" or "paramref" } see => (see.Attribute("cref") ?? see.Attribute("name"))?.Value.Split('.', ':')[^1],
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement other => other.Value,
            _ => node.ToString(),
        }));
        return Spaces().Replace(text, " ").Trim() is { Length: > 0 } words ? words : null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
