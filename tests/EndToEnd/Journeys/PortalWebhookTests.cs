using System.Net;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd.Journeys;

/// <summary>Dossiers the portal files with us.</summary>
public abstract class PortalWebhookTests(ServiceFixture service)
{
    [Fact]
    public async Task An_endpoint_can_be_removed_once_it_is_disabled()
    {
        await using var ear = await PortalEar.ListenAsync();
        var (endpoint, _) = await ear.BeHeardAsync(service.Operator);
        var path = $"/api/portal/endpoints/{endpoint}";

        (await service.Operator.SendAsync(HttpMethod.Delete, path, null)).MustRefuse(HttpStatusCode.Conflict, "PORTAL-010");
        (await service.Operator.PostAsync($"{path}/disable", """{"reason":"moved"}""")).Must(HttpStatusCode.OK);
        (await service.Family.SendAsync(HttpMethod.Delete, path, null)).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
        (await service.Operator.SendAsync(HttpMethod.Delete, path, null)).Must(HttpStatusCode.OK).Text("status").Should().Be("Archived");
        (await service.Operator.SendAsync(HttpMethod.Delete, path, null)).Must(HttpStatusCode.OK);

        await Eventually.TrueAsync(
            async () => (await service.Operator.GetAsync("/api/portal/endpoints")).Json["endpoints"]!.AsArray().All(one => one!["id"]!.GetValue<string>() != endpoint),
            "the list forgets it");
        (await service.Operator.PostAsync($"{path}/enable")).MustRefuse(HttpStatusCode.NotFound, "PS-003");
    }

    [Fact]
    public async Task A_dossier_filed_at_the_portal_is_registered_once_and_answered()
    {
        var dossier = $"000.01.19.H26-261123-{900_000 + service.NextCandidate()}";
        var body = PortalVoice.Filed(dossier, Candidates.FreeForm(service.NextCandidate()));
        (await PortalVoice.SendAsync(service.Nobody, "evt-filed-1", body)).Must(HttpStatusCode.Accepted).Text("webhookId").Should().Be("evt-filed-1");
        (await PortalVoice.SendAsync(service.Nobody, "evt-filed-1", body)).Must(HttpStatusCode.Accepted);
        (await PortalVoice.SendAsync(service.Nobody, "evt-filed-2", body)).Must(HttpStatusCode.Accepted);
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

        (await PortalVoice.SendAsync(service.Nobody, "evt-withdrawn", PortalVoice.Envelope("dossier.withdrawn", new JsonObject { ["dossierCode"] = dossier, ["procedure"] = Candidates.Procedure })))
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
        (await PortalVoice.SendAsync(service.Nobody, $"evt-{dossier}", PortalVoice.Filed(dossier, form))).Must(HttpStatusCode.Accepted);
        await service.Portal.UntilAsync(dossier, 1, 3);
        service.Portal.Of(dossier)[^1].Body.Should().Contain("noteVi");
    }

    [Fact]
    public async Task A_supplement_that_cannot_be_accepted_is_answered_with_the_reason()
    {
        var dossier = $"000.01.19.H26-261123-{900_000 + service.NextCandidate()}";
        var form = Candidates.FreeForm(service.NextCandidate());
        (await PortalVoice.SendAsync(service.Nobody, $"evt-{dossier}", PortalVoice.Filed(dossier, form.DeepClone().AsObject()))).Must(HttpStatusCode.Accepted);
        await service.Portal.UntilAsync(dossier, 1);

        form["electives"] = new JsonArray("history");
        var supplement = PortalVoice.Filed(dossier, form).Replace("dossier.filed", "dossier.supplemented", StringComparison.Ordinal);
        (await PortalVoice.SendAsync(service.Nobody, $"evt-{dossier}-2", supplement)).Must(HttpStatusCode.Accepted);
        await service.Portal.UntilAsync(dossier, 1, 1);
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
        var body = PortalVoice.Filed(dossier, Candidates.FreeForm(service.NextCandidate()));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var answer = how switch
        {
            "forged" => await PortalVoice.SendAsync(service.Nobody, "evt-x", body, signature: "v1," + Convert.ToBase64String(new byte[32])),
            "changed" => await PortalVoice.SendAsync(service.Nobody, "evt-x", body.Replace("Admission", "Both", StringComparison.Ordinal), signature: PortalVoice.Sign("evt-x", now, body), at: now),
            "stale" => await PortalVoice.SendAsync(service.Nobody, "evt-x", body, at: now - 400),
            "future" => await PortalVoice.SendAsync(service.Nobody, "evt-x", body, at: now + 400),
            "unsigned" => await service.Nobody.PostAsync("/webhooks/portal", body),
            "huge" => await PortalVoice.SendAsync(service.Nobody, "evt-x", body + new string(' ', 30_000)),
            "text" => await PortalVoice.SendAsync(service.Nobody, "evt-x", body, mediaType: "text/plain"),
            _ => await PortalVoice.SendAsync(service.Nobody, "evt-x", PortalVoice.Envelope("dossier.eaten", new JsonObject { ["dossierCode"] = dossier, ["procedure"] = Candidates.Procedure })),
        };
        answer.MustRefuse(status, code);
        (await service.Operator.GetAsync($"/api/portal/dossiers/{dossier}/deliveries")).MustRefuse(HttpStatusCode.NotFound, "PS-003");
    }
}
