using System.Text;
using Amqp;
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

    /// <summary>A program that dies of a message gives it back each time without having counted anything.</summary>
    [Fact]
    public async Task WhatIsGivenBackTooOften_IsParkedAndHoldsNobodyUp()
    {
        await using var stand = new Stand(server.Options);
        await stand.PublishAsync(stand.New("a", "s1", "deadly"), stand.New("a", "s1", "harmless"));
        await GiveBackAsync("deadly", RabbitDefinitions.DeliveryLimit + 1);

        await stand.StartAsync();

        var parked = await stand.ParkedAsync();
        parked.Consumer.Should().Be("one");
        parked.Reason.Should().BeOneOf(["dead-lettered", "delivery-limit"], "RabbitMQ 3 does not tell a client of AMQP 1.0 why");
        parked.Message.Data.ToArray().Should().Equal("deadly"u8.ToArray());
        await Stand.UntilAsync(() => stand.Handled.Count == 1);
        Stand.Text(stand.Handled.Single()).Should().Be("harmless");
    }

    private async Task GiveBackAsync(string text, int times)
    {
        var (profile, endpoint) = (BrokerProfile.Of(BrokerKind.RabbitMq), new Uri(server.Options.Endpoint!));
        var connection = await Connection.Factory.CreateAsync(
            new Address(endpoint.Host, endpoint.Port, RabbitMqServer.User, RabbitMqServer.User, "/", "amqp"));
        try
        {
            var receiver = new ReceiverLink(new Session(connection), "dying", profile.Subscription("messages", "one"));
            for (var given = 0; given < times; given++)
            {
                // One at a time, so that it is always the first of the queue.
                receiver.SetCredit(1, CreditMode.Manual);
                using var message = await receiver.ReceiveAsync(TimeSpan.FromMinutes(1));
                Encoding.UTF8.GetString(message.GetBody<byte[]>()).Should().Be(text, "it was given back {0} times", given);
                receiver.Release(message);
            }
        }
        finally
        {
            // The queue knows one active consumer: left open, it would keep the next test's waiting.
            await connection.CloseAsync();
        }
    }
}
