using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Decides which of a day's shards a journal goes to.</summary>
/// <param name="Unit">Journals of one unit share few shards, so that a shard's totals name few accounts.</param>
/// <param name="Record">Spreads the journals of one unit, so that a busy unit is no bottleneck.</param>
/// <remarks>
/// 300,000 payments a day with bursts of 100 a second are about 3 postings a payment: with 256 shards the busiest one sees a
/// few commits a second. When every one of 17,000 schools posts on one day, a shard holds totals of about 270 accounts, 16 KB.
/// </remarks>
public readonly record struct ShardKey(string Unit, string Record)
{
    /// <summary>Groups of units.</summary>
    public const int Groups = 128;

    /// <summary>Shards of one group.</summary>
    public const int Lanes = 2;

    /// <summary>Shards of one day. Changing it needs a day on which nothing was posted.</summary>
    public const int Shards = Groups * Lanes;

    /// <summary>The shard, 0 to 255.</summary>
    public int Shard => (int)((Hash(Unit) % Groups * Lanes) + (Hash(Record) % Lanes));

    /// <summary>The shard's record on a day, for example <c>led-2026-11-24.07f</c>.</summary>
    public RecordId On(DateOnly day) => RecordOf(day, Shard);

    /// <summary>One of a day's records.</summary>
    public static RecordId RecordOf(DateOnly day, int shard) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{LedgerShard.Kind}-{day:yyyy-MM-dd}.{shard:x3}"));

    private static uint Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}
