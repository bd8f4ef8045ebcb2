using Amqp.Framing;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Puts messages into as few transfers as the broker's largest allows.</summary>
internal static class ParcelPacker
{
    /// <summary>Format of a transfer that holds several messages.</summary>
    public const uint BatchFormat = 0x80013700;

    /// <summary>Most messages in one transfer.</summary>
    public const int MaxMessages = 500;

    /// <summary>Headers of the transfer itself, and of each message in it.</summary>
    private const int Room = 1_024;
    private const int RoomEach = 16;

    public static IReadOnlyList<Parcel> Pack(IReadOnlyList<AmqpMessage> messages, bool takesBatches, ulong maxBytes)
    {
        if (!takesBatches || messages.Count == 1) return [.. messages.Select(Single)];
        var parcels = new List<Parcel>();
        var open = new List<(AmqpMessage Message, byte[] Bytes)>();
        var size = 0UL;
        foreach (var message in messages)
        {
            var bytes = Encode(message);
            var needs = (ulong)(bytes.Length + RoomEach);
            if (open.Count > 0 && (open.Count == MaxMessages || size + needs + Room > maxBytes))
            {
                parcels.Add(Close(open));
                size = 0;
            }

            open.Add((message, bytes));
            size += needs;
        }

        parcels.Add(Close(open));
        return parcels;
    }

    private static Parcel Single(AmqpMessage message) => new(message, [message.Properties.GroupId], 1);

    private static Parcel Close(List<(AmqpMessage Message, byte[] Bytes)> open)
    {
        var first = open[0].Message;
        if (open.Count == 1)
        {
            open.Clear();
            return Single(first);
        }

        var body = new DataList();
        foreach (var (_, bytes) in open) body.Add(new Data { Binary = bytes });
        // The broker routes a batch by its envelope, so that bears what the first message bears.
        var transfer = new AmqpMessage
        {
            Format = BatchFormat,
            Header = new Header { Durable = true },
            Properties = new Properties { MessageId = first.Properties.MessageId, GroupId = first.Properties.GroupId },
            BodySection = body,
        };
        var parcel = new Parcel(transfer, open.Select(one => one.Message.Properties.GroupId).ToHashSet(StringComparer.Ordinal), open.Count);
        open.Clear();
        return parcel;
    }

    private static byte[] Encode(AmqpMessage message)
    {
        var buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
