using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Portal;
using Endpoint = PublicServices.Portal.Endpoint;

namespace PublicServices.Tests.Unit.Portal;

public sealed class ArchiveTests
{
    private static readonly Caller Partner = new("p-1", Role.Partner, "Partner");
    private readonly PortalFixture _portal = new(withEndpoint: false);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ArchiveEndpoint Archive => new(_portal.Book, _portal.Options, _portal.Clock);

    [Fact]
    public async Task Archive_ALiveEndpoint_IsRefused()
    {
        var id = await LiveAsync("https://a.example/hook");

        (await Archive.HandleAsync(id, PortalFixture.Operator, Ct)).Problem!.Code.Should().Be("PORTAL-010");
    }

    [Fact]
    public async Task Archive_ADisabledEndpoint_MakesRoomAndKeepsNoSecret()
    {
        var id = await LiveAsync("https://a.example/hook");
        await DisableAsync(id);

        var archived = (await Archive.HandleAsync(id, PortalFixture.Operator, Ct)).Value;
        var again = (await Archive.HandleAsync(id, PortalFixture.Operator, Ct)).Value;

        (archived.Status, archived.Secret, archived.PreviousSecret, archived.ArchivedAt).Should().Be((EndpointStatus.Archived, "", null, PortalFixture.Start));
        again.Should().BeEquivalentTo(archived);
        var listed = (await new ListEndpoints(_portal.Directory).HandleAsync(PortalFixture.Operator, Ct)).Value;
        listed.Endpoints.Should().BeEmpty();
        listed.Archived.Should().ContainSingle().Which.Id.Should().Be(id);
        await LiveAsync("https://a.example/hook");
    }

    [Fact]
    public async Task Archived_NothingElseCanBeDoneWithIt()
    {
        var id = await LiveAsync("https://a.example/hook");
        await DisableAsync(id);
        await Archive.HandleAsync(id, PortalFixture.Operator, Ct);

        (await EnableAsync(id)).Problem.Should().Be(KernelProblems.NotFound);
        (await new DisableEndpoint(_portal.Book).HandleAsync(id, "x", PortalFixture.Operator, Ct)).Problem.Should().Be(KernelProblems.NotFound);
        (await new RotateEndpointSecret(_portal.Book, bytes => bytes.Fill(1), _portal.Clock).HandleAsync(id, PortalFixture.Operator, Ct))
            .Problem.Should().Be(KernelProblems.NotFound);
    }

    [Fact]
    public async Task Archive_SomebodyElses_IsNotFound()
    {
        var id = await LiveAsync("https://a.example/hook");
        await DisableAsync(id);

        (await Archive.HandleAsync(id, Partner, Ct)).Problem.Should().Be(KernelProblems.NotFound);
        (await Archive.HandleAsync(id, new Caller("f", Role.Family, "F"), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
        (await Archive.HandleAsync(new RecordId("end-nowhere"), PortalFixture.Operator, Ct)).Problem.Should().Be(KernelProblems.NotFound);
    }

    [Fact]
    public async Task Archive_TheConfiguredOne_OnlyOnceConfigurationHasForgottenIt()
    {
        var configured = new PortalFixture();
        await configured.Directory.ListAsync(Ct);
        var archive = new ArchiveEndpoint(configured.Book, configured.Options, configured.Clock);
        (await archive.HandleAsync(PortalFixture.Configured, PortalFixture.Operator, Ct)).Problem!.Code.Should().Be("PORTAL-011");

        await new DisableEndpoint(configured.Book).HandleAsync(PortalFixture.Configured, null, PortalFixture.Operator, Ct);
        var without = configured.Options with { Outbound = configured.Options.Outbound with { Url = null } };
        (await new ArchiveEndpoint(configured.Book, without, configured.Clock).HandleAsync(PortalFixture.Configured, PortalFixture.Operator, Ct)).Problem.Should().BeNull();

        // Set up again, it is a live endpoint like any other.
        var again = new EndpointDirectory(configured.Store, configured.Options, configured.Clock);
        (await again.RegisterAsync(Ct)).Should().Match<EndpointRegister>(register => register.Endpoints.Count == 1 && register.Archived!.Count == 0);
    }

    [Fact]
    public async Task Trail_AfterTheArchiving_HasNobodyBehindAndForgetsTheCursor()
    {
        var first = await LiveAsync("https://a.example/hook");
        var second = await LiveAsync("https://b.example/hook");
        await _portal.MoveAsync(1, PortalState.NewlyRegistered);
        await DisableAsync(first);
        await _portal.MoveAsync(2, PortalState.Accepted);
        await Archive.HandleAsync(first, PortalFixture.Operator, Ct);

        await _portal.MoveAsync(3, PortalState.Processing);

        (await _portal.TrailAsync()).Cursors.Should().ContainSingle().Which.Should().Match<TrailCursor>(cursor => cursor.Endpoint == second && cursor.Next == 4);
    }

    [Fact]
    public async Task Replay_FindsWhatOnlyTheArchivedEndpointWasTold()
    {
        var first = await LiveAsync("https://a.example/hook");
        await _portal.MoveAsync(1, PortalState.NewlyRegistered);
        await _portal.RunAsync();
        await DisableAsync(first);
        await Archive.HandleAsync(first, PortalFixture.Operator, Ct);
        _portal.Clock.Advance(TimeSpan.FromHours(1));
        var second = await LiveAsync("https://b.example/hook");
        var told = _portal.Sender.AcknowledgedStates.Count;

        await new ReplayEndpoint(_portal.Book, _portal.Store, _portal.Ids, _portal.Clock)
            .HandleAsync(second, null, PortalFixture.Start, PortalFixture.Operator, "c", Ct);
        await _portal.RunAsync();

        _portal.Sender.AcknowledgedStates.Skip(told).Should().Equal(1);
        var log = await new ReadDeliveries(_portal.Book, _portal.Store, _portal.Store).OfDayAsync(
            first, PortalFixture.Start.VietnamDate(), null, PortalFixture.Operator, Ct);
        log.Value.Lines.Should().ContainSingle("what it was told can still be looked up");
    }

    [Fact]
    public void Archive_BeyondTheLimit_ForgetsTheOldest()
    {
        var register = EndpointRegister.Empty;
        for (var i = 0; i <= EndpointRegister.MaxArchived; i++)
        {
            var endpoint = new Endpoint(new($"end-{i}"), "n", "https://x.example", "o", EndpointStatus.Disabled, PortalFixture.Secret, PortalFixture.Start);
            register = register.Add(endpoint).Archive(endpoint, PortalFixture.Start);
        }

        register.Archived.Should().HaveCount(EndpointRegister.MaxArchived);
        (register.FindArchived(new("end-0")), register.FindArchived(new("end-1"))).Should().Match<(Endpoint?, Endpoint?)>(pair => pair.Item1 == null && pair.Item2 != null);
    }

    private async Task<RecordId> LiveAsync(string url)
    {
        var added = await new AddEndpoint(_portal.Book, _portal.Options, _portal.Ids, bytes => bytes.Fill(9), _portal.Clock)
            .HandleAsync(new NewEndpoint("n", url, null), PortalFixture.Operator, Ct);
        (await EnableAsync(added.Value.Endpoint)).Value.Status.Should().Be(EndpointStatus.Live);
        return added.Value.Endpoint;
    }

    private ValueTask<Result<Endpoint>> EnableAsync(RecordId id) =>
        new EnableEndpoint(_portal.Book, _portal.Courier, _portal.Gates, _portal.Ids, _portal.Clock).HandleAsync(id, PortalFixture.Operator, "c", Ct);

    private async Task DisableAsync(RecordId id) =>
        (await new DisableEndpoint(_portal.Book).HandleAsync(id, "x", PortalFixture.Operator, Ct)).Problem.Should().BeNull();
}
