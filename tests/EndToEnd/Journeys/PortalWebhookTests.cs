using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PublicServices.Functions.Portal;

namespace PublicServices.Tests.EndToEnd.Journeys;

/// <summary>Dossiers the portal files with us.</summary>
[Collection(ServiceGroup.Name)]
public sealed class PortalWebhookTests(ServiceFixture service)
{
    [Fact]
    public async Task A_dossier_filed_at_the_portal_is_registered_once_and_answered()
    {
        var dossier = $"000.01.19.H26-261123-{900_000 + service.NextCandidate()}";
        var body = Filed(dossier, Candidates.FreeForm(service.NextCandidate()));
        (await SendAsync("evt-filed-1", body)).Must(HttpStatusCode.Accepted).Text("webhookId").Should().Be("evt-filed-1");
        (await SendAsync("evt-filed-1", body)).Must(HttpStatusCode.Accepted);
        (await SendAsync("evt-filed-2", body)).Must(HttpStatusCode.Accepted);
        await service.Portal.UntilAsync(dossier, 1);

        var mine = await Eventually.AsAsync(
            () => service.OtherFamily.GetAsync("/api/exams/registrations"),
            list => list.Body.Contains(dossier, StringComparison.Ordinal),
            "the family's list shows it");
        var rows = mine.Json.AsObject().First(pair => pair.Value is JsonArray).Value!.AsArray();
        var registration = rows.Single(row => row!["dossierCode"]!.GetValue<string>() == dossier)!["registration"]!.GetValue<string>();
        var family = service.FamilyOf(service.OtherFamily);
        var read = await family.ReadAsync(registration);
        await family.PayAsync(read.Json["registration"]!["payment"]!.GetValue<string>());
        await family.UntilAsync(registration, "Confirmed", "Paid");
        await service.Portal.UntilAsync(dossier, 1, 2);

        (await SendAsync("evt-withdrawn", Envelope("dossier.withdrawn", new JsonObject { ["dossierCode"] = dossier, ["procedure"] = Candidates.Procedure })))
            .Must(HttpStatusCode.Accepted);
        await family.UntilAsync(registration, "Withdrawn");
        await service.Portal.UntilAsync(dossier, 1, 2, 7);
    }

    [Fact]
    public async Task A_dossier_that_cannot_be_accepted_is_answered_with_state_3()
    {
        var dossier = $"000.01.19.H26-261123-{900_000 + service.NextCandidate()}";
        var form = Candidates.FreeForm(service.NextCandidate());
        form["electives"] = new JsonArray("history");
        (await SendAsync($"evt-{dossier}", Filed(dossier, form))).Must(HttpStatusCode.Accepted);
        await service.Portal.UntilAsync(dossier, 1, 3);
        service.Portal.Of(dossier)[^1].Body.Should().Contain("noteVi");
    }

    [Theory]
    [InlineData("forged", HttpStatusCode.Unauthorized, "WEBHOOK-005")]
    [InlineData("changed", HttpStatusCode.Unauthorized, "WEBHOOK-005")]
    [InlineData("stale", HttpStatusCode.Unauthorized, "WEBHOOK-004")]
    [InlineData("future", HttpStatusCode.Unauthorized, "WEBHOOK-004")]
    [InlineData("unsigned", HttpStatusCode.UnprocessableEntity, "WEBHOOK-003")]
    [InlineData("huge", HttpStatusCode.RequestEntityTooLarge, "WEBHOOK-001")]
    [InlineData("text", HttpStatusCode.UnsupportedMediaType, "WEBHOOK-002")]
    [InlineData("unknown", HttpStatusCode.UnprocessableEntity, "WEBHOOK-007")]
    public async Task What_the_portal_did_not_sign_now_changes_nothing(string how, HttpStatusCode status, string code)
    {
        var dossier = $"000.01.19.H26-261123-{900_000 + service.NextCandidate()}";
        var body = Filed(dossier, Candidates.FreeForm(service.NextCandidate()));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var answer = how switch
        {
            "forged" => await SendAsync("evt-x", body, signature: "v1," + Convert.ToBase64String(new byte[32])),
            "changed" => await SendAsync("evt-x", body.Replace("Admission", "Both", StringComparison.Ordinal), signature: Sign("evt-x", now, body), at: now),
            "stale" => await SendAsync("evt-x", body, at: now - 400),
            "future" => await SendAsync("evt-x", body, at: now + 400),
            "unsigned" => await service.Nobody.PostAsync("/webhooks/portal", body),
            "huge" => await SendAsync("evt-x", body + new string(' ', 30_000)),
            "text" => await SendAsync("evt-x", body, mediaType: "text/plain"),
            _ => await SendAsync("evt-x", Envelope("dossier.eaten", new JsonObject { ["dossierCode"] = dossier, ["procedure"] = Candidates.Procedure })),
        };
        answer.MustRefuse(status, code);
        (await service.Operator.GetAsync($"/api/portal/dossiers/{dossier}/deliveries")).MustRefuse(HttpStatusCode.NotFound, "PS-003");
    }

    private static string Filed(string dossier, JsonObject form) => Envelope("dossier.filed", new JsonObject
    {
        ["dossierCode"] = dossier,
        ["procedure"] = Candidates.Procedure,
        ["session"] = Candidates.Session,
        ["account"] = "acc-minh",
        ["form"] = form,
        ["consent"] = JsonNode.Parse("""{"textVersion":"2026-01","relationship":"Parent","agreed":true}"""),
    });

    private static string Envelope(string type, JsonObject data) => new JsonObject
    {
        ["type"] = type,
        ["timestamp"] = DateTimeOffset.UtcNow.ToString("O"),
        ["data"] = data,
    }.ToJsonString();

    private static string Sign(string id, long at, string body) => Signatures.Of(PortalSetup.DevelopmentSecret, id, $"{at}", body);

    private Task<Answer> SendAsync(string id, string body, long? at = null, string? signature = null, string mediaType = "application/json")
    {
        var seconds = at ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return service.Nobody.SendAsync(
            HttpMethod.Post,
            "/webhooks/portal",
            content,
            ("webhook-id", id),
            ("webhook-timestamp", $"{seconds}"),
            ("webhook-signature", signature ?? Sign(id, seconds, body)));
    }
}
