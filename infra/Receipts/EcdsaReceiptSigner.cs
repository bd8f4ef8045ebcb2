using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Infra.Receipts;

/// <summary>Signs receipts with one key, and knows the keys that signed before it.</summary>
/// <remarks>ECDSA P-256 with SHA-256: the shortest signature that every language can check (RFC 7518, ES256).</remarks>
public sealed class EcdsaReceiptSigner : IReceiptSigner
{
    private readonly ReceiptKey _present;
    private readonly ReceiptKey[] _all;

    /// <param name="present">A private key.</param>
    /// <param name="retired">Keys of receipts that are still good; public ones will do.</param>
    public EcdsaReceiptSigner(ReceiptKey present, params IEnumerable<ReceiptKey> retired)
    {
        _present = present;
        _all = [present, .. retired.Where(key => key.Id != present.Id)];
        PublicKeys = WriteKeys();
    }

    public ReadOnlyMemory<byte> PublicKeys { get; }

    public string Sign(Receipt receipt)
    {
        var content = ReceiptToken.Content(receipt, _present.IdBytes);
        return ReceiptToken.Write(content, _present.Sign(ReceiptToken.SignedBytes(content)));
    }

    public Receipt? Verify(string token)
    {
        if (!ReceiptToken.TryRead(token, out var content, out var signature)) return null;
        foreach (var key in _all)
        {
            if (!key.IdBytes.SequenceEqual(ReceiptToken.KeyId(content.Span))) continue;
            return key.Verifies(ReceiptToken.SignedBytes(content.Span), signature.Span) ? ReceiptToken.Read(content.Span) : null;
        }

        return null;
    }

    private byte[] WriteKeys()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in _all) key.WriteJwk(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
