using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PublicServices.Tests.Adapters.Notices;

/// <summary>An SMTP server for one test: speaks as much of RFC 5321 as a client needs, and answers as it is told.</summary>
internal sealed class SmtpDouble : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, string> _answers;

    /// <param name="answers">Answers by command (<c>MAIL</c>, <c>RCPT</c>, <c>DATA</c>, <c>.</c> for the end of the data); <c>hang</c> says nothing more.</param>
    public SmtpDouble(params (string Command, string Answer)[] answers)
    {
        _answers = answers.ToDictionary(pair => pair.Command, pair => pair.Answer);
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public List<string> Recipients { get; } = [];

    public List<string> Messages { get; } = [];

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 double ESMTP");
        while (await reader.ReadLineAsync(_stopping.Token) is { } line)
        {
            var command = line.Split(' ')[0].ToUpperInvariant();
            var answer = _answers.GetValueOrDefault(command) ?? command switch
            {
                "EHLO" or "HELO" => "250 double",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            if (answer == "hang") await Task.Delay(Timeout.Infinite, _stopping.Token);
            await writer.WriteLineAsync(answer);
            if (command == "RCPT") Recipients.Add(line);
            if (command == "DATA" && answer.StartsWith('3')) await TakeMessageAsync(reader, writer);
            if (command == "QUIT") return;
        }
    }

    private async Task TakeMessageAsync(StreamReader reader, StreamWriter writer)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stopping.Token) is { } line && line != ".") text.AppendLine(line);
        Messages.Add(text.ToString());
        await writer.WriteLineAsync(_answers.GetValueOrDefault(".") ?? "250 queued");
    }
}
