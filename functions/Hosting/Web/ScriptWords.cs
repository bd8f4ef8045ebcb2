using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>What a script says, handed to it as its form's <c>data-say</c> so that it carries no texts itself.</summary>
public sealed class ScriptWords(params (string Name, LocalText Text)[] words)
{
    private readonly string _vi = Write(words, "vi");
    private readonly string _en = Write(words, "en");

    /// <summary>The words as a JSON object.</summary>
    public string In(string language) => language == "en" ? _en : _vi;

    private static string Write((string Name, LocalText Text)[] words, string language)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) }))
        {
            writer.WriteStartObject();
            foreach (var (name, text) in words) writer.WriteString(name, text.In(language));
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
