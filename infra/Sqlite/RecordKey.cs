using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>
/// Where a record stands in the index of records: a number instead of its text, so that the index stays small, and next to the
/// records it belongs to, so that a journey that touches several of them touches one page.
/// </summary>
/// <remarks>
/// The id's last part says what it is about: <c>pay-reg-2h2v</c> and <c>ntc-reg-2h2v.fee</c> are about <c>reg-2h2v</c>. Its first
/// six characters are the high bits, in their order, so that ids that count or tell the time still go to the end; the rest is a
/// hash of the whole id. Two ids may have one key: whoever looks compares the id as well. Keys are stored: never change how they are made.
/// </remarks>
internal static class RecordKey
{
    private const int Characters = 6;
    private const int BitsEach = 6;
    private const int HashBits = 63 - Characters * BitsEach;

    public static long Of(RecordId id) => Of(id.Value);

    public static long Of(string id)
    {
        var tail = id.AsSpan(id.LastIndexOf('-') + 1);
        if (tail.IndexOf('.') is > 0 and var dot) tail = tail[..dot];
        long key = 0;
        for (var i = 0; i < Characters; i++) key = (key << BitsEach) | (i < tail.Length ? CodeOf(tail[i]) : 0u);
        return (key << HashBits) | (Hash(id) & ((1L << HashBits) - 1));
    }

    /// <summary>What the id starts with, before its first dash.</summary>
    public static string KindOf(string id) => id.IndexOf('-') is > 0 and var dash ? id[..dash] : id;

    /// <summary>Order of the characters an id may hold; others never reach the store.</summary>
    private static uint CodeOf(char c) => c switch
    {
        >= '0' and <= '9' => (uint)(c - '0') + 2,
        >= 'a' and <= 'z' => (uint)(c - 'a') + 12,
        _ => 1,
    };

    /// <summary>FNV-1a with a last mix: the same on every machine and in every version, unlike the framework's.</summary>
    private static long Hash(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in id) hash = (hash ^ c) * 1099511628211UL;
        hash ^= hash >> 32;
        return (long)(hash * 0xff51afd7ed558ccdUL >> 1);
    }
}
