using System.Text;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Infra.Delivery;

namespace PublicServices.Tests.Adapters.FunctionsHost;

/// <summary>What the Functions host really sent, byte for byte, chunks included.</summary>
public sealed class CapturedCallsTests
{
    private const string Answer = """{"Outputs":{},"Logs":[],"ReturnValue":null}""";

    /// <summary>The captured message was not one of ours: it is parked under the broker's id for somebody to look at, and the broker may forget it.</summary>
    [Theory]
    [InlineData("sb-binary.http", "LedgerSubscriber")]
    [InlineData("sb-retry.http", "Sweep")]
    public async Task Binary_IsReadAndParkedAsAStrangers(string capture, string function)
    {
        await using var host = await HandlerHost.StartAsync(Named(function));

        var answer = await host.SendAsync(Read(capture));

        answer.Should().Be((200, "application/json", Answer));
        var parked = host.Parked.Should().ContainSingle().Subject;
        parked.Consumer.Should().Be("ledger");
        parked.Reason.Should().Be("message-malformed");
        parked.Message.Id.Should().Be("01JEVT000000000000000001");
        parked.Message.Session.Value.Should().Be("citizen-7");
        parked.Message.Type.Should().Be("payment.requested");
        parked.Attempts.Should().Be(2, "the host counted two deliveries");
        Encoding.UTF8.GetString(parked.Message.Data.Span).Should()
            .Be("""{"paymentId":"p-1","amount":"12.50","currency":"EUR","at":"2026-01-02T03:04:05.678Z","note":"é \"q\""}""");
    }

    /// <summary>With text, every property of the body overwrites what the host says of the message: nothing of it can be believed.</summary>
    [Theory]
    [InlineData("sb-string.http")]
    [InlineData("sb-many.http")]
    public async Task Text_IsGivenBack(string capture)
    {
        await using var host = await HandlerHost.StartAsync(Named("LedgerSubscriber"));

        (await host.SendAsync(Read(capture))).Status.Should().Be(503);

        host.Parked.Should().BeEmpty();
        host.Handled.Should().BeEmpty();
    }

    [Fact]
    public async Task OfAFunctionThatIsNotThere_IsNotFound()
    {
        await using var host = await HandlerHost.StartAsync();
        (await host.SendAsync(Read("sb-binary.http"))).Status.Should().Be(404);
    }

    private static MessageFunction Named(string function) => new(function, "ledger", new TopicSubscription("ledger", [Entries.Entry.Type], true));

    private static byte[] Read(string capture)
    {
        var file = Path.Combine(Repository.Root, "../shared/data/functions-host", capture);
        if (!File.Exists(file)) Assert.Skip("The Functions host's captured requests are not beside the repository.");
        return File.ReadAllBytes(file);
    }
}
