using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;
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

    /// <summary>Copies a part of the store: of records those that come first, with their documents, and of all else that goes with them as large a part.</summary>
    private const string Copied =
        """
        CREATE TEMP TABLE last AS SELECT
            (SELECT max(row) FROM records) AS row, (SELECT max(seq) FROM queue) AS seq,
            (SELECT CAST(max(row) * $part AS INTEGER) FROM records) AS copied;
        INSERT INTO records(row, key, kind, id, version, state)
            SELECT row, record_key(id), kind, id, version, state
            FROM (SELECT row + (SELECT row FROM last) AS row, kind, copy_of(id) AS id, version, state FROM records WHERE row <= (SELECT copied FROM last));
        INSERT INTO documents(record, id, body)
            SELECT record + (SELECT row FROM last), id, body FROM documents WHERE record <= (SELECT copied FROM last);
        INSERT INTO inbox(consumer, message, at)
            SELECT consumer, substr(message, 1, 8) || lower(hex(randomblob(9))), at FROM inbox LIMIT (SELECT CAST(count(*) * $part AS INTEGER) FROM inbox);
        INSERT INTO requests(scope, key, at, fingerprint, answer)
            SELECT scope, key || lower(hex(randomblob(6))), at, fingerprint, answer FROM requests LIMIT (SELECT CAST(count(*) * $part AS INTEGER) FROM requests);
        INSERT INTO queue(consumer, seq, session, message, type, time, correlation, data, due, expires, attempts)
            SELECT consumer, seq + (SELECT seq FROM last), session, message, type, time, correlation, data, due, expires, attempts
            FROM queue WHERE due > 0 AND seq <= (SELECT seq FROM last) LIMIT (SELECT CAST(count(*) * $part AS INTEGER) FROM queue WHERE due > 0);
        INSERT INTO views(view, partition, sort, version, body)
            SELECT view, partition, sort || lower(hex(randomblob(6))), version, body FROM views LIMIT (SELECT CAST(count(*) * $part AS INTEGER) FROM views);
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
            Define(database, "record_key", (context, id) => raw.sqlite3_result_int64(context, RecordKey.Of(id)));
            var there = Registrations(database);
            for (var round = 1; there < registrations; round++)
            {
                var salt = round;
                Define(database, "copy_of", (context, id) => raw.sqlite3_result_text(context, CopyOf(id, salt)));
                var part = Math.Min(1, (double)(registrations - there) / there);
                Run(database, Copied.Replace("$part", part.ToString("F6", CultureInfo.InvariantCulture), StringComparison.Ordinal));
                var now = Registrations(database);
                // A part too small to hold a registration: as near as it gets.
                if (now == there) break;
                there = now;
                Console.Error.WriteLine($"{there:N0} registrations after {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s");
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

    /// <summary>An id as another family's would be: what is a hash becomes another hash, the same for all that is about it; what counts goes on elsewhere.</summary>
    private static string CopyOf(string id, int round)
    {
        var dash = id.LastIndexOf('-');
        var (head, tail, rest) = (id[..dash], id[(dash + 1)..], "");
        if (tail.IndexOf('.') is > 0 and var dot) (tail, rest) = (tail[..dot], tail[dot..]);
        if (tail.Length != IdSource.Length) return $"{head}~{round}-{tail}{rest}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tail}{round}"));
        return $"{head}-{Convert.ToHexStringLower(hash)[..IdSource.Length]}{rest}";
    }

    private static int Registrations(sqlite3 database)
    {
        Check(raw.sqlite3_prepare_v2(database, "SELECT count(*) FROM records WHERE kind = (SELECT id FROM names WHERE name = 'reg')", out var count));
        using (count)
        {
            raw.sqlite3_step(count);
            return raw.sqlite3_column_int(count, 0);
        }
    }

    private static void Define(sqlite3 database, string name, Action<sqlite3_context, string> answer) => raw.sqlite3_create_function(
        database, name, 1, 0, null, (context, _, arguments) => answer(context, raw.sqlite3_value_text(arguments[0]).utf8_to_string()));

    private static void Run(sqlite3 database, string sql)
    {
        if (raw.sqlite3_exec(database, sql, out var message) != raw.SQLITE_OK) throw new InvalidOperationException(message);
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite {code}.");
    }
}
