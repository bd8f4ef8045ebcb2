using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Infra.Webhooks;
using PublicServices.Portal;

namespace PublicServices.Tests.Adapters.Webhooks;

/// <summary>Against the reference implementation of Standard Webhooks, the <c>standardwebhooks</c> package of npm.</summary>
public sealed class StandardWebhooksInteropTests
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private const string OtherSecret = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private const string Body = """{"type":"dossier.filed","timestamp":"2026-09-21T03:00:00Z","data":{"dossierCode":"G22.99.08-260921-0001","procedure":"3.000181","tên":"Ân 🏫"}}""";

    [Fact]
    public async Task WhatWeSend_TheReferenceLibraryVerifies()
    {
        await using var receiver = await Receiver.StartAsync();
        using var sender = new HttpWebhookSender(
            new PortalOptions { Outbound = new PortalOutboundOptions { AllowPrivateAddresses = true } }, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        var told = new TrailEvent("0h4x.1", 1, "dossier.status-changed", now, now, JsonSerializer.SerializeToElement(new { stateName = "Được tiếp nhận \"x\" 🏫" }));
        var endpoint = new Endpoint(new("end-1"), "n", receiver.Url.ToString(), "o", EndpointStatus.Live, Secret, now);
        await new Courier(sender, new EndpointGates(), TimeProvider.System).PostAsync(endpoint, told, TestContext.Current.CancellationToken);

        var received = receiver.Requests.Single();
        var question = new Question(
            "verify", Secret, received.Headers["webhook-id"],
            long.Parse(received.Headers["webhook-timestamp"], CultureInfo.InvariantCulture), received.Headers["webhook-signature"], received.Body);
        (await AskAsync(question)).Should().Be("genuine");
        (await AskAsync(question with { Body = question.Body + " " })).Should().StartWith("refused");
        (await AskAsync(question with { Secret = OtherSecret })).Should().StartWith("refused");
    }

    [Fact]
    public async Task DuringARotation_TheReferenceLibraryVerifiesWithEitherSecret()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = WebhookSignature.Sign([WebhookSecret.Parse(OtherSecret), WebhookSecret.Parse(Secret)], "msg_1", now, Encoding.UTF8.GetBytes(Body));
        (await AskAsync(new Question("verify", Secret, "msg_1", now, header, Body))).Should().Be("genuine");
        (await AskAsync(new Question("verify", OtherSecret, "msg_1", now, header, Body))).Should().Be("genuine");
    }

    [Fact]
    public async Task WhatTheReferenceLibrarySigns_WeTakeIn()
    {
        var store = new CommitsOnly();
        var ids = new Kernel.IdSource(TimeProvider.System, bytes => bytes.Fill(7));
        var receive = new ReceivePortalWebhook(
            store, new PortalOptions { Inbound = new PortalInboundOptions { Secrets = [OtherSecret, Secret] } }, TimeProvider.System, ids);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signature = await AskAsync(new Question("sign", Secret, "msg_1", now, null, Body));

        var result = await receive.HandleAsync(
            new WebhookHeaders("msg_1", now.ToString(CultureInfo.InvariantCulture), signature),
            Encoding.UTF8.GetBytes(Body), "corr", TestContext.Current.CancellationToken);

        result.Problem.Should().BeNull();
        PortalContracts.DossierReceived.Read(store.Commits.Single().Messages[0].Message).Kind.Should().Be(PortalDossierKind.Filed);
    }

    private static async Task<string> AskAsync(Question question)
    {
        var tools = FindTools();
        Assert.SkipWhen(tools is null, "tests/tools/node_modules is not installed (npm ci in tests/tools).");
        var start = new ProcessStartInfo("node", "webhooks.mjs")
        {
            WorkingDirectory = tools,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(question, JsonSerializerOptions.Web));
        node.StandardInput.Close();
        var answer = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        node.ExitCode.Should().Be(0);
        return answer;
    }

    private static string? FindTools()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var tools = Path.Combine(folder.FullName, "tests", "tools");
            if (Directory.Exists(Path.Combine(tools, "node_modules", "standardwebhooks"))) return tools;
        }

        return null;
    }

    private sealed record Question(string Do, string Secret, string Id, long Timestamp, string? Signature, string Body);
}
