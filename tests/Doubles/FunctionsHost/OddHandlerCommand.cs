using System.CommandLine;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

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
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT")}");
        await using var application = builder.Build();
        application.Run(async context =>
        {
            if (HttpMethods.IsGet(context.Request.Method)) await AnswerAsync(context, 200, "text/plain", "up");
            else await CallAsync(context, how);
        });
        await application.StartAsync(stop);
        // It never gets to know that it is to stop.
        await Task.Delay(Timeout.Infinite, stop);
    }

    private static Task CallAsync(HttpContext context, string how)
    {
        switch (how.Split(':'))
        {
            case ["well"]: return AnswerAsync(context, 200, "application/json", "{}");
            case ["empty"]: return AnswerAsync(context, 200, "application/json", "");
            case ["null"]: return AnswerAsync(context, 200, "application/json", "null");
            case ["text"]: return AnswerAsync(context, 200, "text/plain", "done");
            case ["error"]: return AnswerAsync(context, 503, "application/json", "{}");
            case ["ends", "killed"]: Process.GetCurrentProcess().Kill(); break;
            case ["ends", var code]: Environment.Exit(int.Parse(code, null)); break;
        }

        throw new ArgumentException(how);
    }

    private static async Task AnswerAsync(HttpContext context, int status, string contentType, string body)
    {
        // To the end: a caller that still writes when the answer comes may find the connection reset instead.
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        (context.Response.StatusCode, context.Response.ContentType) = (status, contentType);
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}
