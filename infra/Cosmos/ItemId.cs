using System.Security.Cryptography;
using System.Text;

namespace PublicServices.Infra.Cosmos;

/// <summary>Ids of items. Cosmos DB forbids <c>/ \ ? #</c> in them, <c>%</c> breaks some clients, and 255 characters are the most.</summary>
internal static class ItemId
{
    /// <summary>The one item that holds a record's state.</summary>
    public const string State = "state";

    private const int MaxReadable = 200;

    /// <summary>A document beside the state.</summary>
    public static string Document(string id) => Readable("d.", id);

    /// <summary>The mark of a message that was handled.</summary>
    public static string Inbox(string consumer, string message) => Readable("i.", $"{consumer}:{message}");

    /// <summary>The answer to a request, in the record's partition.</summary>
    public static string Answer(string scope, string key) => "r." + Claim(scope, key);

    /// <summary>The claim of a request's key. A hash, because scopes name accounts.</summary>
    public static string Claim(string scope, string key) => Hash($"{scope}\n{key}");

    /// <summary>A message on its way out; sorts by commit, then place.</summary>
    public static string Outbox(string commit, int place) => $"o.{commit}.{place:00}";

    /// <summary>A view's row.</summary>
    public static string Row(string sort) => Readable("v.", sort);

    /// <summary>Lower-case hexadecimal SHA-256.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The text itself where it is plain and short enough, so that an operator can read it; different texts never meet.</summary>
    private static string Readable(string prefix, string text)
    {
        var id = new StringBuilder(prefix, MaxReadable + 8);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && ((char)rune.Value is '-' or '_' or '.' or ':' || char.IsAsciiLetterOrDigit((char)rune.Value)))
            {
                id.Append((char)rune.Value);
            }
            else
            {
                // A tilde is written like any other special character, so that nothing else looks like this.
                foreach (var one in utf8[..rune.EncodeToUtf8(utf8)]) id.Append('~').Append(Convert.ToHexStringLower([one]));
            }

            if (id.Length > MaxReadable) return $"{prefix}~~{Hash(text)}";
        }

        return id.ToString();
    }
}
