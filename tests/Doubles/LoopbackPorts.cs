using System.Net;
using System.Net.Sockets;

namespace PublicServices.Tests.Doubles;

/// <summary>
/// Ports of 127.0.0.1 for programs that are told where to listen. They are below the range the system takes ports for outgoing
/// connections from: nobody takes one between two starts, and a client that asks too early is not connected to itself.
/// </summary>
public static class LoopbackPorts
{
    private const int First = 21_000;
    private const int Count = 8_000;
    private static int _taken = Environment.ProcessId * 37 % Count;

    /// <summary>One that is free and that this process has not given out lately.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public static int Take()
    {
        for (var tried = 0; tried < Count; tried++)
        {
            var port = First + Interlocked.Increment(ref _taken) % Count;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there: the next one.
            }
        }

        throw new InvalidOperationException($"No port between {First} and {First + Count} is free.");
    }

    /// <summary>Whether somebody takes connections there. Waits for nothing: on this machine one is taken or refused at once.</summary>
    public static bool IsListening(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
