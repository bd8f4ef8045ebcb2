using System.Globalization;
using CsCheck;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Portal;
using PublicServices.Tests.Unit.Support;
using static PublicServices.Contracts.PortalState;

namespace PublicServices.Tests.Unit.Portal;

public sealed class DeliveryTests
{
    private readonly PortalFixture _portal = new();

    [Fact]
    public async Task Move_HappyPath_TellsTheStatesOnTheWaySignedAndInOrder()
    {
        await _portal.MoveAsync(1, NewlyRegistered, "Đã nhận phiếu");
        await _portal.MoveAsync(2, Processing, "Trường đã xác nhận");
        await _portal.RunAsync();

        _portal.Sender.AcknowledgedStates.Should().Equal(1, 2, 4);
        var last = _portal.Sender.Posts[^1];
        var data = ScriptedSender.Body(last).GetProperty("data");
        ScriptedSender.Body(last).GetProperty("type").GetString().Should().Be("dossier.status-changed");
        data.GetProperty("noteVi").GetString().Should().Be("Trường đã xác nhận");
        data.GetProperty("sequence").GetInt32().Should().Be(3);
        data.GetProperty("at").GetString().Should().EndWith("+07:00");
        data.TryGetProperty("implied", out _).Should().BeFalse();
        WebhookSignature.Verify(
            [WebhookSecret.Parse(PortalFixture.Secret)], last.Id, last.TimestampSeconds.ToString(CultureInfo.InvariantCulture), last.Body.Span, last.Signature)
            .Should().BeTrue();
        (await _portal.LogAsync()).Should().HaveCount(3).And.OnlyContain(line => line.Outcome == DeliveryOutcome.Delivered && line.Attempts == 1);
    }

    [Fact]
    public async Task Move_HappyPath_CostsOneCommit()
    {
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.MoveAsync(2, Accepted);

        var stored = await _portal.Store.LoadAsync(PortalFixture.Trail, CancellationToken.None);
        stored!.Version.Should().Be(2);
        _portal.Store.SentOf(PortalMessages.DeliveryDue).Should().BeEmpty();
    }

    [Fact]
    public async Task Move_DeliveredAgainAfterACrash_RepeatsTheSameWebhookIds()
    {
        var moved = _portal.Moved(1, Accepted);
        var other = new PortalFixture();
        await _portal.HandleAsync(moved);
        await other.HandleAsync(moved, attempt: 2);

        other.Sender.Posts.Select(post => post.Id).Should().Equal(_portal.Sender.Posts.Select(post => post.Id));
    }

    [Fact]
    public async Task Move_HandledTwice_TellsOnce()
    {
        var moved = _portal.Moved(1, NewlyRegistered);
        await _portal.HandleAsync(moved);
        await _portal.HandleAsync(moved, attempt: 2);

        _portal.Sender.Posts.Should().ContainSingle();
    }

    [Fact]
    public async Task Move_OlderThanTheLast_IsPassedOver()
    {
        await _portal.MoveAsync(5, Processing);
        await _portal.MoveAsync(4, SupplementRequested);

        _portal.Sender.AcknowledgedStates.Should().Equal(1, 2, 4);
    }

    [Fact]
    public async Task Move_ToWhereItIs_TellsNothingButIsRemembered()
    {
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.MoveAsync(2, NewlyRegistered);

        _portal.Sender.Posts.Should().ContainSingle();
        (await _portal.TrailAsync()).AboutVersion.Should().Be(2);
    }

    [Fact]
    public async Task Answer_WithoutAMove_TellsTheStateAgainOnceWithItsNote()
    {
        await _portal.MoveAsync(1, NewlyRegistered);
        var answer = PortalContracts.DossierMoved.Write(
            "answer",
            PortalFixture.Registration,
            _portal.Clock.GetUtcNow(),
            "corr",
            new DossierMovedV1(
                PortalFixture.Registration, 1, PortalFixture.Dossier, "3.000181", NewlyRegistered, _portal.Clock.GetUtcNow(), new("thiếu", "missing"), IsAnswer: true));
        await _portal.HandleAsync(answer);
        await _portal.HandleAsync(answer, attempt: 2);
        await _portal.MoveAsync(2, Accepted);

        _portal.Sender.AcknowledgedStates.Should().Equal(1, 1, 2);
        ScriptedSender.Body(_portal.Sender.Posts[1]).GetProperty("data").GetProperty("noteEn").GetString().Should().Be("missing");
    }

    [Fact]
    public async Task Move_WithoutAWay_IsToldAsForced()
    {
        await _portal.MoveAsync(1, CitizenWithdraws);
        await _portal.MoveAsync(2, Processing);

        _portal.Sender.AcknowledgedStates.Should().Equal(1, 7, 4);
        ScriptedSender.Body(_portal.Sender.Posts[^1]).GetProperty("data").GetProperty("forced").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Move_LongNotes_StayUnderTheBodyLimit()
    {
        await _portal.MoveAsync(1, NewlyRegistered, new string('"', 50_000));
        await _portal.MoveAsync(2, Accepted, string.Concat(Enumerable.Repeat("🏫", 5_000)));

        _portal.Sender.Posts.Should().OnlyContain(post => post.Body.Length < 20_000);
    }

    [Theory]
    [InlineData("", NewlyRegistered, "dossier-code-malformed")]
    [InlineData("a b", NewlyRegistered, "dossier-code-malformed")]
    [InlineData("G22-1", None, "portal-state-unknown")]
    [InlineData("G22-1", (PortalState)11, "portal-state-unknown")]
    public async Task Move_ThatCanNeverBeTold_IsParked(string code, PortalState state, string reason)
    {
        var moved = PortalContracts.DossierMoved.Write("m1", PortalFixture.Registration, PortalFixture.Start, "corr",
            new DossierMovedV1(PortalFixture.Registration, 1, code, "p", state, PortalFixture.Start, new LocalText("", "")));
        var failure = await FluentActions.Invoking(() => _portal.HandleAsync(moved).AsTask()).Should().ThrowAsync<PermanentFailureException>();
        failure.Which.Reason.Should().Be(reason);
    }

    [Fact]
    public async Task Move_OfAnotherRecordWithTheSameCode_IsParked()
    {
        await _portal.MoveAsync(1, NewlyRegistered);
        var intruder = new RecordId("reg-0002");
        var moved = PortalContracts.DossierMoved.Write("m2", intruder, PortalFixture.Start, "corr",
            new DossierMovedV1(intruder, 9, PortalFixture.Dossier, "p", Accepted, PortalFixture.Start, new LocalText("", "")));

        var failure = await FluentActions.Invoking(() => _portal.HandleAsync(moved).AsTask()).Should().ThrowAsync<PermanentFailureException>();
        failure.Which.Reason.Should().Be("dossier-of-another-record");
    }

    [Fact]
    public async Task Fail_Once_IsTriedAgainAfterFiveSecondsUnderTheSameId()
    {
        _portal.Sender.Answer(500);
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunForAsync(TimeSpan.FromSeconds(4));
        _portal.Sender.Posts.Should().ContainSingle();

        await _portal.RunForAsync(TimeSpan.FromSeconds(2));

        _portal.Sender.Posts.Should().HaveCount(2);
        _portal.Sender.Posts.Select(post => post.Id).Distinct().Should().ContainSingle();
        _portal.Sender.Posts[1].TimestampSeconds.Should().BeGreaterThan(_portal.Sender.Posts[0].TimestampSeconds);
        (await _portal.LogAsync()).Should().ContainSingle().Which.Attempts.Should().Be(2);
        _portal.Store.SentOf(PortalMessages.DeliveryDue).Should().ContainSingle(due => due.ScheduledAt != null);
    }

    [Fact]
    public async Task Fail_FirstOfThree_LaterOnesQueueBehindItAndArriveInOrder()
    {
        _portal.Sender.Answer(400);
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.MoveAsync(2, Accepted);
        await _portal.MoveAsync(3, Processing);
        _portal.Sender.Posts.Should().ContainSingle();
        (await _portal.TrailAsync()).Cursors[0].Next.Should().Be(1);

        await _portal.RunForAsync(TimeSpan.FromMinutes(1));

        _portal.Sender.AcknowledgedStates.Should().Equal(1, 2, 4);
    }

    [Fact]
    public async Task Fail_ForEver_FollowsThePublishedScheduleThenWaitsWithoutLosingAnything()
    {
        _portal.Sender.Always = new WebhookAnswer(400);
        var began = _portal.Clock.GetUtcNow();
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunForAsync(TimeSpan.FromDays(10));

        _portal.Sender.Posts.Should().HaveCount(RetrySchedule.MaxAttempts);
        var times = _portal.Sender.Posts.Select(post => DateTimeOffset.FromUnixTimeSeconds(post.TimestampSeconds) - began).ToList();
        times[^1].Should().BeGreaterThan(TimeSpan.FromHours(24)).And.BeLessThan(TimeSpan.FromHours(84));
        (await _portal.TrailAsync()).Events.Should().ContainSingle();

        // Whatever is told next brings the stuck one along, in order.
        _portal.Sender.Always = null;
        await _portal.MoveAsync(2, Accepted);
        _portal.Sender.AcknowledgedStates.Should().Equal(1, 2);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(500)]
    [InlineData(0)]
    public async Task Fail_AnythingBut2xx_IsNotTakenForDelivery(int status)
    {
        _portal.Sender.Answer(status);
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunAsync();

        var line = (await _portal.LogAsync()).Should().ContainSingle().Subject;
        line.Outcome.Should().Be(DeliveryOutcome.Failed);
        line.NextAttemptAt.Should().NotBeNull();
        (await _portal.Store.ListDocumentsAsync(PortalFixture.Trail, FailedAttempt.DocumentPrefix, null, 10, CancellationToken.None)).Should().ContainSingle();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Throttled_WithRetryAfter_LeavesTheWholeEndpointAloneUntilThen(int status)
    {
        _portal.Sender.Answer(new WebhookAnswer(status, RetryAfter: TimeSpan.FromMinutes(3)));
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunForAsync(TimeSpan.FromSeconds(170));
        await _portal.MoveAsync(2, Accepted);
        _portal.Sender.Posts.Should().ContainSingle();
        (await _portal.EndpointAsync()).ThrottledUntil.Should().Be(PortalFixture.Start.AddMinutes(3));

        await _portal.RunForAsync(TimeSpan.FromSeconds(30));

        _portal.Sender.AcknowledgedStates.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Throttled_AfterARestart_IsStillHonoured()
    {
        _portal.Sender.Answer(new WebhookAnswer(429, RetryAfter: TimeSpan.FromMinutes(3)));
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunAsync();
        _portal.Clock.Advance(EndpointDirectory.MaxAge);

        var endpoint = await _portal.EndpointAsync();
        new EndpointGate().Enter(_portal.Clock.GetUtcNow(), endpoint.ThrottledUntil).Should().Be(PortalFixture.Start.AddMinutes(3));
    }

    [Fact]
    public async Task Outage_Over_ResumesEverythingAtOnceRatherThanByEachSchedule()
    {
        _portal.Sender.Always = new WebhookAnswer(0, "unreachable");
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunForAsync(TimeSpan.FromHours(30));
        _portal.Sender.Always = null;
        var others = new DossierMovedV1(new RecordId("reg-2"), 1, "G22.99.08-260922-0002", "p", NewlyRegistered, _portal.Clock.GetUtcNow(), new LocalText("", ""));

        await _portal.HandleAsync(PortalContracts.DossierMoved.Write(_portal.Ids.Next(), others.Record, others.At, "corr", others));
        await _portal.RunAsync();

        var behind = await _portal.Store.RangeAsync(new ViewRange(PortalViews.Behind, PortalFixture.Configured.Value), CancellationToken.None);
        behind.Rows.Should().BeEmpty();
        _portal.Sender.AcknowledgedStates.Should().Equal(1, 1);
    }

    [Fact]
    public async Task NoEndpoint_KeepsEventsForAReplayToOneAddedLater()
    {
        var portal = new PortalFixture(withEndpoint: false);
        await portal.MoveAsync(1, Accepted);
        await portal.RunAsync();
        portal.Clock.Advance(TimeSpan.FromDays(2));
        var id = await EndpointTests.AddLiveAsync(portal, "https://late.example/hook");
        await portal.RunAsync();
        portal.Sender.AcknowledgedStates.Should().BeEmpty();

        var begun = await new ReplayEndpoint(portal.Book, portal.Store, portal.Ids, portal.Clock)
            .HandleAsync(id, null, PortalFixture.Start, PortalFixture.Operator, "corr", CancellationToken.None);
        begun.Problem.Should().BeNull();
        await portal.RunAsync();

        portal.Sender.AcknowledgedStates.Should().Equal(1, 2);
    }

    [Fact]
    public async Task TwoEndpoints_OneDown_TheOtherHearsEverything()
    {
        await _portal.Directory.ListAsync(CancellationToken.None);
        var second = await EndpointTests.AddLiveAsync(_portal, "https://second.example/hook");
        _portal.Clock.Advance(EndpointDirectory.MaxAge);
        _portal.Sender.Posts.Clear();
        _portal.Sender.Answer(200, 500);
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.MoveAsync(2, Accepted);

        _portal.Sender.Posts.Select(post => post.Url.Host).Should().BeEquivalentTo("portal.example", "second.example", "portal.example");
        (await _portal.TrailAsync()).Cursors.Should().Contain(cursor => cursor.Endpoint == second && cursor.Next == 1)
            .And.Contain(cursor => cursor.Endpoint == PortalFixture.Configured && cursor.Next == 3);
    }

    [Fact]
    public async Task Replay_FromAPointInTime_TellsOnlyLaterEventsAgainInOrderUnderTheirIds()
    {
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunForAsync(TimeSpan.FromHours(1));
        var from = _portal.Clock.GetUtcNow();
        await _portal.MoveAsync(2, Processing);
        await _portal.RunForAsync(TimeSpan.FromHours(1));
        var firstIds = _portal.Sender.Posts.Select(post => post.Id).ToList();

        await new ReplayEndpoint(_portal.Book, _portal.Store, _portal.Ids, _portal.Clock)
            .HandleAsync(PortalFixture.Configured, null, from, PortalFixture.Operator, "corr", CancellationToken.None);
        await _portal.RunAsync();

        _portal.Sender.AcknowledgedStates.Should().Equal(1, 2, 4, 2, 4);
        _portal.Sender.Posts.Select(post => post.Id).Skip(3).Should().Equal(firstIds.Skip(1));
    }

    [Fact]
    public async Task Due_OvertakenByAnotherSchedule_DoesNothing()
    {
        _portal.Sender.Answer(500, 500);
        await _portal.MoveAsync(1, NewlyRegistered);
        var first = _portal.Store.Sent.Single(sent => sent.Message.Type == PortalMessages.DeliveryDue.Type);
        await _portal.RunForAsync(TimeSpan.FromSeconds(6));
        var attempts = _portal.Sender.Posts.Count;

        await _portal.HandleAsync(first.Message with { Id = "again" });

        _portal.Sender.Posts.Should().HaveCount(attempts);
    }

    [Fact]
    public async Task AnyMixOfFailures_InTheEndEveryStateArrivesOnceAcknowledgedInOrder()
    {
        int[] statuses = [200, 200, 200, 400, 500, 0, 429, 302];
        await Gen.Select(Gen.Int[0, statuses.Length - 1].Select(i => statuses[i]).Array[0, RetrySchedule.MaxAttempts - 1], Gen.Int[1, 10].Array[1, 6]).SampleAsync(async script =>
        {
            var portal = new PortalFixture();
            portal.Sender.Answer(script.Item1);
            var expected = new List<int>();
            var at = None;
            for (var i = 0; i < script.Item2.Length; i++)
            {
                var target = (PortalState)script.Item2[i];
                expected.AddRange(PortalPath.Find(at, target).Steps.Select(step => (int)step));
                at = target;
                await portal.MoveAsync(i + 1, target);
                await portal.RunForAsync(TimeSpan.FromSeconds(script.Item2[i]));
            }

            await portal.RunForAsync(TimeSpan.FromDays(8));
            portal.Sender.AcknowledgedStates.Should().Equal(expected);
        }, iter: Iterations.Of(200));
    }
}
