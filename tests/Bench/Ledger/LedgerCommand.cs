using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PublicServices.Finance;
using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;
using SQLitePCL;

namespace PublicServices.Tests.Bench.Ledger;

/// <summary>
/// Posts journals to the real store with full durability, beside the floor: the same journals' bytes put into rows of a bare SQLite file by
/// one writer that groups its commits the same way.
/// </summary>
internal static class LedgerCommand
{
    private const int FloorGroup = 512;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly DateTimeOffset Day = new(2026, 11, 23, 9, 0, 0, VietnamTime.Offset);

    public static Command Create()
    {
        var postings = new Option<int>("--postings") { Description = "Journals to post.", DefaultValueFactory = _ => 100_000 };
        var atOnce = new Option<int>("--at-once") { Description = "Postings under way at once.", DefaultValueFactory = _ => 256 };
        var units = new Option<int>("--units") { Description = "Schools they belong to.", DefaultValueFactory = _ => 3_000 };
        var json = new Option<string?>("--json") { Description = "Where the figures go; else only printed." };
        var command = new Command("ledger", "Posts journals to the embedded store, beside a raw SQLite floor.") { postings, atOnce, units, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(postings), parsed.GetValue(atOnce), parsed.GetValue(units), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(int postings, int atOnce, int units, string? json)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-").FullName;
        try
        {
            var floor = Floor(Path.Combine(folder, "floor.db"), Math.Min(postings, 100_000));
            await using var engine = SqliteEngine.Open(
                folder,
                // Lists would hear of every journal, so the message is written with it as in the server; nobody reads it here.
                new Dictionary<string, IReadOnlyList<string>> { [FinanceMessages.JournalsPosted.Type] = ["finance-views"] },
                TimeProvider.System,
                Random.Shared.NextBytes,
                NullLogger.Instance);
            var book = new LedgerBook(engine.Records, TimeProvider.System);
            await PostAsync(book, "warm", Math.Min(postings / 10, 5_000), atOnce, units);
            var began = Stopwatch.GetTimestamp();
            await PostAsync(book, "p", postings, atOnce, units);
            var took = Stopwatch.GetElapsedTime(began);

            var day = new LedgerDay(engine.Records);
            began = Stopwatch.GetTimestamp();
            var shards = await day.ShardsAsync(Day.VietnamDate(), CancellationToken.None);
            var walk = await day.WalkAsync(Day.VietnamDate(), shards, CancellationToken.None);
            var walked = Stopwatch.GetElapsedTime(began);
            if (walk.Faults.Count > 0) throw new InvalidOperationException(walk.Faults[0]);

            var perSecond = postings / took.TotalSeconds;
            var figures = new JsonObject
            {
                ["postingsPerSecond"] = Math.Round(perSecond),
                ["floorPerSecond"] = Math.Round(floor),
                ["shareOfFloor"] = Math.Round(perSecond / floor, 3),
                ["seconds"] = Math.Round(took.TotalSeconds, 3),
                ["verifiedPerSecond"] = Math.Round(shards.Sum(shard => shard.Count) / walked.TotalSeconds),
                ["peakRssMb"] = Math.Round(new ProcessMeter(Process.GetCurrentProcess()).PeakRssMb, 1),
                ["largestShardBytes"] = shards.Max(shard => JsonSerializer.SerializeToUtf8Bytes(shard, LedgerJson.Default.LedgerShard).Length),
                ["postings"] = postings,
                ["atOnce"] = atOnce,
                ["units"] = units,
                ["commit"] = Git.Head(),
            };
            var text = figures.ToJsonString(Indented);
            Console.WriteLine(text);
            if (json is not null) await File.WriteAllTextAsync(json, text + "\n");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task PostAsync(LedgerBook book, string name, int postings, int atOnce, int units)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < postings; i = Interlocked.Increment(ref next))
            {
                var draft = Draft(name, i, units);
                while (true)
                {
                    try
                    {
                        await book.PostAsync(draft, new Cause("finance-ledger", draft.Id), "bench", CancellationToken.None);
                        break;
                    }
                    catch (EngineBusyException)
                    {
                        // What the queue would do: deliver it again a little later.
                        await Task.Yield();
                    }
                }
            }
        })));
    }

    private static JournalDraft Draft(string name, int i, int units)
    {
        var unit = $"{i % units / 100:D2}-{i % 100:D3}";
        var payment = new RecordId($"pay-{name}{i:D9}");
        return new JournalDraft(
            $"{payment.Value}.v2",
            Day,
            new ShardKey(unit, payment.Value),
            "payment",
            payment,
            [.. Journals.Pair(ChartOfAccounts.Clearing("vnpay"), ChartOfAccounts.Receivable(unit), Money.Vnd(45_000 + i), $"VN{i:D9}", movement: "FeePaid")]);
    }

    private static double Floor(string path, int rows)
    {
        Batteries_V2.Init();
        var journal = new Journal(
            "pay-p000000001.v2", Day.VietnamDate(), Day.VietnamDate(), 1, Day, "payment", new RecordId("pay-p000000001"), Draft("p", 1, 3_000).Lines, Journals.NoHash);
        var bytes = JournalHash.Write(journal);
        Check(raw.sqlite3_open(path, out var database));
        using (database)
        {
            Check(raw.sqlite3_exec(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows(id INTEGER PRIMARY KEY, body BLOB)"));
            Check(raw.sqlite3_prepare_v2(database, "INSERT INTO rows(body) VALUES(?1)", out var insert));
            using (insert)
            {
                var began = Stopwatch.GetTimestamp();
                for (var i = 0; i < rows;)
                {
                    Check(raw.sqlite3_exec(database, "BEGIN IMMEDIATE"));
                    for (var end = Math.Min(rows, i + FloorGroup); i < end; i++)
                    {
                        raw.sqlite3_bind_blob(insert, 1, bytes);
                        raw.sqlite3_step(insert);
                        raw.sqlite3_reset(insert);
                    }

                    Check(raw.sqlite3_exec(database, "COMMIT"));
                }

                return rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
            }
        }
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite {code}.");
    }
}
