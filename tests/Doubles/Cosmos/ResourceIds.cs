using System.Buffers.Binary;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>Resource ids as the service makes them: the SDK takes a container's id apart to find its database.</summary>
internal static class ResourceIds
{
    public static string Database(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return Text(bytes);
    }

    public static string Container(int database, int number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(bytes, database);
        // The highest bit tells a container from a user of the database.
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)number | 0x80000000);
        return Text(bytes);
    }

    public static string Document(int database, int container, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes, database);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)container | 0x80000000);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], number);
        return Text(bytes);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).Replace('/', '-');
}
