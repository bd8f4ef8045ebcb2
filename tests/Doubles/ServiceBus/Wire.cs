using System.Buffers.Binary;
using System.Threading.Channels;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>Frames on a socket: the library's codec, a loop of our own. Its listener hangs when a header and an open arrive together.</summary>
internal sealed class Wire(Stream stream)
{
    public const int MaxFrame = 1024 * 1024;

    private const int HeaderSize = 8;
    private const byte DataOffset = 2;
    private const byte AmqpFrame = 0;
    private const byte SaslFrame = 1;
    private const int WriteBuffer = 64 * 1024;

    private static readonly byte[][] DetailKeys = ["DeadLetterReason"u8.ToArray(), "DeadLetterErrorDescription"u8.ToArray()];

    private readonly Channel<byte[]> _out = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly byte[] _header = new byte[HeaderSize];

    static Wire() => _ = new Open();

    /// <summary>Reads eight bytes of protocol header: the protocol's id, 0 for AMQP and 3 for SASL.</summary>
    public async Task<byte> ReadProtocolAsync(CancellationToken cancellationToken)
    {
        await stream.ReadExactlyAsync(_header, cancellationToken);
        if (_header is not [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', ..]) throw new InvalidDataException("This is not AMQP.");
        return _header[4];
    }

    public void SendProtocol(byte id) => _out.Writer.TryWrite([(byte)'A', (byte)'M', (byte)'Q', (byte)'P', id, 1, 0, 0]);

    /// <returns>The next frame; a null performative is a heartbeat.</returns>
    public async Task<(ushort Channel, DescribedList? Performative, ByteBuffer Payload)> ReadAsync(CancellationToken cancellationToken)
    {
        await stream.ReadExactlyAsync(_header, cancellationToken);
        var size = BinaryPrimitives.ReadInt32BigEndian(_header);
        if (size is < HeaderSize or > MaxFrame) throw new InvalidDataException($"A frame of {size} bytes.");
        var rest = new byte[size - HeaderSize];
        await stream.ReadExactlyAsync(rest, cancellationToken);
        MakeSymbols(rest);
        var skip = _header[4] * 4 - HeaderSize;
        var buffer = new ByteBuffer(rest, skip, rest.Length - skip, rest.Length - skip);
        var performative = buffer.Length == 0 ? null : (DescribedList)Encoder.ReadObject(buffer);
        return (BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(6)), performative, buffer);
    }

    /// <summary>
    /// Microsoft's JavaScript client writes the keys of a refusal's details as strings, the protocol wants symbols, the real broker takes
    /// either, and this codec takes symbols only. Short ones differ in one byte.
    /// </summary>
    private static void MakeSymbols(Span<byte> frame)
    {
        const byte shortString = 0xA1, shortSymbol = 0xA3, disposition = 0x15;
        if (frame is not [0, 0x53, disposition, ..]) return;
        foreach (var key in DetailKeys)
        {
            if (frame.IndexOf(key) is > 1 and var at && frame[at - 2] == shortString) frame[at - 2] = shortSymbol;
        }
    }

    public void Send(ushort channel, DescribedList performative, ReadOnlySpan<byte> payload = default, bool isSasl = false)
    {
        var buffer = new ByteBuffer(128, true);
        performative.Encode(buffer);
        var frame = new byte[HeaderSize + buffer.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = DataOffset;
        frame[5] = isSasl ? SaslFrame : AmqpFrame;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(6), channel);
        buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).CopyTo(frame.AsSpan(HeaderSize));
        payload.CopyTo(frame.AsSpan(HeaderSize + buffer.Length));
        _out.Writer.TryWrite(frame);
    }

    public void SendHeartbeat() => _out.Writer.TryWrite([0, 0, 0, HeaderSize, DataOffset, AmqpFrame, 0, 0]);

    /// <summary>Nothing more is sent; what was goes out first.</summary>
    public void Complete() => _out.Writer.TryComplete();

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var gathered = new MemoryStream(WriteBuffer);
        while (await _out.Reader.WaitToReadAsync(cancellationToken))
        {
            gathered.SetLength(0);
            while (gathered.Length < WriteBuffer && _out.Reader.TryRead(out var frame)) gathered.Write(frame);
            await stream.WriteAsync(gathered.GetBuffer().AsMemory(0, (int)gathered.Length), cancellationToken);
        }
    }
}
