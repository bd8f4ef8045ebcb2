using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tuition;

namespace PublicServices.Functions.Hosting.Describe;

/// <summary>JSON Schemas (2020-12) of types as their source-generated JSON writes or reads them; objects become components.</summary>
/// <param name="reading">True for bodies, false for answers: what must be there differs.</param>
internal sealed class Schemas(XmlWords words, bool reading, Func<Type, string> nameOf)
{
    /// <summary>Types that are written by converters of their own.</summary>
    private static readonly Dictionary<Type, Func<JsonObject>> Known = new()
    {
        [typeof(string)] = () => Of("string"),
        [typeof(bool)] = () => Of("boolean"),
        [typeof(char)] = () => With(Of("string"), "maxLength", 1),
        [typeof(int)] = () => Of("integer", "int32"),
        [typeof(long)] = () => Of("integer", "int64"),
        [typeof(decimal)] = () => Of("number"),
        [typeof(DateOnly)] = () => Of("string", "date"),
        [typeof(DateTimeOffset)] = () => Of("string", "date-time"),
        [typeof(PersonalNumber)] = () => With(Of("string"), "pattern", "^[0-9]{12}$"),
        [typeof(RecordId)] = () => With(Of("string"), "maxLength", RecordId.MaxLength),
        [typeof(AttemptId)] = () => Of("string"),
        [typeof(RefundId)] = () => Of("string"),
        [typeof(AccountCode)] = () => With(Of("string"), "maxLength", AccountCode.MaxLength),
        [typeof(StatementSource)] = () => With(Of("string"), "maxLength", StatementSource.MaxLength),
        [typeof(BillId)] = () => Of("string"),
        [typeof(JsonElement)] = () => [],
        [typeof(Money)] = () => new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Whole đồng when the currency is VND.",
            ["properties"] = new JsonObject { ["amount"] = Of("integer", "int64"), ["currency"] = Of("string") },
            ["required"] = new JsonArray("amount", "currency"),
        },
    };

    private readonly SortedDictionary<string, JsonObject> _components = new(StringComparer.Ordinal);

    /// <summary>Objects met so far, by their names.</summary>
    public IReadOnlyDictionary<string, JsonObject> Components => _components;

    /// <exception cref="InvalidOperationException">The type holds something no schema is known for.</exception>
    public JsonObject Of(JsonTypeInfo json)
    {
        var type = Nullable.GetUnderlyingType(json.Type) ?? json.Type;
        if (Known.TryGetValue(type, out var known)) return known();
        if (type.IsEnum) return Reference(type);
        return json.Kind switch
        {
            JsonTypeInfoKind.Object => Reference(json),
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Of(json.Options.GetTypeInfo(json.ElementType!)) },
            JsonTypeInfoKind.Dictionary => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = Of(json.Options.GetTypeInfo(json.ElementType!)),
            },
            _ => throw new InvalidOperationException($"No schema is known for {json.Type}."),
        };
    }

    /// <summary>A simple type of a parameter.</summary>
    public JsonObject OfParameter(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? Reference(type) : Known[type]();
    }

    private JsonObject Reference(JsonTypeInfo json)
    {
        var name = nameOf(json.Type);
        // Before its properties: a type may hold itself.
        var schema = new JsonObject { ["type"] = "object" };
        if (_components.TryAdd(name, schema)) Fill(schema, json);
        return To(name);
    }

    private JsonObject Reference(Type type)
    {
        var name = nameOf(type);
        if (!_components.ContainsKey(name)) _components.Add(name, OfEnum(type));
        return To(name);
    }

    private static JsonObject To(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private void Fill(JsonObject schema, JsonTypeInfo json)
    {
        if (words.Of(json.Type) is { } text) schema["description"] = text;
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in json.Properties)
        {
            if (property.Get is null && property.Set is null) continue;
            // Sums and the like of a record are not written by these options.
            if (property.Set is null && json.Options.IgnoreReadOnlyProperties) continue;
            var inner = Of(json.Options.GetTypeInfo(property.PropertyType));
            var clrName = property.AssociatedParameter?.Name ?? char.ToUpperInvariant(property.Name[0]) + property.Name[1..];
            if (words.OfProperty(json.Type, clrName) is { } about) inner["description"] = about;
            properties[property.Name] = inner;
            if (IsRequired(property, json)) required.Add(property.Name);
        }

        schema["properties"] = properties;
        if (required.Count > 0) schema["required"] = required;
    }

    private bool IsRequired(JsonPropertyInfo property, JsonTypeInfo json)
    {
        var isNullable = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && property.IsGetNullable);
        if (reading) return property.IsRequired || (property.AssociatedParameter is { HasDefaultValue: false } && !isNullable);
        return !isNullable || json.Options.DefaultIgnoreCondition is not JsonIgnoreCondition.WhenWritingNull;
    }

    private JsonObject OfEnum(Type type)
    {
        var names = Enum.GetNames(type);
        var lines = names.Select(name => words.OfMember(type, name) is { } about ? $"`{name}`: {about}" : null).OfType<string>();
        var text = string.Join(" ", new[] { words.Of(type) }.Concat(lines).OfType<string>());
        var schema = type.IsDefined(typeof(FlagsAttribute), inherit: false)
            ? With(Of("string"), "pattern", $"^({string.Join('|', names)})(, ({string.Join('|', names)}))*$")
            : With(Of("string"), "enum", new JsonArray([.. names.Select(name => (JsonNode)name)]));
        return text.Length > 0 ? With(schema, "description", text) : schema;
    }

    private static JsonObject Of(string type, string? format = null) =>
        format is null ? new JsonObject { ["type"] = type } : new JsonObject { ["type"] = type, ["format"] = format };

    private static JsonObject With(JsonObject schema, string keyword, JsonNode value)
    {
        schema[keyword] = value;
        return schema;
    }
}
