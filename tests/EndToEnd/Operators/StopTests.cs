using System.Diagnostics;
using System.Net.Sockets;
using PublicServices.Tests.Doubles;

namespace PublicServices.Tests.EndToEnd.Operators;

/// <summary>What an operator's system does to a server before it starts the next one.</summary>
public sealed class StopTests
{
    /// <summary>Longer than any library in between gives a program to end, unless it is told otherwise.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_request_that_is_under_way_is_answered_before_the_server_ends()
    {
        using var folder = new DataFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        using var phone = new TcpClient();
        await phone.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        await using var line = phone.GetStream();
        await line.WriteAsync("POST /callbacks/nobody HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{"u8.ToArray(), TestContext.Current.CancellationToken);
        var began = Stopwatch.GetTimestamp();
        var stopped = server.StopAsync();
        await Eventually.TrueAsync(() => Task.FromResult(!LoopbackPorts.IsListening(server.Url.Port)), "the server takes no new callers");
        await Eventually.TrueAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(began) > Long), "the network was slow");

        await line.WriteAsync("}"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(line);
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).Should().StartWith("HTTP/1.1 4", "the body came whole, from nobody that is known");
        (await stopped).Should().Be(0, server.Output);
    }
}
