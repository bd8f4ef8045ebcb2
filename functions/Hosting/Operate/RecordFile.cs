using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>
/// Records in a file: a line of JSON for each, between a head that says what it is and an end with a count and a hash, so that
/// a file that was cut or changed is noticed before anything is read from it.
/// </summary>
internal static class RecordFile
{
    /// <summary>Largest line: a state and its documents.</summary>
    public const int MaxLineBytes = 8 * 1024 * 1024;

    private const string Format = "public-services-records/1";

    /// <summary>Writes records to a temporary file, which takes its name only when it is whole.</summary>
    /// <returns>Records written.</returns>
    public static async Task<long> WriteAsync(
        string path, IAsyncEnumerable<(StoredRecord Record, IReadOnlyList<Document> Documents)> records, CancellationToken cancellationToken)
    {
        var partial = path + ".partial";
        long count = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            await LineAsync(new JsonObject { ["format"] = Format });
            await foreach (var (record, documents) in records.WithCancellation(cancellationToken))
            {
                await LineAsync(ToJson(record, documents));
                count++;
            }

            var end = new JsonObject { ["records"] = count, ["sha256"] = Convert.ToHexStringLower(hash.GetCurrentHash()) };
            await LineAsync(end);
            await file.FlushAsync(cancellationToken);
            file.Flush(flushToDisk: true);

            async Task LineAsync(JsonObject line)
            {
                var bytes = Encoding.UTF8.GetBytes(line.ToJsonString() + "\n");
                hash.AppendData(bytes);
                await file.WriteAsync(bytes, cancellationToken);
            }
        }

        File.Move(partial, path, overwrite: true);
        return count;
    }

    /// <summary>Reads a whole file's records, after its end was checked.</summary>
    /// <exception cref="InvalidDataException">It is not such a file, was cut, or was changed; the message says where.</exception>
    public static async IAsyncEnumerable<(StoredRecord Record, IReadOnlyList<Document> Documents)> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CheckAsync(path, cancellationToken);
        var number = 0L;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (number == 1) continue;
            var json = Parse(line, number);
            if (json["sha256"] is not null) yield break;
            yield return FromJson(json, number);
        }
    }

    private static async Task CheckAsync(string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var number = 0L;
        string? last = null;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            if (last is not null) hash.AppendData(Encoding.UTF8.GetBytes(last + "\n"));
            last = line;
            if (++number == 1 && Parse(line, 1)["format"]?.GetValue<string>() != Format)
                throw new InvalidDataException($"{path} is not a file of records ({Format}).");
            if (line.Length > MaxLineBytes) throw new InvalidDataException($"{path}, line {number}: longer than {MaxLineBytes} bytes.");
        }

        var end = last is null ? null : Parse(last, number);
        if (end?["sha256"]?.GetValue<string>() is not { } expected) throw new InvalidDataException($"{path} was cut: its last line is missing.");
        if (expected != Convert.ToHexStringLower(hash.GetCurrentHash())) throw new InvalidDataException($"{path} was changed: its hash does not fit.");
        if (end["records"]?.GetValue<long>() != number - 2) throw new InvalidDataException($"{path}: the number of records does not fit.");
    }

    private static JsonObject ToJson(StoredRecord record, IReadOnlyList<Document> documents) => new()
    {
        ["id"] = record.Id.Value,
        ["version"] = record.Version,
        ["state"] = record.State.IsEmpty ? null : JsonNode.Parse(record.State.Span),
        ["documents"] = new JsonArray(
        [
            .. documents.Select(document => (JsonNode)new JsonObject { ["id"] = document.Id, ["body"] = Convert.ToBase64String(document.Body.Span) }),
        ]),
    };

    private static (StoredRecord Record, IReadOnlyList<Document> Documents) FromJson(JsonObject json, long line)
    {
        try
        {
            var version = json["version"]!.GetValue<long>();
            // A record may hold documents only; then it has no version yet. One with a version and no state was erased.
            var state = json["state"] is { } known ? Encoding.UTF8.GetBytes(known.ToJsonString()) : version > 0 ? StoredRecord.Erased.ToArray() : [];
            var documents = json["documents"]!.AsArray().Select(document => new Document(
                document!["id"]!.GetValue<string>(), Convert.FromBase64String(document["body"]!.GetValue<string>()))).ToList();
            if (!RecordId.TryParse(json["id"]!.GetValue<string>(), out var id)) throw new InvalidDataException($"Line {line}: its id is none.");
            if (version < (state.Length == 0 ? 0 : 1)) throw new InvalidDataException($"Line {line}: {id} cannot have version {version}.");
            if (documents.Select(document => document.Id).Where(name => name.Length > 0).Distinct().Count() < documents.Count)
                throw new InvalidDataException($"Line {line}: a document of {id} has no id, or that of another.");
            return (new StoredRecord(id, version, state), documents);
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"Line {line} is not a record.", e);
        }
    }

    private static JsonObject Parse(string line, long number)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject ?? throw new InvalidDataException($"Line {number} is not an object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Line {number} is not JSON: {e.Message}", e);
        }
    }
}
