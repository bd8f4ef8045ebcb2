using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.EndToEnd;

/// <summary>Photos as large as phones make them.</summary>
internal static class Photos
{
    private const int MaxSegmentBytes = 60_000;

    /// <summary>A picture that opens, with as much of a camera's metadata before it as makes it this large.</summary>
    public static byte[] OfSize(int bytes, int seed = 1)
    {
        var random = new Random(seed);
        var jpeg = SampleFiles.Jpeg(3000, 4000);
        var photo = new List<byte>(bytes) { jpeg[0], jpeg[1] };
        for (var left = bytes - jpeg.Length; left > 4;)
        {
            var noise = new byte[Math.Min(left - 4, MaxSegmentBytes)];
            random.NextBytes(noise);
            photo.AddRange([0xFF, 0xEC, (byte)((noise.Length + 2) >> 8), (byte)(noise.Length + 2), .. noise]);
            left -= noise.Length + 4;
        }

        photo.AddRange(jpeg[2..]);
        return [.. photo];
    }
}
