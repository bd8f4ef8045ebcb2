using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Portal;
using static PublicServices.Contracts.PortalState;

namespace PublicServices.Tests.Unit.Portal;

/// <summary>What an endpoint is told when it goes live, also of what others recorded meanwhile.</summary>
public sealed class EnablingTests
{
    private readonly PortalFixture _portal = new();

    [Fact]
    public async Task Gone_DisablesTheEndpointAndKeepsEventsUntilItIsEnabledAgain()
    {
        _portal.Sender.Answer(410);
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunAsync();
        (await _portal.EndpointAsync()).Status.Should().Be(EndpointStatus.Disabled);
        await _portal.MoveAsync(2, Accepted);
        await _portal.RunForAsync(TimeSpan.FromDays(3));
        _portal.Sender.Posts.Should().ContainSingle();

        var enabled = await EnableAsync();
        enabled.Value.Status.Should().Be(EndpointStatus.Live);
        await _portal.RunAsync();

        _portal.Sender.AcknowledgedStates.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Enabled_WhileAnotherProcessStillTakesItForDisabled_IsToldWhatThatOneKept()
    {
        _portal.Sender.Answer(410);
        await _portal.MoveAsync(1, NewlyRegistered);
        await _portal.RunAsync();
        var stale = new EndpointDirectory(_portal.Store, _portal.Options, _portal.Clock);
        (await stale.ListAsync(CancellationToken.None)).Should().ContainSingle().Which.Status.Should().Be(EndpointStatus.Disabled);
        await EnableAsync();
        await _portal.RunAsync();

        var moved = _portal.Moved(2, Accepted);
        await new RecordDossierMove(new Deliverer(_portal.Store, stale, _portal.Courier, _portal.Ids, _portal.Clock))
            .HandleAsync(PortalContracts.DossierMoved.Read(moved), new MessageContext(moved, new Cause("portal", moved.Id), 1), CancellationToken.None);
        await _portal.RunAsync();
        _portal.Sender.AcknowledgedStates.Should().Equal([1], "the other process kept it for later");

        await _portal.RunForAsync(TimeSpan.FromMinutes(1));
        _portal.Sender.AcknowledgedStates.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Enabled_ForTheFirstTimeWhileAnotherProcessDoesNotKnowOfIt_IsToldWhatThatOneRecordedOnce()
    {
        var portal = new PortalFixture(withEndpoint: false);
        await portal.MoveAsync(1, NewlyRegistered);
        await portal.RunForAsync(TimeSpan.FromHours(2));
        var stale = new EndpointDirectory(portal.Store, portal.Options, portal.Clock);
        (await stale.ListAsync(CancellationToken.None)).Should().BeEmpty();
        await EndpointTests.AddLiveAsync(portal, "https://new.example/hook");
        await portal.RunAsync();

        var moved = portal.Moved(2, Accepted);
        await new RecordDossierMove(new Deliverer(portal.Store, stale, portal.Courier, portal.Ids, portal.Clock))
            .HandleAsync(PortalContracts.DossierMoved.Read(moved), new MessageContext(moved, new Cause("portal", moved.Id), 1), CancellationToken.None);
        await portal.RunAsync();
        portal.Sender.AcknowledgedStates.Should().BeEmpty("the other process knew of nobody");

        await portal.RunForAsync(TimeSpan.FromMinutes(5));
        portal.Sender.AcknowledgedStates.Should().Equal([2], "what was before it went live is told by replay only");
    }

    private ValueTask<Result<Endpoint>> EnableAsync() =>
        new EnableEndpoint(_portal.Book, _portal.Courier, _portal.Gates, _portal.Ids, _portal.Clock)
            .HandleAsync(PortalFixture.Configured, PortalFixture.Operator, "corr", CancellationToken.None);
}
