using System.Text;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Serialization.HybridRow;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.IO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Layouts;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.RecordIO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Schemas;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>Bodies of batches: HybridRow records in a RecordIO stream, in the schema the SDK carries.</summary>
internal static class BatchCodec
{
    private const string SchemaResource = "Microsoft.Azure.Cosmos.Batch.HybridRowBatchSchemas.json";

    private static readonly Namespace Schemas = LoadSchemas();
    private static readonly LayoutResolverNamespace Resolver = new(Schemas);

    public static async Task<List<ItemOperation>> ReadAsync(ReadOnlyMemory<byte> body)
    {
        var operations = new List<ItemOperation>();
        using var stream = new MemoryStream(body.ToArray(), writable: false);
        Func<ReadOnlyMemory<byte>, Result> visit = record =>
        {
            operations.Add(Read(record.Span));
            return Result.Success;
        };
        if (await stream.ReadRecordIOAsync(visit, null, new MemorySpanResizer<byte>(body.Length)) != Result.Success) throw GatewayRefusalException.BadRequest("The batch cannot be read.");
        return operations;
    }

    public static async Task<byte[]> WriteAsync(IReadOnlyList<ItemResult> results)
    {
        using var stream = new MemoryStream();
        RecordIOStream.ProduceFunc produce = (long index, out ReadOnlyMemory<byte> buffer) =>
        {
            buffer = index < results.Count ? Write(results[(int)index]) : default;
            return Result.Success;
        };
        Check(await stream.WriteRecordIOAsync(default, produce));
        return stream.ToArray();
    }

    private static ItemOperation Read(ReadOnlySpan<byte> record)
    {
        var row = new RowBuffer(record.Length);
        if (!row.ReadFrom(record, HybridRowVersion.V1, Resolver)) throw GatewayRefusalException.BadRequest("A batch operation cannot be read.");
        var reader = new RowReader(ref row);
        var (verb, minimal) = (-1, false);
        string? id = null, ifMatch = null, ifNoneMatch = null;
        byte[] body = [];
        while (reader.Read())
        {
            switch (reader.Path.ToString())
            {
                case "operationType": Check(reader.ReadInt32(out verb)); break;
                case "id": Check(reader.ReadString(out id)); break;
                case "resourceBody": Check(reader.ReadBinary(out body)); break;
                case "ifMatch": Check(reader.ReadString(out ifMatch)); break;
                case "ifNoneMatch": Check(reader.ReadString(out ifNoneMatch)); break;
                case "minimalReturnPreference": Check(reader.ReadBool(out minimal)); break;
                default: break;
            }
        }

        if (!Enum.IsDefined((ItemVerb)verb)) throw GatewayRefusalException.BadRequest($"Batch operation {verb} is not known here.");
        return new ItemOperation((ItemVerb)verb, id, body, ifMatch, ifNoneMatch, minimal);
    }

    private static ReadOnlyMemory<byte> Write(ItemResult result)
    {
        var body = result.Item is null ? null : Encoding.UTF8.GetBytes(result.Item.Json.GetRawText());
        var resizer = new MemorySpanResizer<byte>((body?.Length ?? 0) + 256);
        var row = new RowBuffer(resizer.Memory.Length, resizer);
        row.InitLayout(HybridRowVersion.V1, Layout("BatchResult"), Resolver);
        Check(RowWriter.WriteBuffer(ref row, (result, body), static (ref RowWriter writer, TypeArgument _, (ItemResult Result, byte[]? Body) context) =>
        {
            Check(writer.WriteInt32("statusCode", context.Result.Status));
            if (context.Result.ETag is { } eTag) Check(writer.WriteString("eTag", eTag));
            if (context.Body is not null) Check(writer.WriteBinary("resourceBody", context.Body));
            Check(writer.WriteFloat64("requestCharge", context.Result.Charge));
            return Result.Success;
        }));
        return resizer.Memory[..row.Length];
    }

    private static Layout Layout(string name) => Resolver.Resolve(Schemas.Schemas.Find(schema => schema.Name == name)!.SchemaId);

    private static Namespace LoadSchemas()
    {
        using var stream = typeof(CosmosClient).Assembly.GetManifestResourceStream(SchemaResource)
            ?? throw new InvalidOperationException($"The SDK no longer carries {SchemaResource}.");
        using var reader = new StreamReader(stream);
        return Namespace.Parse(reader.ReadToEnd());
    }

    private static void Check(Result result)
    {
        if (result != Result.Success) throw GatewayRefusalException.BadRequest($"The batch cannot be read or written: {result}.");
    }
}
