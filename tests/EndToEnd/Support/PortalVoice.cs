using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PublicServices.Functions.Portal;

namespace PublicServices.Tests.EndToEnd;

/// <summary>Speaks to the server as the portal does: signed webhooks.</summary>
internal static class PortalVoice
{
    public static string Filed(string dossier, JsonObject form) => Envelope("dossier.filed", new JsonObject
    {
        ["dossierCode"] = dossier,
        ["procedure"] = Candidates.Procedure,
        ["session"] = Candidates.Session,
        ["account"] = "acc-minh",
        ["form"] = form,
        ["consent"] = JsonNode.Parse("""{"textVersion":"2026-01","relationship":"Parent","agreed":true}"""),
    });

    public static string Envelope(string type, JsonObject data) => new JsonObject
    {
        ["type"] = type,
        ["timestamp"] = DateTimeOffset.UtcNow.ToString("O"),
        ["data"] = data,
    }.ToJsonString();

    public static string Sign(string id, long at, string body) => Signatures.Of(PortalSetup.DevelopmentSecret, id, $"{at}", body);

    public static Task<Answer> SendAsync(
        Visitor sender, string id, string body, long? at = null, string? signature = null, string mediaType = "application/json")
    {
        var seconds = at ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return sender.SendAsync(
            HttpMethod.Post,
            "/webhooks/portal",
            content,
            ("webhook-id", id),
            ("webhook-timestamp", $"{seconds}"),
            ("webhook-signature", signature ?? Sign(id, seconds, body)));
    }
}
