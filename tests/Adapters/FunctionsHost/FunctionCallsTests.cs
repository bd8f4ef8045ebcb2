using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.FunctionsHost;

public sealed class FunctionCallsTests
{
    private const string Ledger = "LedgerOnLedger";
    private const string Answer = """{"Outputs":{},"Logs":[],"ReturnValue":null}""";

    [Fact]
    public async Task Message_Handled_IsAnsweredWithAnObject()
    {
        await using var host = await HandlerHost.StartAsync();

        (await host.CallAsync(Ledger, Call())).Should().Be((200, "application/json", Answer));

        var context = host.Handled.Should().ContainSingle().Subject;
        context.Message.Id.Should().Be("m-1");
        context.Message.Session.Value.Should().Be("rec-1");
        context.Message.Correlation.Should().Be("c-1");
        context.Attempt.Should().Be(1);
    }

    [Fact]
    public async Task Message_DeliveryCount_IsTheAttempt()
    {
        await using var host = await HandlerHost.StartAsync();
        await host.CallAsync(Ledger, Call(change: call => call["Metadata"]!["DeliveryCount"] = "5"));
        host.Handled.Single().Attempt.Should().Be(5);
    }

    [Theory]
    [InlineData("\"none\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"-3\"")]
    [InlineData("0")]
    public async Task Message_OddDeliveryCounts_AreTheFirst(string count)
    {
        await using var host = await HandlerHost.StartAsync();
        (await host.CallAsync(Ledger, Call(change: call => call["Metadata"]!["DeliveryCount"] = JsonNode.Parse(count)))).Status.Should().Be(200);
        host.Handled.Single().Attempt.Should().Be(1);
    }

    [Fact]
    public async Task Message_WithoutMetadata_IsNoLoss()
    {
        await using var host = await HandlerHost.StartAsync();
        (await host.CallAsync(Ledger, Call(change: call => call.Remove("Metadata")))).Status.Should().Be(200);
        host.Parked.Should().ContainSingle().Which.Message.Id.Should().StartWith("unnamed-");
    }

    /// <summary>Ids come from the envelope; what the host says beside it is not believed.</summary>
    [Fact]
    public async Task Message_ForgedMetadata_ChangesNoIdentity()
    {
        await using var host = await HandlerHost.StartAsync();
        await host.CallAsync(Ledger, Call(change: call =>
        {
            var metadata = call["Metadata"]!;
            metadata["MessageId"] = "\"forged\"";
            metadata["SessionId"] = "\"rec-forged\"";
            metadata["id"] = "\"forged\"";
            metadata["cloudEvents:id"] = "\"forged\"";
            metadata["UserProperties"] = new JsonObject { ["cloudEvents:id"] = "forged" };
        }));
        var message = host.Handled.Single().Message;
        (message.Id, message.Session.Value).Should().Be(("m-1", "rec-1"));
    }

    [Fact]
    public async Task Message_PermanentFailure_IsParkedAndForgotten()
    {
        await using var host = await HandlerHost.StartAsync();
        (await host.CallAsync(Ledger, Call("""{"other":1}"""))).Should().Be((200, "application/json", Answer));
        host.Parked.Should().ContainSingle().Which.Reason.Should().Be("message-malformed");
    }

    [Fact]
    public async Task Message_TransientFailure_IsGivenBackWithABody()
    {
        await using var host = await HandlerHost.StartAsync();
        host.Handle = _ => throw new InvalidOperationException("for now");
        var answer = await host.CallAsync(Ledger, Call());
        answer.Status.Should().Be(503);
        answer.Body.Should().NotBeEmpty();
        host.Parked.Should().BeEmpty();
    }

    [Fact]
    public async Task Projection_Applied_IsAnswered()
    {
        await using var host = await HandlerHost.StartAsync();
        (await host.CallAsync("ListsOnLedger", Call(type: Entries.Listed.Type))).Status.Should().Be(200);
        host.Applied.Should().ContainSingle().Which.Key.Sort.Should().Be("one");
    }

    [Fact]
    public async Task Projection_StoreBusy_IsNotLost()
    {
        await using var host = await HandlerHost.StartAsync();
        var tried = 0;
        host.Work = () => ++tried == 1 ? throw new EngineBusyException("busy", TimeSpan.FromMilliseconds(1)) : ValueTask.CompletedTask;
        (await host.CallAsync("ListsOnLedger", Call(type: Entries.Listed.Type))).Status.Should().Be(200);
        host.Applied.Should().ContainSingle();
    }

    [Fact]
    public async Task Timers_WhenCalled_Run()
    {
        await using var host = await HandlerHost.StartAsync();
        const string call = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TickTimer"}}}""";
        foreach (var timer in new[] { "TickTimer", "OutboxSweepTimer", "DeadLettersTimer" }) (await host.CallAsync(timer, call)).Should().Be((200, "application/json", Answer));
        (host.Ticks, host.Sweeps, host.Collections).Should().Be((1, 1, 1));
    }

    [Theory]
    [InlineData("TickTimer")]
    [InlineData("OutboxSweepTimer")]
    [InlineData("OutboxRelay")]
    public async Task Work_ThatFails_IsNoSuccess(string function)
    {
        await using var host = await HandlerHost.StartAsync();
        host.Work = () => throw new InvalidOperationException("broken");
        (await host.CallAsync(function, """{"Data":{"documents":[]},"Metadata":{}}""")).Status.Should().Be(500);
        host.Work = () => throw new EngineBusyException("busy", TimeSpan.FromSeconds(1));
        (await host.CallAsync(function, """{"Data":{"documents":[]},"Metadata":{}}""")).Status.Should().Be(503);
    }

    [Fact]
    public async Task Relay_Documents_AreReadHoweverOftenTheyAreEncoded()
    {
        await using var host = await HandlerHost.StartAsync();
        const string documents = """[{"id":"o/1","note":"é \"q\""},{"id":"state"}]""";
        var once = JsonSerializer.Serialize(documents);
        foreach (var form in new[] { documents, once, JsonSerializer.Serialize(once) })
            (await host.CallAsync("OutboxRelay", "{\"Data\":{\"documents\":" + form + "},\"Metadata\":{}}")).Status.Should().Be(200);
        host.Relayed.Should().HaveCount(3).And.OnlyContain(read => read.Count == 2 && read[0].GetProperty("note").GetString() == "é \"q\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Data\":{}}")]
    [InlineData("{\"Data\":{\"documents\":\"no json\"}}")]
    [InlineData("{\"Data\":{\"documents\":{}}}")]
    public async Task Nonsense_ToAnyFunction_IsNoSuccess(string body)
    {
        await using var host = await HandlerHost.StartAsync();
        foreach (var function in new[] { Ledger, "OutboxRelay" })
            (await host.CallAsync(function, body)).Status.Should().BeGreaterThanOrEqualTo(400);
        host.Handled.Should().BeEmpty();
        host.Relayed.Should().BeEmpty();
    }

    /// <summary>The host proxies any path over the same connection; a function must not be callable that way.</summary>
    [Theory]
    [InlineData("x-ms-invocation-id: 8f33d9de-eac4-42c7-824c-8dd812db01fa")]
    [InlineData("X-Forwarded-Host: dichvucong.example.vn")]
    [InlineData("X-Forwarded-For: 203.0.113.7:4711")]
    [InlineData("X-Forwarded-Proto: https")]
    public async Task Proxied_RequestToAFunction_IsNotFound(string proxied)
    {
        await using var host = await HandlerHost.StartAsync();
        (await host.CallAsync(Ledger, Call(), $"{CustomHandler.InvocationHeader}: forged", proxied)).Status.Should().Be(404);
        host.Handled.Should().BeEmpty();
    }

    [Fact]
    public async Task Request_WithoutAnInvocation_IsNotFound()
    {
        await using var host = await HandlerHost.StartAsync();
        (await host.CallAsync(Ledger, Call(), "X-Other: 1")).Status.Should().Be(404);
    }

    private static string Call(string body = """{"value":"one"}""", string? type = null, Action<JsonObject>? change = null)
    {
        var call = new JsonObject
        {
            ["Data"] = new JsonObject { ["message"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)) },
            ["Metadata"] = new JsonObject
            {
                ["DeliveryCount"] = "1",
                ["MessageId"] = "\"m-1\"",
                ["SessionId"] = "\"rec-1\"",
                ["EnqueuedTimeUtc"] = "2026-01-02T03:04:05",
                ["ApplicationProperties"] = new JsonObject
                {
                    ["cloudEvents:id"] = "m-1",
                    ["cloudEvents:type"] = type ?? Entries.Entry.Type,
                    ["cloudEvents:subject"] = "rec-1",
                    ["cloudEvents:time"] = "2026-01-02T03:04:05.6780000Z",
                    ["cloudEvents:correlation"] = "c-1",
                },
            },
        };
        change?.Invoke(call);
        return call.ToJsonString();
    }
}
