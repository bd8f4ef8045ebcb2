using System.Buffers.Binary;

namespace PublicServices.Kernel;

/// <summary>Fills a span with bytes nobody can guess (or, in a simulation, with bytes a seed decides).</summary>
public delegate void FillRandom(Span<byte> bytes);

/// <summary>Makes ids that sort by the time they were made, so that new rows land next to each other in every index.</summary>
/// <remarks>
/// 26 characters of lower-case Crockford base 32: 48 bits of Unix milliseconds, then 80 random bits. Within one
/// millisecond the random part counts up, so ids from one source are strictly increasing even when the clock stands still
/// or steps back.
/// </remarks>
public sealed class IdSource(TimeProvider clock, FillRandom random)
{
    /// <summary>Length of every id.</summary>
    public const int Length = 26;

    private const int StampLength = 10;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int RandomBytes = 10;

    private readonly Lock _gate = new();
    private long _lastMilliseconds;
    // Two halves, not one number of 128 bits: code that only holds such a number cannot be compiled ahead, and every handler holds this.
    private ulong _randomHigh;
    private ulong _randomLow;

    /// <summary>The next id.</summary>
    public string Next()
    {
        ulong high, low;
        lock (_gate)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _lastMilliseconds)
            {
                _lastMilliseconds = now;
                DrawRandom();
            }
            else if (++_randomLow == 0)
            {
                _randomHigh++;
            }

            (high, low) = (HighOf(_lastMilliseconds) | _randomHigh, _randomLow);
        }

        return Encode(high, low);
    }

    /// <summary>The smallest id that could have been made at or after <paramref name="time"/>; a range bound for views.</summary>
    public static string FloorOf(DateTimeOffset time) => Encode(HighOf(Math.Max(0, time.ToUnixTimeMilliseconds())), 0);

    /// <summary>
    /// The part of an id that is its time, 10 characters. An id that derives from what it names begins with it, so that it lands
    /// beside the others of its time all the same.
    /// </summary>
    public static string StampOf(DateTimeOffset time) => FloorOf(time)[..StampLength];

    /// <summary>Writes the first 16 bytes, most significant first, as 26 characters; the top two bits of the first one are zero.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) =>
        Encode(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    private static string Encode(ulong high, ulong low) => string.Create(Length, (high, low), static (span, bits) =>
    {
        var (high, low) = bits;
        for (var i = Length - 1; i >= 0; i--)
        {
            span[i] = Alphabet[(int)(low & 31)];
            low = (low >> 5) | (high << 59);
            high >>= 5;
        }
    });

    /// <summary>48 bits of time, and room for the first 16 random ones.</summary>
    private static ulong HighOf(long milliseconds) => (ulong)milliseconds << 16;

    /// <summary>79 bits leave room to count up without touching the time.</summary>
    private void DrawRandom()
    {
        Span<byte> bytes = stackalloc byte[RandomBytes];
        random(bytes);
        var high = (ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ushort)..]);
        (_randomHigh, _randomLow) = (high >> 1, (low >> 1) | (high << 63));
    }
}
