using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Hosting.Azure;

public sealed class MessageCallsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);
    private readonly ParkedList _parked = new();
    private readonly List<int> _attempts = [];

    [Fact]
    public async Task Handle_Success_IsForgottenByTheBroker()
    {
        var calls = Calls(_ => ValueTask.CompletedTask);
        (await CallAsync(calls, Arrived(), 1)).Done.Should().BeTrue();
        _attempts.Should().Equal(1);
        _parked.Parked.Should().BeEmpty();
    }

    [Fact]
    public async Task Handle_Failure_IsHeldAndGivenBack()
    {
        var calls = Calls(_ => throw new InvalidOperationException("broken"));
        var (done, took) = await CallAsync(calls, Arrived(), 3);
        done.Should().BeFalse();
        _attempts.Should().Equal(3);
        took.Should().BeCloseTo(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(0.2), "the third pause is 800 ms");
    }

    [Fact]
    public async Task Handle_LastFailure_IsParkedWithItsReason()
    {
        var calls = Calls(_ => throw new InvalidOperationException("broken"));
        (await CallAsync(calls, Arrived(), 1_000)).Done.Should().BeTrue();
        _parked.Parked.Should().ContainSingle().Which.Should().Be(("consumer", "m-1", DeliveryJudge.AttemptsExhausted, 12));
    }

    [Fact]
    public async Task Handle_PermanentFailure_IsParkedAtOnce()
    {
        var calls = Calls(_ => throw new PermanentFailureException("message-malformed", "no"));
        (await CallAsync(calls, Arrived(), 1)).Done.Should().BeTrue();
        _parked.Parked.Should().ContainSingle().Which.Should().Be(("consumer", "m-1", "message-malformed", 1));
    }

    [Fact]
    public async Task Handle_FailureAfterItsCommit_IsDone()
    {
        var calls = Calls(context =>
        {
            ((TrackedCause)context.Cause).MarkSettled();
            throw new InvalidOperationException("too late");
        });
        (await CallAsync(calls, Arrived(), 1)).Done.Should().BeTrue();
        _parked.Parked.Should().BeEmpty();
    }

    [Fact]
    public async Task Handle_Expired_IsParkedUnread()
    {
        (await CallAsync(Calls(_ => ValueTask.CompletedTask), Arrived() with { ExpiresAt = Now }, 1)).Done.Should().BeTrue();
        _attempts.Should().BeEmpty();
        _parked.Parked.Should().ContainSingle().Which.Reason.Should().Be(DeliveryJudge.Expired);
    }

    [Fact]
    public async Task Handle_UnknownTypeOrForeignMessage_IsParked()
    {
        var calls = Calls(_ => ValueTask.CompletedTask);
        var arrived = Arrived();
        (await CallAsync(calls, arrived with { Message = arrived.Message with { Type = "ps.x.other.v1" } }, 1)).Done.Should().BeTrue();
        (await CallAsync(calls, arrived with { Fault = "not ours" }, 1)).Done.Should().BeTrue();
        _parked.Parked.Select(parked => parked.Reason).Should().Equal(DeliveryJudge.UnknownType, "message-malformed");
        _attempts.Should().BeEmpty();
    }

    [Fact]
    public async Task Handle_TooEarlyForAMoment_IsTriedAgainInTheSameCall()
    {
        var calls = Calls(_ => _attempts.Count < 3 ? throw new DeliverLaterException(TimeSpan.FromSeconds(2), "early") : ValueTask.CompletedTask);
        var (done, took) = await CallAsync(calls, Arrived(), 1);
        done.Should().BeTrue();
        _attempts.Should().Equal([1, 1, 1], "too early counts no attempt");
        took.Should().BeCloseTo(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task Handle_TooEarlyForLong_IsGivenBackAndNotCounted()
    {
        var calls = Calls(_ => throw new DeliverLaterException(TimeSpan.FromHours(1), "early"));
        var (done, took) = await CallAsync(calls, Arrived(), 1);
        done.Should().BeFalse();
        took.Should().BeCloseTo(HostLimits.Hold, TimeSpan.FromSeconds(1));
        await CallAsync(calls, Arrived(), 2);
        await CallAsync(calls, Arrived(), 3);
        _attempts.Should().Equal([1, 1, 1], "the broker counts, the consumer does not");
        _parked.Parked.Should().BeEmpty();
    }

    [Fact]
    public async Task Handle_HandlerThatNeverEnds_IsLeftWellBeforeTheTimeout()
    {
        var calls = Calls(_ => new ValueTask(new TaskCompletionSource().Task));
        var (done, took) = await CallAsync(calls, Arrived(), 1);
        done.Should().BeFalse();
        took.Should().BeLessThan(HostLimits.FunctionTimeout - TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Handle_EarlyThenNeverEnding_StaysBelowTheTimeoutToo()
    {
        var calls = Calls(_ => _attempts.Count < 15
            ? throw new EngineBusyException("busy", TimeSpan.FromSeconds(2))
            : new ValueTask(new TaskCompletionSource().Task));
        var (done, took) = await CallAsync(calls, Arrived(), 1);
        done.Should().BeFalse();
        took.Should().BeLessThan(HostLimits.FunctionTimeout - TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Handle_WaitingDelivery_DoesNotCallTheHandler()
    {
        var (done, took) = await CallAsync(Calls(_ => ValueTask.CompletedTask), Arrived(), 10);
        done.Should().BeFalse();
        _attempts.Should().BeEmpty();
        took.Should().BeCloseTo(TimeSpan.FromSeconds(21), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Handle_WhatCannotBeParked_StaysAtTheBroker()
    {
        _parked.IsBroken = true;
        var calls = Calls(_ => throw new PermanentFailureException("bad", "bad"));
        (await CallAsync(calls, Arrived(), 1)).Done.Should().BeFalse();
        _parked.IsBroken = false;
        (await CallAsync(calls, Arrived(), 2)).Done.Should().BeTrue();
        _parked.Parked.Should().ContainSingle();
    }

    private static Infra.ServiceBus.Arrival Arrived() =>
        new(new Message("m-1", "ps.x.known.v1", new RecordId("rec-1"), Now, "c", "{}"u8.ToArray()), null, null);

    private MessageCalls Calls(Func<MessageContext, ValueTask> handle)
    {
        HandleMessage counted = (context, _) =>
        {
            _attempts.Add(context.Attempt);
            return handle(context);
        };
        var subscription = new Subscription("consumer", new Dictionary<string, HandleMessage> { ["ps.x.known.v1"] = counted });
        return new MessageCalls(subscription, _parked, _clock, () => 0.5, NullLogger<MessageCalls>.Instance);
    }

    /// <summary>Calls, and lets time pass until it is answered.</summary>
    private async Task<(bool Done, TimeSpan Took)> CallAsync(MessageCalls calls, Infra.ServiceBus.Arrival arrival, int delivery)
    {
        var began = _clock.GetUtcNow();
        var call = calls.HandleAsync(arrival, delivery, TestContext.Current.CancellationToken).AsTask();
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            // What a timer completed runs before time goes on.
            for (var i = 0; i < 20 && !call.IsCompleted; i++) await Task.Yield();
            (_clock.GetUtcNow() - began).Should().BeLessThan(TimeSpan.FromMinutes(5));
        }

        return (await call, _clock.GetUtcNow() - began);
    }

    private sealed class ParkedList : IParkedStore
    {
        public List<(string Consumer, string Message, string Reason, int Attempts)> Parked { get; } = [];

        public bool IsBroken { get; set; }

        public ValueTask ParkAsync(string consumer, Message message, string reason, string detail, int attempts, CancellationToken cancellationToken)
        {
            if (IsBroken) throw new EngineBusyException("down", TimeSpan.FromSeconds(1));
            Parked.Add((consumer, message.Id, reason, attempts));
            return ValueTask.CompletedTask;
        }
    }
}
