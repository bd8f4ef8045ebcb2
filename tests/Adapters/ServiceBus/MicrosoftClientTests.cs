using System.Diagnostics;
using System.Text;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>
/// Microsoft's own JavaScript client, <c>@azure/service-bus</c> of npm, against the simulator: what makes the simulator worth believing.
/// With <c>PS_SERVICEBUS_CONNECTION</c> set it runs against that namespace instead.
/// </summary>
public sealed class MicrosoftClientTests
{
    private static readonly SimulatorOptions Entities = new()
    {
        Queues =
        [
            new QueueOptions { Name = "plain", LockDuration = TimeSpan.FromSeconds(2), MaxDeliveryCount = 3 },
            new QueueOptions
            {
                Name = "sessions", LockDuration = TimeSpan.FromSeconds(2), MaxDeliveryCount = 3, RequiresSession = true, DuplicateWindow = TimeSpan.FromMinutes(1),
            },
        ],
        Topics =
        [
            new TopicOptions
            {
                Name = "news",
                Subscriptions =
                [
                    new SubscriptionOptions { Name = "all" },
                    new SubscriptionOptions { Name = "some", Rules = new Dictionary<string, string> { ["types"] = "sys.Label IN ('a', 'b')" } },
                ],
            },
        ],
    };

    [Theory]
    [InlineData("sendAndComplete")]
    [InlineData("abandonCountsAndDeadLettersAtTheLimit")]
    [InlineData("deadLetterKeepsReasonAndDescription")]
    [InlineData("deferAndReceiveByNumber")]
    [InlineData("peekTakesNothing")]
    [InlineData("locksAreRenewedAndLost")]
    [InlineData("receiveAndDelete")]
    [InlineData("batchesKeepTheirOrder")]
    [InlineData("sessionsInOrderOneHolder")]
    [InlineData("sessionStateAndLock")]
    [InlineData("aSessionIsNeeded")]
    [InlineData("duplicatesAreDropped")]
    [InlineData("schedulesAndCancels")]
    [InlineData("rulesChooseMessages")]
    [InlineData("timeToLive")]
    [InlineData("subscribeHandlesMany")]
    [InlineData("whatIsNotThereIsRefused")]
    public async Task TheClientFinds(string scenario)
    {
        await using var simulator = ServiceBusSimulator.Start(Entities);
        var connection = Environment.GetEnvironmentVariable("PS_SERVICEBUS_CONNECTION")
            ?? $"Endpoint=sb://127.0.0.1:{simulator.Port};SharedAccessKeyName={SimulatorOptions.KeyName};SharedAccessKey={SimulatorOptions.Key};UseDevelopmentEmulator=true";
        (await RunAsync(connection, scenario)).Should().Be("passed");
    }

    [Fact]
    public async Task EveryScenario_IsRun() =>
        (await RunAsync("Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true", "list")).Split('\n').Should().BeEquivalentTo(
            typeof(MicrosoftClientTests).GetMethod(nameof(TheClientFinds))!.GetCustomAttributes(false).OfType<InlineDataAttribute>().Select(data => data.Data[0]));

    private static async Task<string> RunAsync(string connection, string scenario)
    {
        var tools = FindTools();
        Assert.SkipWhen(tools is null, "tests/tools/node_modules is not installed (npm ci in tests/tools).");
        var start = new ProcessStartInfo("node", ["servicebus.mjs", connection, scenario])
        {
            WorkingDirectory = tools,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            var said = await node.StandardOutput.ReadToEndAsync(patience.Token);
            await node.WaitForExitAsync(patience.Token);
            return said.Trim().Length > 0 ? said.Trim() : await errors;
        }
        finally
        {
            if (!node.HasExited) node.Kill();
        }
    }

    private static string? FindTools()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var tools = Path.Combine(folder.FullName, "tests", "tools");
            if (Directory.Exists(Path.Combine(tools, "node_modules", "@azure", "service-bus"))) return tools;
        }

        return null;
    }
}
