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
}
