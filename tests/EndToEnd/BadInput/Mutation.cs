using System.Text;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>Spoils valid input, decided by a seed.</summary>
internal static class Mutation
{
    /// <summary>Values that have broken programs before, as JSON.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "99", "1e400", "9223372036854775808", "-9223372036854775809", "\"\"", "\" \"", "\"99\"", "[]", "{}", "[null]", "[[]]",
        "{\"a\":null}", "\"0001-01-01\"", "\"9999-12-31\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59Z\"", "\"2027-02-30\"",
        "\"\\u0000\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u202e\"", "\"\\ufffe\\uffff\"", "\"🦉🦉🦉\"", "\"İıſﬀ\"", "\"../../etc/passwd\"",
        "\".\"", "\"-\"", "\"+84\"", "\"a.b\"", "\"a.b.c\"", "\"a:b\"", "\"a/b\"", "\"2026-13\"", "\"2026-2027-hk1\"",
        "\"'; DROP TABLE records;--\"", "\"<script>alert(1)</script>\"", "\"{{name}}\"", "\"%00%ff\"", "\"a|b|c\"", "\"=1+1\"",
    ];

    /// <summary>The JSON with one to three values changed, removed, doubled or moved.</summary>
    public static string OfJson(string json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var places = Places(root).ToList();
            if (places.Count == 0) break;
            var (parent, name, index) = places[random.Next(places.Count)];
            var value = random.Next(12) == 0 ? Long(random) : Values[random.Next(Values.Length)];
            switch (parent)
            {
                case JsonObject known when random.Next(8) == 0:
                    known.Remove(name!);
                    break;
                case JsonObject known:
                    known[name!] = Raw(value);
                    break;
                case JsonArray array when random.Next(6) == 0:
                    array.Add(Raw(value));
                    break;
                case JsonArray array:
                    array[index] = Raw(value);
                    break;
            }
        }

        return Restore(root.ToJsonString());
    }

    /// <summary>The JSON with one value changed or removed: every place, every value.</summary>
    public static IEnumerable<string> EachOf(string json)
    {
        for (var at = 0; ; at++)
        {
            foreach (var value in Values.Append(null))
            {
                var root = JsonNode.Parse(json)!;
                if (Places(root).Skip(at).FirstOrDefault() is not { Parent: { } parent } place) yield break;
                if (parent is JsonArray array)
                {
                    if (value is null) array.RemoveAt(place.Index);
                    else array[place.Index] = Raw(value);
                }
                else if (value is null)
                {
                    ((JsonObject)parent).Remove(place.Name!);
                }
                else
                {
                    parent[place.Name!] = Raw(value);
                }

                yield return Restore(root.ToJsonString());
            }
        }
    }

    /// <summary>The bytes with some flipped, cut, doubled or replaced.</summary>
    public static byte[] OfBytes(byte[] bytes, Random random)
    {
        var spoiled = bytes.ToList();
        for (var i = random.Next(1, 9); i > 0 && spoiled.Count > 0; i--)
        {
            var at = random.Next(spoiled.Count);
            switch (random.Next(5))
            {
                case 0:
                    spoiled[at] = (byte)random.Next(256);
                    break;
                case 1:
                    spoiled[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    spoiled.RemoveRange(at, Math.Min(random.Next(1, 40), spoiled.Count - at));
                    break;
                case 3:
                    spoiled.InsertRange(at, spoiled.GetRange(at, Math.Min(random.Next(1, 40), spoiled.Count - at)));
                    break;
                default:
                    spoiled.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. spoiled];
    }

    /// <summary>A number or a broken escape that a JSON tree would not hold stands in a string until the end.</summary>
    private static JsonValue Raw(string json) => JsonValue.Create($"\u0001{Convert.ToHexString(Encoding.UTF8.GetBytes(json))}\u0001");

    private static string Restore(string json)
    {
        const string Mark = "\\u0001";
        var parts = json.Split($"\"{Mark}", StringSplitOptions.None);
        var restored = new StringBuilder(parts[0]);
        foreach (var part in parts[1..])
        {
            var end = part.IndexOf($"{Mark}\"", StringComparison.Ordinal);
            restored.Append(Encoding.UTF8.GetString(Convert.FromHexString(part[..end]))).Append(part[(end + Mark.Length + 1)..]);
        }

        return restored.ToString();
    }

    private static string Long(Random random) => $"\"{new string('ệ', random.Next(1, 12_000))}\"";

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Places(JsonNode node)
    {
        if (node is JsonObject known)
        {
            foreach (var (name, value) in known)
            {
                yield return (known, name, 0);
                if (value is null) continue;
                foreach (var place in Places(value)) yield return place;
            }
        }
        else if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
            {
                yield return (array, null, i);
                if (array[i] is not { } value) continue;
                foreach (var place in Places(value)) yield return place;
            }
        }
    }
}
