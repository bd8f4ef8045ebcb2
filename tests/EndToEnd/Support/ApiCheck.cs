using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PublicServices.Tests.EndToEnd;

/// <summary>Holds whatever the tests are answered to the API document: its status is described there, and its JSON is of the described shape.</summary>
internal static class ApiCheck
{
    /// <summary>Answered before any route is chosen, as the document's introduction says, or, 502, by what stands before a killed server.</summary>
    private static readonly int[] BeforeRouting = [414, 431, 502];

    private static JsonObject? _document;
    private static int _checked;

    /// <summary>Answers held to the document so far.</summary>
    public static int Checked => _checked;

    /// <summary>Fails the test when the answer is not as described. Silent while the server cannot be asked for its document.</summary>
    public static async Task OfAsync(HttpClient server, string method, string path, Answer answer)
    {
        if (path.Contains("openapi", StringComparison.Ordinal) || await DocumentAsync(server) is not { } document) return;
        var (operation, name) = Find(document, method, path);
        if (operation is null) return;
        if (BeforeRouting.Contains((int)answer.Status) || answer is { Status: HttpStatusCode.BadRequest, Bytes.Length: 0 }) return;
        if (operation["responses"]![$"{(int)answer.Status}"] is not { } response)
        {
            Assert.Fail($"{name} answers {(int)answer.Status}, which is not described: {answer}");
            return;
        }

        response = Resolve(document, response);
        Interlocked.Increment(ref _checked);
        if (response["content"] is not JsonObject content || answer.Bytes.Length == 0) return;
        // People are answered with a page.
        if (answer.MediaType == "text/html") return;
        var media = content[answer.MediaType ?? ""] ?? content["*/*"];
        if (media is null) Assert.Fail($"{name} answers {answer.MediaType}, which is not described.");
        if (media!["schema"] is { } schema && Wrong(document, schema, answer.Json, "$") is { } fault)
            Assert.Fail($"{name} {(int)answer.Status}: {fault} in {answer}");
    }

    private static async Task<JsonObject?> DocumentAsync(HttpClient server)
    {
        if (_document is not null) return _document;
        try
        {
            using var response = await server.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
            if (response.IsSuccessStatusCode) _document = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        }
        catch (HttpRequestException)
        {
            // The process under test may just have been killed.
        }

        return _document;
    }

    private static (JsonNode? Operation, string Name) Find(JsonObject document, string method, string path)
    {
        var plain = path.Split('?')[0];
        var template = document["paths"]!.AsObject()
            .Select(candidate => candidate.Key)
            .Where(candidate => Regex.IsMatch(plain, $"^{Regex.Replace(candidate, @"\{[^}]*\}", "[^/]+")}/?$", RegexOptions.IgnoreCase))
            .MinBy(candidate => candidate.Count(c => c == '{'));
        return template is null ? (null, "") : (document["paths"]![template]![method.ToLowerInvariant()], $"{method} {template}");
    }

    private static JsonNode Resolve(JsonObject document, JsonNode node) => node["$ref"] is { } reference
        ? reference.GetValue<string>().Split('/')[1..].Aggregate((JsonNode)document, (at, step) => at[step]!)
        : node;

    /// <returns>What is wrong; null when nothing is. A member that is not described is wrong.</returns>
    private static string? Wrong(JsonObject document, JsonNode schema, JsonNode? json, string at)
    {
        schema = Resolve(document, schema);
        switch (schema["type"]?.GetValue<string>())
        {
            case "object" when json is JsonObject members:
                var properties = schema["properties"] as JsonObject;
                foreach (var required in schema["required"]?.AsArray() ?? [])
                {
                    if (!members.ContainsKey(required!.GetValue<string>())) return $"{at}.{required} is missing";
                }

                foreach (var (name, value) in members)
                {
                    if ((properties?[name] ?? schema["additionalProperties"]) is not { } inner) return $"{at}.{name} is not described";
                    if (Wrong(document, inner, value, $"{at}.{name}") is { } fault) return fault;
                }

                return null;
            case "array" when json is JsonArray items:
                return items.Select((item, index) => Wrong(document, schema["items"]!, item, $"{at}[{index}]")).FirstOrDefault(fault => fault is not null);
            case "string" when json is JsonValue value && value.TryGetValue<string>(out var text):
                if (schema["enum"] is JsonArray names && names.All(name => name!.GetValue<string>() != text)) return $"{at} is {text}";
                return schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern.GetValue<string>()) ? $"{at} is {text}" : null;
            case "integer" when json is JsonValue whole && whole.TryGetValue<long>(out _):
            case "number" when json is JsonValue number && number.TryGetValue<decimal>(out _):
            case "boolean" when json is JsonValue flag && flag.TryGetValue<bool>(out _):
            case null:
                return null;
            default:
                return $"{at} is no {schema["type"]}";
        }
    }
}
