using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Portal;

namespace PublicServices.Tests.Unit.Portal;

public sealed class EndpointTests
{
    private static readonly Caller Partner = new("hcm-dx", Role.Partner, "HCM");
    private readonly PortalFixture _portal = new();

    internal static async Task<RecordId> AddLiveAsync(PortalFixture portal, string url, Caller? by = null)
    {
        by ??= PortalFixture.Operator;
        var added = await Add(portal).HandleAsync(new NewEndpoint("Sở", url, null), by, CancellationToken.None);
        var enabled = await Enable(portal).HandleAsync(added.Value.Endpoint, by, "corr", CancellationToken.None);
        enabled.Problem.Should().BeNull();
        return added.Value.Endpoint;
    }

    [Fact]
    public async Task Directory_ChangedWhileItIsBeingRead_ReadsAgain()
    {
        var portal = new PortalFixture(withEndpoint: false);
        var answer = new TaskCompletionSource();
        portal.Store.AnswersAfter = answer.Task;
        var reading = portal.Directory.ListAsync(CancellationToken.None).AsTask();

        portal.Store.AnswersAfter = null;
        await AddLiveAsync(portal, "https://new.example/hook");
        answer.SetResult();
        (await reading).Should().BeEmpty("that was read before the change");

        (await portal.Directory.ListAsync(CancellationToken.None)).Should().ContainSingle().Which.Status.Should().Be(EndpointStatus.Live);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("portal.example")]
    [InlineData("http://portal.example/hook")]
    [InlineData("ftp://portal.example/hook")]
    [InlineData("https://user:pass@portal.example/hook")]
    [InlineData("https://portal.example/hook#part")]
    public async Task Add_AddressThatCannotBeUsed_IsRefused(string? url) =>
        (await Add(_portal).HandleAsync(new NewEndpoint("Sở", url, null), PortalFixture.Operator, CancellationToken.None))
            .Problem!.Code.Should().Be("PORTAL-001");

    [Fact]
    public async Task Add_SameAddressTwice_IsRefused()
    {
        await AddLiveAsync(_portal, "https://a.example/");
        (await Add(_portal).HandleAsync(new NewEndpoint("B", "https://a.example/", null), PortalFixture.Operator, CancellationToken.None))
            .Problem!.Code.Should().Be("PORTAL-003");
    }

    [Fact]
    public async Task Add_MoreThanTheLimit_IsRefused()
    {
        var portal = new PortalFixture(withEndpoint: false);
        for (var i = 0; i < EndpointRegister.MaxEndpoints; i++)
        {
            (await Add(portal).HandleAsync(new NewEndpoint("N", $"https://e{i}.example/", null), PortalFixture.Operator, CancellationToken.None))
                .Problem.Should().BeNull();
        }

        (await Add(portal).HandleAsync(new NewEndpoint("N", "https://more.example/", null), PortalFixture.Operator, CancellationToken.None))
            .Problem!.Code.Should().Be("PORTAL-004");
    }

    [Theory]
    [InlineData(Role.Family)]
    [InlineData(Role.School)]
    [InlineData(Role.Department)]
    [InlineData(Role.Finance)]
    public async Task Endpoints_RolesWithoutBusinessThere_AreForbidden(Role role)
    {
        var caller = new Caller("x", role, "X");
        (await Add(_portal).HandleAsync(new NewEndpoint("N", "https://a.example/", null), caller, CancellationToken.None))
            .Problem.Should().Be(KernelProblems.Forbidden);
        (await new ListEndpoints(_portal.Directory).HandleAsync(caller, CancellationToken.None)).Problem.Should().Be(KernelProblems.Forbidden);
        (await new ReadDeliveries(_portal.Book, _portal.Store, _portal.Store).OfDossierAsync(PortalFixture.Dossier, caller, CancellationToken.None))
            .Problem.Should().Be(KernelProblems.Forbidden);
    }

    [Fact]
    public async Task Partner_SeesAndChangesItsOwnEndpointOnly()
    {
        var own = await AddLiveAsync(_portal, "https://own.example/", Partner);
        var foreign = await AddLiveAsync(_portal, "https://other.example/");

        var list = (await new ListEndpoints(_portal.Directory).HandleAsync(Partner, CancellationToken.None)).Value;
        list.Endpoints.Select(endpoint => endpoint.Id).Should().Equal(own);
        (await new DisableEndpoint(_portal.Book).HandleAsync(foreign, "x", Partner, CancellationToken.None)).Problem.Should().Be(KernelProblems.NotFound);
        (await new RotateEndpointSecret(_portal.Book, Fill, _portal.Clock).HandleAsync(foreign, Partner, CancellationToken.None))
            .Problem.Should().Be(KernelProblems.NotFound);
    }

    [Fact]
    public async Task Partner_ReplayingADossierItDoesNotHearAbout_LearnsNothing()
    {
        var added = await Add(_portal).HandleAsync(new NewEndpoint("N", "https://own.example/", ["9.999"]), Partner, CancellationToken.None);
        await Enable(_portal).HandleAsync(added.Value.Endpoint, Partner, "corr", CancellationToken.None);
        await _portal.MoveAsync(1, PortalState.NewlyRegistered);
        _portal.Sender.Posts.Clear();

        await new ReplayEndpoint(_portal.Book, _portal.Store, _portal.Ids, _portal.Clock)
            .HandleAsync(added.Value.Endpoint, PortalFixture.Dossier, PortalFixture.Start, Partner, "corr", CancellationToken.None);
        await _portal.RunAsync();

        _portal.Sender.Posts.Should().BeEmpty();
        (await new ReadDeliveries(_portal.Book, _portal.Store, _portal.Store).OfDossierAsync(PortalFixture.Dossier, Partner, CancellationToken.None))
            .Problem.Should().Be(KernelProblems.NotFound);
    }

    [Fact]
    public async Task Enable_UnansweredTest_StaysUnverifiedAndHearsNothing()
    {
        var added = await Add(_portal).HandleAsync(new NewEndpoint("N", "https://a.example/", null), PortalFixture.Operator, CancellationToken.None);
        _portal.Sender.Answer(404);
        (await Enable(_portal).HandleAsync(added.Value.Endpoint, PortalFixture.Operator, "corr", CancellationToken.None))
            .Problem!.Code.Should().Be("PORTAL-005");
        _portal.Sender.Posts.Clear();

        await _portal.MoveAsync(1, PortalState.NewlyRegistered);

        _portal.Sender.Posts.Should().ContainSingle().Which.Url.Host.Should().Be("portal.example");
    }

    [Fact]
    public async Task Rotate_ForADay_SignsWithBothSecrets()
    {
        var id = await AddLiveAsync(_portal, "https://a.example/");
        var old = (await _portal.EndpointAsync(id)).Secret;
        var fresh = (await new RotateEndpointSecret(_portal.Book, Fill, _portal.Clock).HandleAsync(id, PortalFixture.Operator, CancellationToken.None)).Value.Secret;

        fresh.Should().NotBe(old);
        var endpoint = await _portal.EndpointAsync(id);
        endpoint.SecretsAt(_portal.Clock.GetUtcNow()).Should().HaveCount(2);
        endpoint.SecretsAt(_portal.Clock.GetUtcNow() + RotateEndpointSecret.Overlap).Should().ContainSingle();
    }

    [Fact]
    public async Task Configured_ChangedSecret_SignsWithBothForADayAndIsNotRotatedByHand()
    {
        await _portal.Directory.ListAsync(CancellationToken.None);
        (await new RotateEndpointSecret(_portal.Book, Fill, _portal.Clock).HandleAsync(PortalFixture.Configured, PortalFixture.Operator, CancellationToken.None))
            .Problem!.Code.Should().Be("PORTAL-008");
        var options = _portal.Options with { Outbound = _portal.Options.Outbound with { Secret = "whsec_" + Convert.ToBase64String(new byte[32]) } };
        var restarted = (await new EndpointDirectory(_portal.Store, options, _portal.Clock).ListAsync(CancellationToken.None))[0];

        restarted.SecretsAt(_portal.Clock.GetUtcNow()).Should().HaveCount(2);
        restarted.SecretsAt(_portal.Clock.GetUtcNow() + RotateEndpointSecret.Overlap).Should().ContainSingle();
    }

    [Fact]
    public async Task Waiting_ShowsDossiersThatAreBehindAndForgetsThemWhenTheyCatchUp()
    {
        _portal.Sender.Answer(400);
        await _portal.MoveAsync(1, PortalState.NewlyRegistered);
        await _portal.MoveAsync(2, PortalState.Accepted);
        await _portal.RunAsync();
        var read = new ReadDeliveries(_portal.Book, _portal.Store, _portal.Store);
        var waiting = (await read.WaitingAsync(PortalFixture.Configured, null, PortalFixture.Operator, CancellationToken.None)).Value.Dossiers;
        var row = waiting.Should().ContainSingle().Subject;
        (row.Subject, row.Events, row.Attempts).Should().Be((PortalFixture.Dossier, 2, 1));

        await _portal.RunForAsync(TimeSpan.FromMinutes(1));

        (await read.WaitingAsync(PortalFixture.Configured, null, PortalFixture.Operator, CancellationToken.None)).Value.Dossiers.Should().BeEmpty();
    }

    [Fact]
    public async Task Configured_ChangedAddress_TakesEffectAtTheNextStart()
    {
        await _portal.Directory.ListAsync(CancellationToken.None);
        var options = _portal.Options with { Outbound = _portal.Options.Outbound with { Url = "https://moved.example/hook" } };
        var restarted = new EndpointDirectory(_portal.Store, options, _portal.Clock);

        (await restarted.ListAsync(CancellationToken.None)).Should().ContainSingle().Which.Url.Should().Be("https://moved.example/hook");
    }

    [Fact]
    public async Task Directory_ChangedElsewhere_IsSeenWithinTwoSeconds()
    {
        (await _portal.Directory.ListAsync(CancellationToken.None)).Should().ContainSingle();
        var elsewhere = new EndpointBook(_portal.Store, new EndpointDirectory(_portal.Store, _portal.Options, _portal.Clock), _portal.Ids, _portal.Clock);
        await new DisableEndpoint(elsewhere).HandleAsync(PortalFixture.Configured, "maintenance", PortalFixture.Operator, CancellationToken.None);

        (await _portal.Directory.ListAsync(CancellationToken.None))[0].Status.Should().Be(EndpointStatus.Live);
        _portal.Clock.Advance(EndpointDirectory.MaxAge);
        (await _portal.Directory.ListAsync(CancellationToken.None))[0].Status.Should().Be(EndpointStatus.Disabled);
    }

    [Fact]
    public async Task Changes_LeaveHistory()
    {
        await _portal.Directory.ListAsync(CancellationToken.None);
        await new DisableEndpoint(_portal.Book).HandleAsync(PortalFixture.Configured, "maintenance", PortalFixture.Operator, CancellationToken.None);
        (await _portal.Store.ListDocumentsAsync(EndpointRegister.RecordId, Document.HistoryPrefix, null, 10, CancellationToken.None)).Should().ContainSingle();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(-91, true)]
    [InlineData(-89, false)]
    public async Task Replay_TimesOutsideTheLastNinetyDays_AreRefused(int days, bool refused)
    {
        await _portal.Directory.ListAsync(CancellationToken.None);
        var from = _portal.Clock.GetUtcNow().AddDays(days);
        var result = await new ReplayEndpoint(_portal.Book, _portal.Store, _portal.Ids, _portal.Clock)
            .HandleAsync(PortalFixture.Configured, null, from, PortalFixture.Operator, "corr", CancellationToken.None);
        (result.Problem is not null).Should().Be(refused || days > 0);
    }

    private static AddEndpoint Add(PortalFixture portal) => new(portal.Book, portal.Options, portal.Ids, Fill, portal.Clock);

    private static EnableEndpoint Enable(PortalFixture portal) => new(portal.Book, portal.Courier, portal.Gates, portal.Ids, portal.Clock);

    private static byte _next;

    private static void Fill(Span<byte> bytes) => bytes.Fill(++_next);
}
