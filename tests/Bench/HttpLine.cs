using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PublicServices.Tests.Bench;

/// <summary>
/// One kept-alive HTTP/1.1 connection. The load generator shares its two cores with the server it measures, so it must cost as
/// little as it can; the general client costs several times as much.
/// </summary>
internal sealed class HttpLine(IPEndPoint server) : IDisposable
{
    /// <summary>Largest answer it can hold.</summary>
    public const int MaxAnswerBytes = 256 * 1024;

    private readonly byte[] _buffer = new byte[MaxAnswerBytes];
    private readonly byte[] _request = new byte[64 * 1024];
    private Socket? _socket;

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="head">Request line and headers, each ending in CR LF, without Content-Length and without the empty line.</param>
    /// <param name="body">The body; may be empty.</param>
    public async ValueTask<Answer> SendAsync(string head, ReadOnlyMemory<byte> body)
    {
        var length = Encoding.ASCII.GetBytes(head, _request);
        length += Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n", _request.AsSpan(length));
        body.Span.CopyTo(_request.AsSpan(length));
        length += body.Length;

        var socket = _socket ??= await ConnectAsync();
        await socket.SendAsync(_request.AsMemory(0, length));
        return await ReadAsync(socket);
    }

    public void Dispose() => _socket?.Dispose();

    private async ValueTask<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        return socket;
    }

    private async ValueTask<Answer> ReadAsync(Socket socket)
    {
        var filled = 0;
        int headEnd;
        while ((headEnd = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0) filled += await ReceiveAsync(socket, filled);

        var head = Encoding.ASCII.GetString(_buffer, 0, headEnd + 2);
        var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var start = headEnd + 4;
        if (Header(head, "Content-Length") is { } declared)
        {
            var end = start + int.Parse(declared, CultureInfo.InvariantCulture);
            while (filled < end) filled += await ReceiveAsync(socket, filled);
            return new Answer(status, head, _buffer[start..end]);
        }

        if (Header(head, "Transfer-Encoding") is null) return new Answer(status, head, []);
        var body = new MemoryStream();
        while (true)
        {
            int lineEnd;
            while ((lineEnd = _buffer.AsSpan(start, filled - start).IndexOf("\r\n"u8)) < 0) filled += await ReceiveAsync(socket, filled);
            if (!Utf8Parser.TryParse(_buffer.AsSpan(start, lineEnd), out int size, out _, 'x')) throw new IOException("Bad chunk.");
            start += lineEnd + 2;
            while (filled < start + size + 2) filled += await ReceiveAsync(socket, filled);
            if (size == 0) return new Answer(status, head, body.ToArray());
            body.Write(_buffer, start, size);
            start += size + 2;
        }
    }

    private async ValueTask<int> ReceiveAsync(Socket socket, int filled)
    {
        var count = await socket.ReceiveAsync(_buffer.AsMemory(filled));
        return count > 0 ? count : throw new IOException("The server closed the connection.");
    }

    private static string? Header(string head, string name)
    {
        var at = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        at += name.Length + 4;
        return head[at..head.IndexOf("\r\n", at, StringComparison.Ordinal)];
    }

    /// <summary>What came back.</summary>
    internal readonly record struct Answer(int Status, string Head, byte[] Body)
    {
        public string? Location => Header(Head, "Location");

        public string Text => Encoding.UTF8.GetString(Body);

        public Answer Must(int status) => Status == status
            ? this
            : throw new InvalidOperationException($"Expected {status}, got {Status}: {Text}");
    }
}
