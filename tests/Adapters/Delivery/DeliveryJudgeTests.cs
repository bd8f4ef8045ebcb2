using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Delivery;

public sealed class DeliveryJudgeTests
{
    private static readonly Subscription Subscription = new("one", new Dictionary<string, HandleMessage>())
    {
        MaxAttempts = 4,
        FirstPause = TimeSpan.FromSeconds(1),
        LongestPause = TimeSpan.FromSeconds(3),
    };

    private readonly TrackedCause _cause = new("one", "m1");

    [Fact]
    public void Of_FailureAfterTheEffect_IsComplete()
    {
        _cause.MarkSettled();
        Judge(1, new PermanentFailureException("bad", "x")).Should().BeOfType<Verdict.Complete>();
    }

    [Fact]
    public void Of_PermanentFailure_ParksAtOnceWithItsReason() =>
        Judge(1, new PermanentFailureException("bad", "why")).Should().Be(new Verdict.Park("bad", "why"));

    [Fact]
    public void Of_TooEarlyOrBusy_CountsNoAttempt()
    {
        Judge(4, new DeliverLaterException(TimeSpan.FromMinutes(2), "wait")).Should().Be(new Verdict.Later(TimeSpan.FromMinutes(2)));
        Judge(4, new EngineBusyException("full", TimeSpan.FromSeconds(9))).Should().Be(new Verdict.Later(TimeSpan.FromSeconds(9)));
    }

    [Theory]
    [InlineData(1, 0.5, 1.0)]
    [InlineData(2, 0.5, 2.0)]
    [InlineData(3, 0.5, 3.0)]
    [InlineData(1, 0.0, 0.8)]
    [InlineData(1, 1.0, 1.2)]
    public void Of_Failure_PausesLongerEachTimeWithinBounds(int attempt, double jitter, double seconds) =>
        DeliveryJudge.Of(Subscription, _cause, attempt, new IOException(), jitter)
            .Should().BeOfType<Verdict.Retry>().Which.Pause.TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_LastAttempt_Parks(int attempt) =>
        Judge(attempt, new IOException("gone")).Should().Be(new Verdict.Park(DeliveryJudge.AttemptsExhausted, "IOException: gone"));

    private Verdict Judge(int attempt, Exception failure) => DeliveryJudge.Of(Subscription, _cause, attempt, failure, 0.5);
}
