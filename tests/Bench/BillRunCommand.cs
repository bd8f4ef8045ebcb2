using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Functions.Hosting;
using PublicServices.Kernel;
using PublicServices.Tuition;
using SQLitePCL;

namespace PublicServices.Tests.Bench;

/// <summary>
/// The bill-run bench: schools start runs of their lists in the real program on the embedded engine, and the clock stops when every
/// bill is durable and every list shows it. Beside it the floor: as many rows of a bill's size in a bare table, with the same grouping.
/// </summary>
internal static class BillRunCommand
{
    private const int PupilsOfSchool = 5_000;
    private const int PupilsOfClass = 40;
    private const int FloorGroup = 512;
    private const string Period = "2026-09";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var bills = new Option<int>("--bills") { Description = "Bills to issue.", DefaultValueFactory = _ => 500_000 };
        var json = new Option<string?>("--json") { Description = "Where the figures go; else only printed." };
        var folder = new Option<string?>("--folder") { Description = "Data folder to use and keep; else a temporary one." };
        var command = new Command("bill-run", "Bills of a month for whole schools, from their lists to durable bills and readable lists.") { bills, json, folder };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(bills), parsed.GetValue(json), parsed.GetValue(folder), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int bills, string? json, string? folder, CancellationToken cancellationToken)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("bench-bills-").FullName;
        try
        {
            var floor = Floor(Path.Combine(data, "floor.db"), bills);
            var meter = new ProcessMeter(Process.GetCurrentProcess());
            var cpuMs = meter.CpuMs;
            var (seconds, durable, size) = await MeasureAsync(bills, data, cancellationToken);
            var figures = new JsonObject
            {
                ["bills"] = bills,
                ["seconds"] = Math.Round(seconds, 2),
                ["billsPerSecond"] = Math.Round(bills / seconds),
                ["secondsToDurable"] = Math.Round(durable, 2),
                ["floorPerSecond"] = Math.Round(floor),
                ["cpuMsPerBill"] = Math.Round((meter.CpuMs - cpuMs) / bills, 3),
                ["peakRssMb"] = Math.Round(meter.PeakRssMb),
                ["fileMb"] = size / (1024 * 1024),
                ["processors"] = Environment.ProcessorCount,
                ["commit"] = await RegistrationDayCommand.GitAsync("rev-parse --short HEAD"),
            };
            var text = figures.ToJsonString(Indented);
            Console.WriteLine(text);
            if (json is not null) await File.WriteAllTextAsync(json, text + Environment.NewLine, cancellationToken);
            return 0;
        }
        finally
        {
            if (folder is null) Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<(double Seconds, double Durable, long Size)> MeasureAsync(int bills, string data, CancellationToken cancellationToken)
    {
        var builder = Server.CreateBuilder(["--environment", "Production", $"--Data:Folder={data}"]);
        builder.Services.AddSingleton<WorkflowHost>();
        await using var app = builder.Build();
        var workflows = app.Services.GetRequiredService<WorkflowHost>();
        await workflows.StartedAsync(cancellationToken);

        var runs = app.Services.GetRequiredService<RunBillsHandler>();
        var views = app.Services.GetRequiredService<IViewStore>();
        var schools = new List<(string Code, Asked Asked, int Pupils)>();
        for (var (left, number) = (bills, 0); left > 0; left -= PupilsOfSchool, number++)
        {
            var code = string.Create(CultureInfo.InvariantCulture, $"01-{number:D3}");
            var asked = new Asked(new Caller($"school-{code}", Role.School, "Bench", code), DateTimeOffset.UtcNow, "bench");
            var catalogue = DemoTuition.Catalogue(code, new DateTimeOffset(2026, 8, 1, 0, 0, 0, TimeSpan.Zero));
            var published = await app.Services.GetRequiredService<Catalogues>().PublishAsync(catalogue, asked, cancellationToken);
            if (published.Problem is { } refused) throw new InvalidOperationException($"{refused.Code} {refused.Title.En}");
            schools.Add((code, asked, Math.Min(PupilsOfSchool, left)));
        }

        var began = Stopwatch.GetTimestamp();
        // As many schools at once as a busy morning has; the rest of the lists wait in the callers' hands.
        await Parallel.ForEachAsync(schools, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, async (school, token) =>
        {
            var started = await runs.StartAsync(new RunBills(school.Code, Period, ListOf(school.Pupils)), school.Asked, token);
            if (started.Problem is { } refused) throw new InvalidOperationException($"{refused.Code} {refused.Title.En}");
            await UntilAsync(
                async () => (await runs.ReadAsync(school.Code, Period, school.Asked, token)).Value is { FinishedAt: not null } run
                    && (run.Issued == school.Pupils ? true : throw new InvalidOperationException($"{school.Code}: {run}")),
                began,
                token);
        });
        var durable = Stopwatch.GetElapsedTime(began).TotalSeconds;
        foreach (var school in schools)
            await UntilAsync(async () => await CountAsync(views, school.Code, cancellationToken) == school.Pupils, began, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await workflows.StoppingAsync(cancellationToken);
        return (seconds, durable, new FileInfo(Path.Combine(data, "public-services.db")).Length);
    }

    private static Sheet ListOf(int pupils)
    {
        string[] header = ["student", "name", "class", "level", "standing", "items", "email", "phone", "guardian"];
        return new Sheet(header, [.. Enumerable.Range(0, pupils).Select(i => new SheetRow(i + 2,
        [
            string.Create(CultureInfo.InvariantCulture, $"{i + 1:D10}"),
            $"Nguyễn Văn An {i}",
            string.Create(CultureInfo.InvariantCulture, $"10A{(i / PupilsOfClass) + 1:D3}"),
            "THPT", "", "boarding; meals*22; air-conditioning", "", "", "",
        ]))]);
    }

    private static async Task<int> CountAsync(IViewStore views, string school, CancellationToken cancellationToken)
    {
        var count = 0;
        string? continuation = null;
        do
        {
            var page = await views.RangeAsync(
                new ViewRange(TuitionViews.BySchool, TuitionViews.SchoolPartition(school, Period), 1_000, Continuation: continuation), cancellationToken);
            count += page.Rows.Count;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return count;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, long began, CancellationToken cancellationToken)
    {
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(began) > Limit) throw new TimeoutException("The bill run did not end.");
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Rows a second: one narrow table, one row a bill, groups of what the engine groups, each synced.</summary>
    private static double Floor(string path, int rows)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(path, out var database));
        Check(raw.sqlite3_exec(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows(id INTEGER PRIMARY KEY, body BLOB)"));
        Check(raw.sqlite3_prepare_v2(database, "INSERT INTO rows(body) VALUES(?1)", out var insert));
        var body = new byte[1_600];
        Random.Shared.NextBytes(body);
        var began = Stopwatch.GetTimestamp();
        for (var done = 0; done < rows;)
        {
            Check(raw.sqlite3_exec(database, "BEGIN IMMEDIATE"));
            for (var i = 0; i < FloorGroup && done < rows; i++, done++)
            {
                Check(raw.sqlite3_bind_blob(insert, 1, body));
                if (raw.sqlite3_step(insert) != raw.SQLITE_DONE) throw new InvalidOperationException("A row was not written.");
                Check(raw.sqlite3_reset(insert));
            }

            Check(raw.sqlite3_exec(database, "COMMIT"));
        }

        var perSecond = rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
        insert.Dispose();
        database.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*")) File.Delete(file);
        return perSecond;
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite {code}.");
    }
}
