using PublicServices.Portal;

namespace PublicServices.Tests.Unit.Portal;

public sealed class EndpointGateTests
{
    private static readonly DateTimeOffset Now = PortalFixture.Start;
    private static readonly WebhookAnswer Down = new(0, "unreachable");
    private readonly EndpointGate _gate = new();

    [Fact]
    public void Failed_FewTimes_StaysOpen()
    {
        for (var i = 0; i < EndpointGate.FailuresToRest - 1; i++) _gate.Failed(Down, Now);
        _gate.Enter(Now, null).Should().BeNull();
    }

    [Fact]
    public void Failed_Often_RestsThenLetsOneProbe()
    {
        Fail();
        _gate.Enter(Now, null).Should().Be(Now + EndpointGate.FirstRest);
        var later = Now + EndpointGate.FirstRest;
        _gate.Enter(later, null).Should().BeNull();
        _gate.Enter(later, null).Should().Be(later + EndpointGate.ProbePatience);
    }

    [Fact]
    public void Failed_ManyInFlightTogether_DoubleTheRestOnce()
    {
        for (var i = 0; i < 100; i++) _gate.Failed(Down, Now);
        _gate.Enter(Now, null).Should().Be(Now + EndpointGate.FirstRest);
    }

    [Fact]
    public void Failed_ProbeAfterProbe_RestsLongerUpToTheLimit()
    {
        Fail();
        var at = Now;
        var rests = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            var until = _gate.Enter(at, null)!.Value;
            rests.Add(until - at);
            at = until;
            _gate.Enter(at, null).Should().BeNull();
            _gate.Failed(Down, at);
        }

        rests.Should().BeInAscendingOrder();
        rests[^1].Should().Be(EndpointGate.LongestRest);
    }

    [Fact]
    public void Delivered_Probe_OpensForEverybodyAndIsNewsOnce()
    {
        _gate.Delivered().Should().BeTrue("the first success of a process may end an outage it never saw");
        _gate.Delivered().Should().BeFalse();
        Fail();
        _gate.Delivered().Should().BeTrue();
        _gate.Enter(Now, null).Should().BeNull();
        _gate.Enter(Now, null).Should().BeNull();
    }

    [Fact]
    public void Delivered_AfterItWasUnreachableOnce_IsNews()
    {
        _gate.Delivered();
        _gate.Failed(Down, Now);
        _gate.Delivered().Should().BeTrue("what failed then need not wait for its schedule");
    }

    [Fact]
    public void Delivered_AfterOneEventFailedInsideTheReceiver_IsNoNews()
    {
        _gate.Delivered();
        _gate.Failed(new WebhookAnswer(500), Now);
        _gate.Delivered().Should().BeFalse("or one poisonous event would be tried again after every success");
    }

    [Fact]
    public void Failed_ByOneEvent_ShowsThatTheEndpointIsThere()
    {
        for (var i = 0; i < 50; i++) _gate.Failed(new WebhookAnswer(422), Now);
        _gate.Enter(Now, null).Should().BeNull();
    }

    [Fact]
    public void Failed_RetryAfterForEver_IsCapped()
    {
        _gate.Failed(new WebhookAnswer(503, RetryAfter: TimeSpan.FromDays(400)), Now).Should().BeTrue();
        _gate.Enter(Now, null).Should().Be(Now + EndpointGate.LongestRetryAfter);
        _gate.Failed(new WebhookAnswer(503), Now).Should().BeFalse("it is known already");
    }

    private void Fail()
    {
        for (var i = 0; i < EndpointGate.FailuresToRest; i++) _gate.Failed(Down, Now);
    }
}
