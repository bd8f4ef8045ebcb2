using System.Text.Json.Nodes;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Azure;

namespace PublicServices.Tests.Unit.Hosting.Azure;

public sealed class TopologyReportTests
{
    /// <summary>Longest SQL filter Service Bus takes.</summary>
    private const int MaxFilterLength = 1024;

    private static readonly Triggers Triggers = AzureCommands.Declared();
    private static readonly JsonNode Report = JsonNode.Parse(TopologyReport.Of(Triggers).ToJson())!;

    [Fact]
    public void Report_Subscriptions_ReadWhatTheTriggersHandle()
    {
        var read = from topic in Report["topics"]!.AsArray()
                   from subscription in topic!["subscriptions"]!.AsArray()
                   from type in subscription!["types"]!.AsArray()
                   select (Consumer: subscription["name"]!.GetValue<string>(), Type: type!.GetValue<string>(), Sessions: subscription["sessions"]!.GetValue<bool>());

        read.Should().BeEquivalentTo(
            Triggers.MessageTriggers.Select(trigger => (trigger.Consumer, trigger.Type, true))
                .Concat(Triggers.Projections.Select(trigger => (trigger.Consumer, trigger.Type, false))));
    }

    [Fact]
    public void Report_Filters_NameEveryTypeWithinTheBrokersLimit()
    {
        foreach (var subscription in Report["topics"]!.AsArray().SelectMany(topic => topic!["subscriptions"]!.AsArray()))
        {
            var filter = subscription!["filter"]!.GetValue<string>();
            filter.Length.Should().BeLessThanOrEqualTo(MaxFilterLength);
            filter.Should().ContainAll(subscription["types"]!.AsArray().Select(type => $"'{type!.GetValue<string>()}'"));
        }
    }

    [Fact]
    public void Report_Functions_BelongToTheirGroups()
    {
        var groups = Report["functions"]!.AsArray().ToDictionary(function => function!["name"]!.GetValue<string>(), function => function!["group"]!.GetValue<string>());
        groups.Values.Should().OnlyContain(group => group == "http" || group == "messages" || group == "scheduled");
        groups.Keys.Should().BeEquivalentTo(AppFunctions.Of(Triggers).Select(function => function.Name));
        groups["Pages"].Should().Be("http");
        groups["PaymentsOnPayments"].Should().Be("messages");
        groups["OutboxRelay"].Should().Be("messages");
        groups["OutboxSweepTimer"].Should().Be("scheduled");
    }
}
