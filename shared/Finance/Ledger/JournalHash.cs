using System.Security.Cryptography;
using System.Text.Json;

namespace PublicServices.Finance;

/// <summary>The chain's link: SHA-256 over a journal in its one spelling, which holds the hash before it.</summary>
/// <remarks>An engine may keep a document's JSON in a spelling of its own, so it is read and written again before it is hashed.</remarks>
public static class JournalHash
{
    /// <summary>The journal's bytes.</summary>
    public static byte[] Write(Journal journal) => JsonSerializer.SerializeToUtf8Bytes(journal, LedgerJson.Default.Journal);

    /// <summary>64 lower-case hex characters.</summary>
    public static string Of(ReadOnlySpan<byte> written) => Convert.ToHexStringLower(SHA256.HashData(written));

    /// <summary>64 lower-case hex characters.</summary>
    public static string Of(Journal journal) => Of(Write(journal));

    /// <exception cref="JsonException">It is not a journal, or says more than one.</exception>
    public static Journal Read(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize(body.Span, LedgerJson.Default.Journal) ?? throw new JsonException("A journal is null.");
}
