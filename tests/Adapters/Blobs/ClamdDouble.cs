using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PublicServices.Tests.Adapters.Blobs;

/// <summary>Speaks clamd's side of INSTREAM on loopback, and says what the test wants.</summary>
internal sealed class ClamdDouble : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<byte[], string?> _answer;
    private readonly Task _serving;

    /// <param name="answer">Reply for a file, without its end mark; null hangs up.</param>
    public ClamdDouble(Func<byte[], string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Set to let the double take a file and say nothing.</summary>
    public bool IsSilent { get; set; }

    public TaskCompletionSource Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var command = new byte[10];
        await stream.ReadExactlyAsync(command, _stop.Token);
        if (Encoding.ASCII.GetString(command) != "zINSTREAM\0")
        {
            await stream.WriteAsync("UNKNOWN COMMAND\0"u8.ToArray(), _stop.Token);
            return;
        }

        using var content = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, _stop.Token);
            var size = BinaryPrimitives.ReadInt32BigEndian(length);
            if (size == 0) break;
            var chunk = new byte[size];
            await stream.ReadExactlyAsync(chunk, _stop.Token);
            content.Write(chunk);
        }

        Received.TrySetResult();
        if (IsSilent) await Task.Delay(Timeout.Infinite, _stop.Token);
        if (_answer(content.ToArray()) is { } answer) await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\0"), _stop.Token);
    }
}
