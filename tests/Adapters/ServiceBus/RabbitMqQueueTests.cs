using PublicServices.Infra.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>The queue over a real RabbitMQ.</summary>
[Collection(RabbitMqTests.Name)]
public sealed class RabbitMqQueueTests(RabbitMqServer server) : BrokerCompliance
{
    protected override int Backlog => 10_000;

    protected override int Stream => 10_000;

    protected override ServiceBusOptions Options => server.Options;

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        await server.PurgeAsync();
        await base.InitializeAsync();
    }
}
