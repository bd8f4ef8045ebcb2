using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Infra.Blobs;

/// <summary>Where clamd listens.</summary>
/// <param name="Host">Host name or address, inside the same network: the protocol is neither encrypted nor signed in.</param>
/// <param name="Port">TCP port; clamd's own default is 3310.</param>
/// <param name="TimeoutSeconds">For one scan altogether, connecting included; 1 to 300.</param>
public sealed record ClamAvOptions(string Host, int Port = 3310, int TimeoutSeconds = 30);

/// <summary>Asks a ClamAV daemon about a file.</summary>
/// <remarks>
/// Source: clamd(8), INSTREAM: chunks with a four-byte big-endian length, ended by an empty one. clamd's StreamMaxLength
/// (default 100 MB) must not be less than <see cref="IBlobStore.MaxBytes"/>.
/// </remarks>
public sealed class ClamAvScanner(ClamAvOptions options, TimeProvider clock) : IFileScanner, IDisposable
{
    /// <summary>Scans at once; further ones wait their turn within their own time limit. clamd's default is ten threads.</summary>
    public const int MaxConcurrentScans = 8;

    /// <summary>When to try again after clamd could not be asked.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(15);

    private const int ChunkBytes = 64 * 1024;
    private const int MaxReplyBytes = 4 * 1024;
    private readonly SemaphoreSlim _slots = new(MaxConcurrentScans, MaxConcurrentScans);

    public async ValueTask<string?> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            await _slots.WaitAsync(either.Token);
            try
            {
                return Verdict(await AskAsync(content, either.Token));
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineBusyException($"The malware scanner did not answer within {options.TimeoutSeconds} s.", RetryAfter);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new EngineBusyException($"The malware scanner cannot be reached: {e.Message}", RetryAfter);
        }
    }

    public void Dispose() => _slots.Dispose();

    private static string? Verdict(string reply)
    {
        const string prefix = "stream: ";
        const string found = " FOUND";
        if (reply == prefix + "OK") return null;
        if (reply.StartsWith(prefix, StringComparison.Ordinal) && reply.EndsWith(found, StringComparison.Ordinal))
            return reply[prefix.Length..^found.Length];
        throw new EngineBusyException($"The malware scanner answered: {reply}", RetryAfter);
    }

    private static async Task SendAsync(NetworkStream stream, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        var length = new byte[sizeof(uint)];
        for (var at = 0; at < content.Length; at += ChunkBytes)
        {
            var chunk = content.Slice(at, Math.Min(ChunkBytes, content.Length - at));
            BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length);
            await stream.WriteAsync(length, cancellationToken);
            await stream.WriteAsync(chunk, cancellationToken);
        }

        await stream.WriteAsync(new byte[sizeof(uint)], cancellationToken);
    }

    private static async Task<string> ReplyAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var reply = new byte[MaxReplyBytes];
        var length = 0;
        while (length < reply.Length)
        {
            var read = await stream.ReadAsync(reply.AsMemory(length), cancellationToken);
            if (read == 0) throw new IOException("the connection closed before the answer ended.");
            length += read;
            if (reply.AsSpan(0, length).IndexOf((byte)0) is >= 0 and var end) return Encoding.UTF8.GetString(reply, 0, end);
        }

        throw new IOException($"the answer is longer than {MaxReplyBytes} bytes.");
    }

    private async Task<string> AskAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(options.Host, options.Port, cancellationToken);
        var stream = client.GetStream();
        try
        {
            await SendAsync(stream, content, cancellationToken);
        }
        catch (IOException) when (client.Client.Available > 0)
        {
            // clamd hangs up in the middle of a file over its own limit, having said why: the answer tells more.
        }

        return await ReplyAsync(stream, cancellationToken);
    }
}
