using PublicServices.Contracts;
using PublicServices.Portal;

namespace PublicServices.Tests.Unit.Portal;

public sealed class DigestTests
{
    private readonly PortalFixture _portal = new();

    [Fact]
    public async Task Digest_TheNightAfter_CountsSentAgainstAcknowledgedAndIsDeliveredOnce()
    {
        await _portal.MoveAsync(1, PortalState.NewlyRegistered);
        _portal.Sender.Answer(400);
        await _portal.MoveAsync(2, PortalState.Accepted);
        await _portal.RunAsync();
        var missing = (await _portal.TrailAsync()).Events[1].Id;
        _portal.Clock.SetUtcNow(new DateTimeOffset(2026, 9, 21, 18, 0, 0, TimeSpan.Zero));

        await Digest().RunAsync(CancellationToken.None);
        await Digest().RunAsync(CancellationToken.None);
        await _portal.RunAsync();

        var posts = _portal.Sender.Posts.Where(post => ScriptedSender.Body(post).GetProperty("type").GetString() == "portal.digest").ToList();
        var data = ScriptedSender.Body(posts.Should().ContainSingle().Subject).GetProperty("data");
        data.GetProperty("day").GetString().Should().Be("2026-09-21");
        data.GetProperty("sent").GetInt32().Should().Be(2);
        data.GetProperty("acknowledged").GetInt32().Should().Be(1);
        data.GetProperty("missing")[0].GetString().Should().Be(missing);
    }

    [Fact]
    public async Task Digest_BeforeOneInTheMorning_Waits()
    {
        await _portal.MoveAsync(1, PortalState.NewlyRegistered);
        await _portal.RunAsync();
        _portal.Clock.SetUtcNow(new DateTimeOffset(2026, 9, 21, 17, 59, 59, TimeSpan.Zero));
        var before = _portal.Store.Sent.Count;

        await Digest().RunAsync(CancellationToken.None);

        _portal.Store.Sent.Should().HaveCount(before);
    }

    [Fact]
    public async Task Digest_EndpointThatWasNotThereThatDay_GetsNone()
    {
        _portal.Clock.SetUtcNow(new DateTimeOffset(2026, 9, 21, 18, 30, 0, TimeSpan.Zero));
        await Digest().RunAsync(CancellationToken.None);
        _portal.Store.Sent.Should().BeEmpty();
    }

    private SendDailyDigest Digest() => new(_portal.Store, _portal.Store, _portal.Directory, _portal.Ids, _portal.Clock);
}
