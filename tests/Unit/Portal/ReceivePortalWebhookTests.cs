using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Portal;

namespace PublicServices.Tests.Unit.Portal;

public sealed class ReceivePortalWebhookTests
{
    private const string Filed =
        """{"type":"dossier.filed","timestamp":"2026-09-21T03:00:00Z","data":{"dossierCode":"G22.99.08-260921-0001","procedure":"3.000181","name":"Nguyễn Văn An"}}""";

    private static readonly WebhookSecret Key = WebhookSecret.Parse(PortalFixture.Secret);
    private readonly PortalFixture _portal = new();

    [Theory]
    [InlineData("dossier.filed", PortalDossierKind.Filed)]
    [InlineData("dossier.supplemented", PortalDossierKind.Supplemented)]
    [InlineData("dossier.withdrawn", PortalDossierKind.Withdrawn)]
    [InlineData("dossier.paid", PortalDossierKind.Paid)]
    public async Task Receive_GenuineWebhook_StoresThePayloadAndPassesItOn(string type, PortalDossierKind kind)
    {
        var result = await ReceiveAsync("msg_1", Filed.Replace("dossier.filed", type, StringComparison.Ordinal));

        result.Value.WebhookId.Should().Be("msg_1");
        var told = _portal.Store.SentOf(PortalContracts.DossierReceived).Should().ContainSingle().Subject;
        told.Kind.Should().Be(kind);
        (told.Dossier, told.Procedure, told.DocumentId).Should().Be((PortalFixture.Dossier, "3.000181", "in/msg_1"));
        var stored = await _portal.Store.ReadDocumentAsync(told.StoredIn, told.DocumentId, CancellationToken.None);
        JsonDocument.Parse(stored!.Value.Body).RootElement.GetProperty("name").GetString().Should().Be("Nguyễn Văn An");
        _portal.Store.Sent.Should().OnlyContain(sent => sent.Message.Session == told.StoredIn);
    }

    [Fact]
    public async Task Receive_SameWebhookAgain_AnswersAsBeforeAndTellsNobody()
    {
        var first = await ReceiveAsync("msg_1", Filed);
        _portal.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await ReceiveAsync("msg_1", Filed);

        second.Value.Should().Be(first.Value);
        _portal.Store.Sent.Should().ContainSingle();
    }

    [Theory]
    [InlineData(-301, "WEBHOOK-004")]
    [InlineData(-300, null)]
    [InlineData(300, null)]
    [InlineData(301, "WEBHOOK-004")]
    public async Task Receive_TimestampAroundTheTolerance_DecidesByTheSecond(int offsetSeconds, string? code)
    {
        var result = await ReceiveAsync("msg_1", Filed, offsetSeconds);
        (result.Problem?.Code).Should().Be(code);
    }

    [Fact]
    public async Task Receive_SignedWithAnotherSecret_IsRefused()
    {
        var body = Encoding.UTF8.GetBytes(Filed);
        var seconds = _portal.Clock.GetUtcNow().ToUnixTimeSeconds();
        var forged = WebhookSignature.Sign([WebhookSecret.Parse("whsec_" + Convert.ToBase64String(new byte[24]))], "msg_1", seconds, body);
        await RefusedAsync(new("msg_1", seconds.ToString(CultureInfo.InvariantCulture), forged), body, "WEBHOOK-005");
    }

    [Theory]
    [InlineData(null, "1", "v1,x")]
    [InlineData("", "1", "v1,x")]
    [InlineData("msg/1", "1", "v1,x")]
    [InlineData("msg_1", null, "v1,x")]
    [InlineData("msg_1", "soon", "v1,x")]
    [InlineData("msg_1", "-5", "v1,x")]
    [InlineData("msg_1", "99999999999999999999", "v1,x")]
    [InlineData("msg_1", "1", null)]
    public async Task Receive_HeadersMissingOrMalformed_IsRefused(string? id, string? timestamp, string? signature) =>
        await RefusedAsync(new(id, timestamp, signature), Encoding.UTF8.GetBytes(Filed), "WEBHOOK-003");

    [Fact]
    public async Task Receive_IdLongerThanTheLimit_IsRefused() =>
        (await ReceiveAsync(new string('a', ReceivePortalWebhook.MaxIdLength + 1), Filed)).Problem!.Code.Should().Be("WEBHOOK-003");

    [Fact]
    public async Task Receive_BodyAtTheLimitAndOneMore_DecidesByTheByte()
    {
        string Padded(int bytes) => Filed.Replace("An\"", "An" + new string('x', bytes - Encoding.UTF8.GetByteCount(Filed)) + "\"", StringComparison.Ordinal);

        (await ReceiveAsync("msg_1", Padded(20_000))).Problem.Should().BeNull();
        (await ReceiveAsync("msg_2", Padded(20_001))).Problem!.Code.Should().Be("WEBHOOK-001");
    }

    [Theory]
    [InlineData("", "WEBHOOK-006")]
    [InlineData("null", "WEBHOOK-006")]
    [InlineData("[]", "WEBHOOK-006")]
    [InlineData("{", "WEBHOOK-006")]
    [InlineData("{}", "WEBHOOK-006")]
    [InlineData("""{"type":7,"timestamp":"2026-09-21T03:00:00Z","data":{}}""", "WEBHOOK-006")]
    [InlineData("""{"type":"dossier.filed","data":{"dossierCode":"G22.1","procedure":"1"}}""", "WEBHOOK-006")]
    [InlineData("""{"type":"dossier.filed","timestamp":"2026-09-21T03:00:00Z","data":[]}""", "WEBHOOK-006")]
    [InlineData("""{"type":"dossier.filed","timestamp":"2026-09-21T03:00:00Z"}""", "WEBHOOK-006")]
    [InlineData("""{"type":"dossier.eaten","timestamp":"2026-09-21T03:00:00Z","data":{"dossierCode":"G22.1","procedure":"1"}}""", "WEBHOOK-007")]
    [InlineData("""{"type":"dossier.filed","timestamp":"2026-09-21T03:00:00Z","data":{"procedure":"1"}}""", "WEBHOOK-008")]
    [InlineData("""{"type":"dossier.filed","timestamp":"2026-09-21T03:00:00Z","data":{"dossierCode":"G 22/../x","procedure":"1"}}""", "WEBHOOK-008")]
    [InlineData("""{"type":"dossier.filed","timestamp":"2026-09-21T03:00:00Z","data":{"dossierCode":"G22.1","procedure":""}}""", "WEBHOOK-008")]
    public async Task Receive_SignedButUnusable_IsRefusedAndNothingIsStored(string body, string code)
    {
        (await ReceiveAsync("msg_1", body)).Problem!.Code.Should().Be(code);
        _portal.Store.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Receive_SignedNoise_NeverThrows() => await Gen.Byte.Array[0, 300].SampleAsync(async bytes =>
    {
        var seconds = _portal.Clock.GetUtcNow().ToUnixTimeSeconds();
        var headers = new WebhookHeaders("msg_1", seconds.ToString(CultureInfo.InvariantCulture), WebhookSignature.Sign([Key], "msg_1", seconds, bytes));
        (await Operation().HandleAsync(headers, bytes, "corr", CancellationToken.None)).Problem.Should().NotBeNull();
    });

    [Fact]
    public async Task Receive_NoSecretConfigured_AcceptsNothing()
    {
        var operation = new ReceivePortalWebhook(_portal.Store, new PortalOptions(), _portal.Clock, _portal.Ids);
        var body = Encoding.UTF8.GetBytes(Filed);
        var seconds = _portal.Clock.GetUtcNow().ToUnixTimeSeconds();
        var headers = new WebhookHeaders("m", seconds.ToString(CultureInfo.InvariantCulture), WebhookSignature.Sign([Key], "m", seconds, body));
        (await operation.HandleAsync(headers, body, "corr", CancellationToken.None)).Problem!.Code.Should().Be("WEBHOOK-005");
    }

    private ReceivePortalWebhook Operation() => new(_portal.Store, _portal.Options, _portal.Clock, _portal.Ids);

    private async Task<Result<WebhookReceipt>> ReceiveAsync(string id, string text, int offsetSeconds = 0)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var seconds = _portal.Clock.GetUtcNow().ToUnixTimeSeconds() + offsetSeconds;
        var headers = new WebhookHeaders(id, seconds.ToString(CultureInfo.InvariantCulture), WebhookSignature.Sign([Key], id, seconds, body));
        return await Operation().HandleAsync(headers, body, "corr", CancellationToken.None);
    }

    private async Task RefusedAsync(WebhookHeaders headers, byte[] body, string code)
    {
        (await Operation().HandleAsync(headers, body, "corr", CancellationToken.None)).Problem!.Code.Should().Be(code);
        _portal.Store.Sent.Should().BeEmpty();
    }
}
