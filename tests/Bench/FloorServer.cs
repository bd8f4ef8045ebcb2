using System.CommandLine;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace PublicServices.Tests.Bench;

/// <summary>
/// The floor: a bare Kestrel endpoint that puts the bytes it gets into one row and answers when they are synced, one
/// transaction for all that wait. Nothing that keeps a promise to a family can be cheaper.
/// </summary>
internal static class FloorServer
{
    private const int MaxGroup = 512;

    public static Command CreateCommand()
    {
        var folder = new Option<string>("--folder") { Required = true, Description = "Where the file goes." };
        var port = new Option<int>("--port") { Required = true, Description = "Where it listens on 127.0.0.1." };
        var command = new Command("floor-server", "The floor's server; started by the other commands.") { folder, port };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(folder)!, parsed.GetValue(port), cancellationToken));
        return command;
    }

    private static async Task RunAsync(string folder, int port, CancellationToken cancellationToken)
    {
        var waiting = Channel.CreateUnbounded<(byte[] Bytes, TaskCompletionSource Done)>();
        var writer = new Thread(() => Write(Path.Combine(folder, "floor.db"), waiting.Reader)) { IsBackground = true };
        writer.Start();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(async context =>
        {
            var bytes = new byte[(int)context.Request.ContentLength!.Value];
            await context.Request.Body.ReadExactlyAsync(bytes);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Writer.TryWrite((bytes, done));
            await done.Task;
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.ContentLength = 0;
        });
        await app.RunAsync(cancellationToken);
    }

    private static void Write(string path, ChannelReader<(byte[] Bytes, TaskCompletionSource Done)> waiting)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(path, out var database));
        Check(raw.sqlite3_exec(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS rows(id INTEGER PRIMARY KEY, body BLOB)"));
        Check(raw.sqlite3_prepare_v2(database, "INSERT INTO rows(body) VALUES(?1)", out var insert));
        var group = new List<TaskCompletionSource>(MaxGroup);
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Check(raw.sqlite3_exec(database, "BEGIN IMMEDIATE"));
            while (group.Count < MaxGroup && waiting.TryRead(out var one))
            {
                raw.sqlite3_bind_blob(insert, 1, one.Bytes);
                raw.sqlite3_step(insert);
                raw.sqlite3_reset(insert);
                group.Add(one.Done);
            }

            Check(raw.sqlite3_exec(database, "COMMIT"));
            foreach (var done in group) done.SetResult();
            group.Clear();
        }
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite {code}.");
    }
}
