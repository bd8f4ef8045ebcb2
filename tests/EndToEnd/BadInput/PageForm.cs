using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>A form of one of our own pages as a browser would send it. Those pages are well-formed, so a few patterns read them.</summary>
/// <param name="Address">Where it goes.</param>
/// <param name="IsPost">Otherwise its fields stand in the address.</param>
/// <param name="HasFiles">It is sent in parts.</param>
/// <param name="Fields">What is in its fields before anybody touches them, and the button that is pressed.</param>
internal sealed partial record PageForm(string Address, bool IsPost, bool HasFiles, IReadOnlyList<PageField> Fields)
{
    /// <summary>The forms of a page, each once for every button that sends it.</summary>
    public static IEnumerable<PageForm> Of(string page)
    {
        foreach (Match form in Form().Matches(page))
        {
            var fields = new List<PageField>();
            var buttons = new List<(string? Address, PageField? Field)>();
            foreach (Match part in Part().Matches(form.Groups["inside"].Value))
            {
                var (attributes, type) = (part.Groups["attributes"].Value, Attribute(part.Groups["attributes"].Value, "type"));
                var name = Attribute(attributes, "name");
                if (part.Groups["tag"].Value == "button")
                    buttons.Add((Attribute(attributes, "formaction"), name is null ? null : new PageField(name, Attribute(attributes, "value") ?? "")));
                else if (name is not null && (type is not ("checkbox" or "radio") || attributes.Contains("checked", StringComparison.Ordinal)))
                    fields.Add(new PageField(name, Attribute(attributes, "value") ?? Chosen(part.Groups["inside"].Value), type == "file"));
            }

            var (own, isPost) = (Attribute(form.Groups["attributes"].Value, "action") ?? "", form.Groups["attributes"].Value.Contains("post", StringComparison.OrdinalIgnoreCase));
            foreach (var (address, field) in buttons)
                yield return new PageForm(address ?? own, isPost, fields.Any(known => known.IsFile), field is null ? fields : [.. fields, field]);
        }
    }

    /// <summary>Addresses of our own that a page links to.</summary>
    public static IEnumerable<string> LinksOf(string page) => Link().Matches(page).Select(link => WebUtility.HtmlDecode(link.Groups["to"].Value));

    /// <summary>The form as it is on a page just loaded, with another value in one field.</summary>
    public PageForm With(int field, string value) => this with
    {
        Fields = [.. Fields.Select((known, at) => at == field ? known with { Value = value } : known.Name == FormKey.Field ? known with { Value = NewKey() } : known)],
    };

    public HttpContent Content()
    {
        if (!HasFiles) return new FormUrlEncodedContent(Fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var parts = new MultipartFormDataContent();
        foreach (var field in Fields)
        {
            if (field.IsFile) parts.Add(new StringContent(field.Value), field.Name, "file.txt");
            else parts.Add(new StringContent(field.Value), field.Name);
        }

        return parts;
    }

    /// <summary>Each time a page is made its forms have another key; with the old one nothing would be looked at but that.</summary>
    private static string NewKey() => RandomNumberGenerator.GetString("0123456789abcdef", IdSource.Length);

    private static string? Attribute(string attributes, string name) =>
        Regex.Match(attributes, $@"(?:^|\s){name}=""(?<value>[^""]*)""") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups["value"].Value) : null;

    /// <summary>What stands in a text area, or is chosen of a list.</summary>
    private static string Chosen(string inside) =>
        Option().Matches(inside) is { Count: > 0 } options
            ? Attribute((options.FirstOrDefault(option => option.Value.Contains("selected", StringComparison.Ordinal)) ?? options[0]).Groups["attributes"].Value, "value") ?? ""
            : WebUtility.HtmlDecode(inside);

    [GeneratedRegex("""<form(?<attributes>[^>]*)>(?<inside>.*?)</form>""", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex(
        """<(?<tag>select|textarea)(?<attributes>[^>]*)>(?<inside>.*?)</\k<tag>>|<(?<tag>input|button)(?<attributes>[^>]*)>""", RegexOptions.Singleline)]
    private static partial Regex Part();

    [GeneratedRegex("""<option(?<attributes>[^>]*)>""")]
    private static partial Regex Option();

    [GeneratedRegex("""<a[^>]* href="(?<to>/[^"#]*)""")]
    private static partial Regex Link();
}

/// <summary>One field of a form.</summary>
internal sealed record PageField(string Name, string Value, bool IsFile = false);
