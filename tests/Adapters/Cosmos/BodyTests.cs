using System.Text;
using System.Text.Json;
using PublicServices.Infra.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>Bodies stand in items as readable JSON wherever Cosmos DB gives them back as they were.</summary>
public sealed class BodyTests
{
    [Theory]
    [InlineData("{\"tên\":\"NGUYỄN\",\"n\":[1,-2,2.5,true,null]}", true)]
    [InlineData("[]", true)]
    [InlineData("{\"n\":123456789012345}", true)]
    [InlineData("{\"n\":9007199254740993}", false)]
    [InlineData("{\"n\":1.0}", false)]
    [InlineData("{\"n\":1e3}", false)]
    [InlineData("{\"n\":0.12345678901234567}", false)]
    [InlineData("\"text\"", false)]
    [InlineData("12", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData("{", false)]
    [InlineData("{} {}", false)]
    [InlineData("plain \"text\" \\ with \u0001 signs", false)]
    public void Body_ComesBackAsItWas(string text, bool standsAsJson)
    {
        var body = new Body(Encoding.UTF8.GetBytes(text));
        body.StandsAsJson().Should().Be(standsAsJson);
        var written = JsonSerializer.SerializeToUtf8Bytes(body, ItemJson.Stored.Body);
        Encoding.UTF8.GetString(JsonSerializer.Deserialize(written, ItemJson.Stored.Body).Utf8.Span).Should().Be(text);
        if (standsAsJson) Encoding.UTF8.GetString(written).Should().Be(text);
    }
}
