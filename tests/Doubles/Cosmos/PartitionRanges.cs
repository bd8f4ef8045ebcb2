using System.Text;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>The physical ranges of a container: always two.</summary>
internal static class PartitionRanges
{
    private const string ETag = "\"2\"";

    public static GatewayResponse Answer(GatewayRequest request, FakeContainer container)
    {
        if (request.Header("If-None-Match") == ETag) return new GatewayResponse(304).With("ETag", ETag).With("x-ms-item-count", "0");
        var body = $$"""
            {"_rid":"{{container.Rid}}","PartitionKeyRanges":[
            {"id":"0","_rid":"{{container.Rid}}0","minInclusive":"","maxExclusive":"{{FakeContainer.Border}}","ridPrefix":0,"throughputFraction":0.5,"status":"online","parents":[]},
            {"id":"1","_rid":"{{container.Rid}}1","minInclusive":"{{FakeContainer.Border}}","maxExclusive":"FF","ridPrefix":1,"throughputFraction":0.5,"status":"online","parents":[]}
            ],"_count":2}
            """;
        return new GatewayResponse(200, Encoding.UTF8.GetBytes(body)).With("ETag", ETag).With("x-ms-item-count", "2");
    }
}
