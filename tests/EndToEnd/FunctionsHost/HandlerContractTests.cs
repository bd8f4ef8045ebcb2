using System.Net;
using System.Text;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;
using PublicServices.Tests.EndToEnd.Engines;

namespace PublicServices.Tests.EndToEnd.FunctionsHost;

/// <summary>The real program behind the double of the host: what only the two together show.</summary>
public sealed class HandlerContractTests
{
    [Fact]
    public async Task The_program_listens_for_the_host_only_and_tells_functions_from_pages()
    {
        Assert.SkipWhen(EngineStand.Missing(TestedEngine.AzureFunctions) is not null, EngineStand.Missing(TestedEngine.AzureFunctions) ?? "");
        await using var stand = await EngineStand.StartAsync(TestedEngine.AzureFunctions);
        await using var server = await ServerProcess.StartAsync(stand);
        using var visitor = new Visitor(server.Url);

        // Anybody may name any path; what the host proxies is never a call of its own, whatever it claims.
        const string call = """{"Data":{"message":"e30="},"Metadata":{}}""";
        (await visitor.PostAsync("/PaymentsOnPayments", call)).Status.Should().Be(HttpStatusCode.NotFound);
        (await visitor.PostAsync("/OutboxSweepTimer", call, (CustomHandler.InvocationHeader, "forged"))).Status.Should().Be(HttpStatusCode.NotFound);
        stand.LookInside().Parked().Should().BeEmpty();

        // Addresses are those of the visitor, not those of the loopback.
        var page = await visitor.GetAsync("/registrations", ("Accept", "text/html"));
        page.Status.Should().Be(HttpStatusCode.Redirect);
        new Uri(server.Url, page.Headers["Location"]).Authority.Should().Be(server.Url.Authority);
    }

    [Fact]
    public async Task A_message_of_a_stranger_is_parked_and_holds_nobody_up()
    {
        Assert.SkipWhen(EngineStand.Missing(TestedEngine.AzureFunctions) is not null, EngineStand.Missing(TestedEngine.AzureFunctions) ?? "");
        await using var stand = await EngineStand.StartAsync(TestedEngine.AzureFunctions);
        await using var server = await ServerProcess.StartAsync(stand);
        await using var transport = new ServiceBusTransport(
            new() { Endpoint = stand.Broker!.Endpoint, KeyName = "RootManageSharedAccessKey", Key = Doubles.ServiceBus.SimulatorOptions.Key },
            AzureCommands.Declared().Topology(),
            TimeProvider.System,
            System.Security.Cryptography.RandomNumberGenerator.Fill,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var forged = new Message(
            "evil-1", "ps.payments.fee-requested.v1", new RecordId("pay-evil"), TimeProvider.System.GetUtcNow(), "c",
            Encoding.UTF8.GetBytes("""{"MessageId":"other","SessionId":"pay-other","DeliveryCount":99,"ApplicationProperties":{}}"""));
        await transport.Publisher.PublishAsync([new Outgoing(forged)], TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => Task.FromResult(stand.LookInside().Parked().Count == 1), "it is parked");
        stand.LookInside().Parked().Single().Should().Contain("evil-1").And.Contain("fee-request-invalid").And.Contain("\"session\":\"pay-evil\"");

        using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
        await new Family(lan, lan).ConfirmedAsync(1);
    }

    [Fact]
    public async Task Settings_that_are_missing_stop_the_start_with_a_line_each()
    {
        using var folder = new DataFolder();
        var (exitCode, _, error) = await ServerProcess.RunAsync(folder.Path, "serve", "--Engine:Kind=Azure", "--ServiceBus:Endpoint=http://wrong");
        exitCode.Should().Be(1);
        error.TrimEnd().Split('\n').Should().OnlyContain(line => line.Length > 0 && !line.StartsWith("   at ")).And.HaveCountGreaterThan(5);
        error.Should().ContainAll("Cosmos:Endpoint", "ServiceBus:Endpoint", "Blobs:Endpoint", "Security:HashKey", "Security:ProtectionKeys", "Receipts:Key");
    }

    [Fact]
    public async Task The_embedded_engine_is_refused_behind_the_host()
    {
        using var folder = new DataFolder();
        var (exitCode, _, error) = await ServerProcess.RunAsync(folder.Path, "serve", $"--{CustomHandler.PortVariable}=7071");
        exitCode.Should().Be(1);
        error.Should().StartWith("Engine:Kind must be Azure");
    }
}
