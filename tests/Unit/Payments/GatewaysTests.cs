using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class GatewaysTests
{
    [Fact]
    public void All_HoweverConfigured_StandInTheOrderOfTheirNames()
    {
        var gateways = new Gateways([new FakeGateway { Name = "vnpay" }, new FakeGateway { Name = "stripe" }, new FakeGateway { Name = "vietqr" }]);

        gateways.All.Select(gateway => gateway.Name).Should().Equal("stripe", "vietqr", "vnpay");
        gateways.Find("vietqr").Should().BeSameAs(gateways.All[1]);
        gateways.Find("nobody").Should().BeNull();
    }

    [Fact]
    public void Choices_HoweverConfigured_StandInTheOrderOfWhatIsRead()
    {
        var gateways = new Gateways(
        [
            new FakeGateway { Name = "a", Title = new("Thẻ", "Card") },
            new FakeGateway { Name = "z", Title = new("Ấn Độ", "Wire") },
            new FakeGateway { Name = "c", Title = new("đồng", "app") },
            new FakeGateway { Name = "b", Title = new("đồng", "app") },
        ]);

        var choices = gateways.Choices(Money.Vnd(45_000), new(2027, 4, 21));

        choices.Select(choice => choice.Name).Should().Equal("z", "b", "c", "a");
        GatewayChoice.InOrder(choices, "en").Select(choice => choice.Name).Should().Equal("b", "c", "a", "z");
    }

    [Fact]
    public void Choices_WithAndWithoutACharge_SayWhatIsKnown()
    {
        var rules = new DatedRules<ChannelFee>([new(new(2027, 1, 1), "tariff", new(110, 0, FeeBearer.Payer))]);
        var gateways = new Gateways(
            [new FakeGateway { Name = "vnpay" }, new FakeGateway { Name = "stripe" }],
            new ChannelFees(new Dictionary<string, DatedRules<ChannelFee>> { ["vnpay"] = rules }));

        var choices = gateways.Choices(Money.Vnd(45_000), new(2027, 4, 21));

        choices.Select(choice => choice.Fee).Should().Equal(null, new FeeShown(FeeBearer.Payer, Money.Vnd(495)));
    }
}
