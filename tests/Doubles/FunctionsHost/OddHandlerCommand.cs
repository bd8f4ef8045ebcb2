using System.CommandLine;
using System.Diagnostics;
using System.Net;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>A custom handler that does one thing wrong, so that the double of the host can be held to its contract.</summary>
internal static class OddHandlerCommand
{
    public static Command Create()
    {
        var how = new Argument<string>("how")
        {
            Description = "well | empty | null | text | error | never-listens | ends:CODE. The last ends with that code at its first call.",
        };
        var command = new Command("odd-handler", "A custom handler that does one thing wrong.") { how };
        command.SetAction(async (parsed, stop) => await RunAsync(parsed.GetValue(how)!, stop));
        return command;
    }

    private static async Task RunAsync(string how, CancellationToken stop)
    {
        if (how == "never-listens") await Task.Delay(Timeout.Infinite, stop);
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT")}/");
        listener.Start();
        while (true)
        {
            var context = await listener.GetContextAsync();
            if (context.Request.HttpMethod == "GET") Answer(context, 200, "text/plain", "up");
            else Call(context, how);
        }
    }

    private static void Call(HttpListenerContext context, string how)
    {
        switch (how.Split(':'))
        {
            case ["well"]: Answer(context, 200, "application/json", "{}"); break;
            case ["empty"]: Answer(context, 200, "application/json", ""); break;
            case ["null"]: Answer(context, 200, "application/json", "null"); break;
            case ["text"]: Answer(context, 200, "text/plain", "done"); break;
            case ["error"]: Answer(context, 503, "application/json", "{}"); break;
            case ["ends", "killed"]: Process.GetCurrentProcess().Kill(); break;
            case ["ends", var code]: Environment.Exit(int.Parse(code, null)); break;
            default: throw new ArgumentException(how);
        }
    }

    private static void Answer(HttpListenerContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Close(System.Text.Encoding.UTF8.GetBytes(body), willBlock: true);
    }
}
