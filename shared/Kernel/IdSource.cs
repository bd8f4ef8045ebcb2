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
    private readonly Lock _gate = new();
    private long _lastMilliseconds;
    private UInt128 _lastRandom;

    /// <summary>The next id.</summary>
    public string Next()
    {
        UInt128 bits;
        lock (_gate)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _lastMilliseconds)
            {
                _lastMilliseconds = now;
                // 79 random bits leave room to count up without touching the time.
                _lastRandom = Random80() >> 1;
            }
            else
            {
                _lastRandom++;
            }

            bits = ((UInt128)(ulong)_lastMilliseconds << 80) | _lastRandom;
        }

        return Encode(bits);
    }

    /// <summary>The smallest id that could have been made at or after <paramref name="time"/>; a range bound for views.</summary>
    public static string FloorOf(DateTimeOffset time) =>
        Encode((UInt128)(ulong)Math.Max(0, time.ToUnixTimeMilliseconds()) << 80);

    /// <summary>
    /// The part of an id that is its time, 10 characters. An id that derives from what it names begins with it, so that it lands
    /// beside the others of its time all the same.
    /// </summary>
    public static string StampOf(DateTimeOffset time) => FloorOf(time)[..StampLength];

    /// <summary>Writes 128 bits as 26 characters, the top two bits of the first one zero.</summary>
    public static string Encode(UInt128 bits) => string.Create(Length, bits, static (span, value) =>
    {
        for (var i = Length - 1; i >= 0; i--)
        {
            span[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    });

    private UInt128 Random80()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        random(bytes[6..]);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
