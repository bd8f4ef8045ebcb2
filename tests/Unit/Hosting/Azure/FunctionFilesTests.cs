using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Azure;

namespace PublicServices.Tests.Unit.Hosting.Azure;

/// <summary>What the Functions host reads says the same as the trigger list.</summary>
public sealed partial class FunctionFilesTests
{
    private static readonly Triggers Triggers = AzureCommands.Declared();

    private static readonly Dictionary<string, JsonNode> Files =
        FunctionFiles.Of(Triggers, "program").ToDictionary(file => file.Path, file => JsonNode.Parse(file.Text)!);

    [Fact]
    public void Files_Functions_AreOneForEachTrigger()
    {
        var expected = Triggers.HttpTriggers.Count + 1
            + Triggers.Topology().Topics.Sum(topic => topic.Subscriptions.Count)
            + Triggers.Timers.Count + 2
            + 1;
        Files.Keys.Where(path => path.EndsWith("/function.json", StringComparison.Ordinal)).Should().HaveCount(expected);
        Files.Keys.Should().Contain("host.json").And.HaveCount(expected + 1);
    }

    [Fact]
    public void Files_Messages_CoverEveryHandlerAndProjection()
    {
        var handled = Triggers.MessageTriggers.Select(trigger => (trigger.Consumer, trigger.Type, Sessions: true))
            .Concat(Triggers.Projections.Select(trigger => (trigger.Consumer, trigger.Type, Sessions: false)));
        foreach (var (consumer, type, sessions) in handled)
        {
            var topic = type.Split('.')[1];
            var binding = Bindings("serviceBusTrigger").Single(
                candidate => Text(candidate, "topicName") == topic && Text(candidate, "subscriptionName") == consumer);
            binding["isSessionsEnabled"]!.GetValue<bool>().Should().Be(sessions, $"{consumer} at {topic}");
        }
    }

    [Fact]
    public void Files_Messages_AreBinaryAndOneAtATime()
    {
        foreach (var binding in Bindings("serviceBusTrigger"))
        {
            Text(binding, "dataType").Should().Be("binary", "text lets a body forge its metadata");
            Text(binding, "cardinality").Should().Be("one");
            Text(binding, "connection").Should().Be("HostServiceBus");
            Text(binding, "name").Should().Be(FunctionFiles.MessageName);
        }
    }

    [Fact]
    public void Files_Routes_AreTheDeclaredOnesAndOneForAllElse()
    {
        var routes = Bindings("httpTrigger").SelectMany(
            binding => binding["methods"]!.AsArray().Select(method => $"{method!.GetValue<string>().ToUpperInvariant()} /{Text(binding, "route")}")).ToList();
        var declared = Triggers.HttpTriggers.Select(trigger => $"{trigger.Method} {trigger.Route}").ToList();
        routes.Should().Contain(declared);
        routes.Except(declared).Should().BeEquivalentTo(
            "GET /{*path}", "HEAD /{*path}", "POST /{*path}", "PUT /{*path}", "PATCH /{*path}", "DELETE /{*path}", "OPTIONS /{*path}");
    }

    [Fact]
    public void Files_Http_IsAnonymousAndProxied()
    {
        foreach (var (path, file) in Files.Where(file => file.Key.StartsWith("Http", StringComparison.Ordinal) || file.Key.StartsWith("Pages", StringComparison.Ordinal)))
        {
            // Only with exactly one trigger in and one answer out does the host proxy.
            var bindings = file["bindings"]!.AsArray();
            bindings.Select(binding => (Text(binding!, "type"), Text(binding!, "direction"))).Should().Equal([("httpTrigger", "in"), ("http", "out")], path);
            Text(bindings[0]!, "authLevel").Should().Be("anonymous", "the program decides who may call what");
        }
    }

    [Fact]
    public void Files_Timers_KeepTheirPeriods()
    {
        var schedules = Bindings("timerTrigger").Select(binding => Text(binding, "schedule")).ToList();
        schedules.Should().HaveCount(Triggers.Timers.Count + 2).And.OnlyContain(schedule => schedule.Split(' ').Length == 6);
        Text(Files["PortalDigestTimer/function.json"]["bindings"]![0]!, "schedule").Should().Be("0 */15 * * * *");
        Text(Files["OutboxSweepTimer/function.json"]["bindings"]![0]!, "schedule").Should().Be("*/30 * * * * *");
        Text(Files["DeadLettersTimer/function.json"]["bindings"]![0]!, "schedule").Should().Be("0 * * * * *");
        Bindings("timerTrigger").Should().OnlyContain(binding => !binding["runOnStartup"]!.GetValue<bool>());
    }

    [Fact]
    public void Files_Relay_FollowsTheRecordsAndSkipsNothing()
    {
        var function = Files["OutboxRelay/function.json"];
        var binding = function["bindings"]!.AsArray().Single()!;
        Text(binding, "type").Should().Be("cosmosDBTrigger");
        Text(binding, "connection").Should().Be("HostCosmos");
        Text(binding, "containerName").Should().Be("records");
        binding["startFromBeginning"]!.GetValue<bool>().Should().BeTrue();
        function["retry"]!["maxRetryCount"]!.GetValue<int>().Should().Be(-1, "the host moves past changes whose retries ran out");
    }

    [Fact]
    public void HostFile_Says_WhatTheHandlerKeepsTo()
    {
        var host = Files["host.json"];
        Text(host, "version").Should().Be("2.0");
        TimeSpan.Parse(Text(host, "functionTimeout"), null).Should().Be(HostLimits.FunctionTimeout);
        Text(host["customHandler"]!["description"]!, "defaultExecutablePath").Should().Be("program");
        host["customHandler"]!["enableProxyingHttpRequest"]!.GetValue<bool>().Should().BeTrue();
        host["customHandler"]!["enableForwardingHttpRequest"].Should().BeNull("forwarding changes requests");
        host["customHandler"]!["http"].Should().BeNull("the host refuses it beside function.json files");
        Text(host["extensions"]!["http"]!, "routePrefix").Should().BeEmpty();
        var serviceBus = host["extensions"]!["serviceBus"]!;
        serviceBus["autoCompleteMessages"]!.GetValue<bool>().Should().BeTrue();
        TimeSpan.Parse(Text(serviceBus, "maxAutoLockRenewalDuration"), null).Should().BeGreaterThan(HostLimits.FunctionTimeout);
    }

    [Fact]
    public void Limits_OfOneCall_StayBelowTheTimeout()
    {
        (HostLimits.Hold + HostLimits.Lease).Should().BeLessThanOrEqualTo(HostLimits.Work);
        HostLimits.Work.Should().BeLessThan(HostLimits.FunctionTimeout - TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Names_Functions_AreUniqueAndSafeInSettings()
    {
        var names = AppFunctions.Of(Triggers).Select(function => function.Name).ToList();
        names.Should().OnlyContain(name => SafeName().IsMatch(name));
        names.Should().OnlyHaveUniqueItems(name => name.ToUpperInvariant());
    }

    [Fact]
    public void Names_CalledFunctions_AreNoRoutes()
    {
        var called = AppFunctions.Of(Triggers).Where(function => function is not HttpFunction).Select(function => $"/{function.Name}");
        called.Should().NotIntersectWith(Triggers.HttpTriggers.Select(trigger => trigger.Route));
    }

    [Fact]
    public void Names_TwoOfOneName_AreRefused()
    {
        var triggers = new Triggers();
        triggers.Http("GET", "/a/b-c", Access.Public, () => "");
        triggers.Http("GET", "/a/b/c", Access.Public, () => "");
        FluentActions.Invoking(() => AppFunctions.Of(triggers)).Should().Throw<InvalidOperationException>().WithMessage("*HttpGetABC*");
    }

    [Fact]
    public void Write_IntoAFolder_MakesOneFolderForEachFunction()
    {
        var folder = Directory.CreateTempSubdirectory("ps-files-");
        try
        {
            FunctionFiles.Write(Triggers, "program", folder.FullName);
            folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'))
                .Should().BeEquivalentTo(Files.Keys);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<JsonNode> Bindings(string type) =>
        Files.Where(file => file.Key != "host.json").SelectMany(file => file.Value["bindings"]!.AsArray()).Where(binding => Text(binding!, "type") == type)!;

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,126}$")]
    private static partial Regex SafeName();
}
