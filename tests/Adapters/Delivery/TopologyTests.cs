using PublicServices.Infra.Delivery;

namespace PublicServices.Tests.Adapters.Delivery;

public sealed class TopologyTests
{
    [Fact]
    public void Of_ReadersOfManyFeatures_HasATopicForEachProducerAndASubscriptionForEachReader()
    {
        var topology = Topology.Of(
            [("exams", "ps.payments.fee-paid.v1"), ("exams", "ps.payments.fee-lapsed.v1"), ("payments", "ps.exams.asked.v1"), ("exams", "ps.exams.lock.v1"), ("exams", "ps.exams.lock.v1")],
            [("exams-views", "ps.exams.changed.v1")]);

        topology.Topics.Select(topic => topic.Name).Should().Equal("exams", "payments");
        topology.Topics[1].Subscriptions.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new TopicSubscription("exams", ["ps.payments.fee-lapsed.v1", "ps.payments.fee-paid.v1"], true));
        topology.Topics[0].Subscriptions.Select(one => (one.Consumer, one.HasSessions, one.Types.Count))
            .Should().Equal(("exams", true, 1), ("exams-views", false, 1), ("payments", true, 1));
    }

    [Theory]
    [InlineData("ps.payments.fee-paid.v1", "payments")]
    [InlineData("ps.payments", "messages")]
    [InlineData("ps..x.v1", "messages")]
    [InlineData("other.payments.x.v1", "messages")]
    [InlineData("a", "messages")]
    [InlineData("", "messages")]
    public void TopicOf_IsTheProducingFeature(string type, string topic) => Topology.TopicOf(type).Should().Be(topic);
}
