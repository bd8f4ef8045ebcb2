using System.Diagnostics;
using SQLitePCL;

namespace PublicServices.Tests.Bench;

/// <summary>
/// Fills a store with what journeys leave behind: every row of the journeys that were run is copied, under new random ids, until
/// there are enough registrations. Indexes, sizes and scheduled messages are then those of a store that has seen them all.
/// </summary>
internal static class Growth
{
    /// <summary>Settings that make filling fast and are wrong for anything else.</summary>
    private const string Unsafe = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4000000; PRAGMA temp_store=MEMORY;";

    private const string Doubled =
        """
        CREATE TEMP TABLE last AS SELECT (SELECT max(row) FROM records) AS row, (SELECT max(seq) FROM queue) AS seq;
        INSERT INTO records(row, id, version, state)
            SELECT row + (SELECT row FROM last), substr(id, 1, instr(id, '-')) || lower(hex(randomblob(13))), version, state FROM records;
        INSERT INTO documents(record, id, body)
            SELECT record + (SELECT row FROM last), id, body FROM documents WHERE record <= (SELECT row FROM last);
        INSERT INTO inbox(consumer, message, at) SELECT consumer, substr(message, 1, 8) || lower(hex(randomblob(9))), at FROM inbox;
        INSERT INTO requests(scope, key, at, fingerprint, answer)
            SELECT scope, key || lower(hex(randomblob(6))), at, fingerprint, answer FROM requests;
        INSERT INTO queue(consumer, seq, session, message, type, time, correlation, data, due, expires, attempts)
            SELECT consumer, seq + (SELECT seq FROM last), session, message, type, time, correlation, data, due, expires, attempts
            FROM queue WHERE due > 0 AND seq <= (SELECT seq FROM last);
        INSERT INTO views(view, partition, sort, version, body)
            SELECT view, partition, sort || lower(hex(randomblob(6))), version, body FROM views;
        DROP TABLE last;
        """;

    /// <returns>Registrations in the store.</returns>
    public static int Grow(string folder, int registrations)
    {
        Batteries_V2.Init();
        var began = Stopwatch.GetTimestamp();
        Check(raw.sqlite3_open(Path.Combine(folder, "public-services.db"), out var database));
        using (database)
        {
            Run(database, Unsafe);
            // Sweeps of the copied attempts would find nothing; what stays queued for days is what weighs.
            Run(database, "DELETE FROM queue WHERE due > 0 AND due < (SELECT min(time) FROM queue) + 86400000");
            while (Registrations(database) < registrations)
            {
                Run(database, Doubled);
                Console.Error.WriteLine($"{Registrations(database):N0} registrations after {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s");
            }

        }

        // What was written without a sync must not be written back under the journeys that are measured.
        foreach (var file in Directory.EnumerateFiles(folder, "public-services.db*"))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        return Count(folder);
    }

    /// <returns>Registrations in the store.</returns>
    public static int Count(string folder)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(Path.Combine(folder, "public-services.db"), out var database));
        using (database) return Registrations(database);
    }

    private static int Registrations(sqlite3 database)
    {
        Check(raw.sqlite3_prepare_v2(database, "SELECT count(*) FROM records WHERE id >= 'reg-' AND id < 'reg.'", out var count));
        using (count)
        {
            raw.sqlite3_step(count);
            return raw.sqlite3_column_int(count, 0);
        }
    }

    private static void Run(sqlite3 database, string sql)
    {
        if (raw.sqlite3_exec(database, sql, out var message) != raw.SQLITE_OK) throw new InvalidOperationException(message);
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite {code}.");
    }
}
