using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Portal;
using Endpoint = PublicServices.Portal.Endpoint;

namespace PublicServices.Tests.Unit.Portal;

/// <summary>What an import does to deliveries and endpoints.</summary>
public sealed class WakeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trail_ThatIsBehind_IsTriedWhenItsScheduleSays()
    {
        var portal = new PortalFixture();
        portal.Sender.Answer(500);
        await portal.MoveAsync(1, PortalState.NewlyRegistered);
        var fresh = await MovedAsync(portal);

        var due = (await WakeAsync(fresh)).Should().ContainSingle().Subject;
        due.NotBefore.Should().Be((await fresh.TrailAsync()).Cursors[0].NextAttemptAt);
        await fresh.RunForAsync(TimeSpan.FromMinutes(1));

        fresh.Sender.AcknowledgedStates.Should().Equal(1);
    }

    [Fact]
    public async Task Trail_ThatIsUpToDate_WaitsForNothing()
    {
        var portal = new PortalFixture();
        await portal.MoveAsync(1, PortalState.NewlyRegistered);

        (await WakeAsync(await MovedAsync(portal))).Should().BeEmpty();
    }

    [Fact]
    public async Task State_ToldOnceMore_IsNoNews()
    {
        var portal = new PortalFixture();
        await portal.MoveAsync(1, PortalState.NewlyRegistered);
        var fresh = await MovedAsync(portal);

        await fresh.MoveAsync(7, PortalState.NewlyRegistered);

        fresh.Sender.Posts.Should().BeEmpty();
    }

    [Fact]
    public void Digest_ThatWasNeverTried_IsTried()
    {
        var data = System.Text.Json.JsonSerializer.SerializeToElement(new PortalDigest(new DateOnly(2026, 9, 20), 1, 1, []), PortalJson.Default.PortalDigest);
        var trail = new DeliveryTrail("digest", "", PortalFixture.Configured) { Only = PortalFixture.Configured }
            .Add("e", PortalDigest.Type, PortalFixture.Start, PortalFixture.Start, data);

        TrailWake.Of(new Loaded<DeliveryTrail>(PortalFixture.Trail, 1, trail), PortalFixture.Start).Should().ContainSingle()
            .Which.NotBefore.Should().BeNull();
    }

    [Theory]
    [InlineData(EndpointStatus.Live, EndpointStatus.Disabled, EndpointSecrets.LeftOut)]
    [InlineData(EndpointStatus.Disabled, EndpointStatus.Disabled, "a person's reason")]
    [InlineData(EndpointStatus.Unverified, EndpointStatus.Unverified, null)]
    public void LeaveOut_LeavesNoSecretAndNothingLive(EndpointStatus before, EndpointStatus after, string? reason)
    {
        var endpoint = Endpoint(before) with { PreviousSecret = PortalFixture.Secret, DisabledReason = before == EndpointStatus.Disabled ? reason : null };

        var left = EndpointSecrets.LeaveOut(new([endpoint]));

        System.Text.Json.JsonSerializer.Serialize(left, PortalJson.Default.EndpointRegister).Should().NotContain("whsec_");
        (left.Endpoints[0].Status, left.Endpoints[0].DisabledReason).Should().Be((after, reason));
        EndpointSecrets.Missing(left).Should().ContainSingle().Which.Should().Contain("end-x").And.Contain("Partner");
        EndpointSecrets.Missing(new([endpoint])).Should().BeEmpty();
    }

    [Fact]
    public async Task EndpointWithoutItsSecret_IsEnabledOnlyWithANewOne()
    {
        var portal = new PortalFixture(withEndpoint: false);
        await portal.Store.CommitAsync(
            new Commit
            {
                Record = EndpointRegister.RecordId,
                ExpectedVersion = 0,
                State = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                    EndpointSecrets.LeaveOut(new([Endpoint(EndpointStatus.Live)])), PortalJson.Default.EndpointRegister),
            },
            Ct);
        var enable = new EnableEndpoint(portal.Book, portal.Courier, portal.Gates, portal.Ids, portal.Clock);
        var id = new RecordId("end-x");

        (await enable.HandleAsync(id, PortalFixture.Operator, "c", Ct)).Problem!.Code.Should().Be("PORTAL-009");
        portal.Sender.Posts.Should().BeEmpty();

        var rotated = await new RotateEndpointSecret(portal.Book, bytes => bytes.Fill(3), portal.Clock).HandleAsync(id, PortalFixture.Operator, Ct);
        rotated.Value.Secret.Should().StartWith("whsec_");
        (await enable.HandleAsync(id, PortalFixture.Operator, "c", Ct)).Value.Status.Should().Be(EndpointStatus.Live);
        (await portal.EndpointAsync(id)).SecretsAt(portal.Clock.GetUtcNow()).Should().ContainSingle("there is no earlier secret to sign with");
    }

    [Fact]
    public async Task ConfiguredEndpointWithoutItsSecret_TakesItFromConfiguration()
    {
        var portal = new PortalFixture();
        var live = await portal.Directory.FindAsync(PortalFixture.Configured, Ct);
        var fresh = new PortalFixture();
        await fresh.Store.CommitAsync(
            new Commit
            {
                Record = EndpointRegister.RecordId,
                ExpectedVersion = 0,
                State = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(EndpointSecrets.LeaveOut(new([live!])), PortalJson.Default.EndpointRegister),
            },
            Ct);

        var again = (await fresh.Directory.ListAsync(Ct)).Should().ContainSingle().Subject;

        (again.Status, again.Secret, again.PreviousSecret, again.DisabledReason).Should().Be((EndpointStatus.Live, PortalFixture.Secret, null, null));
    }

    private static Endpoint Endpoint(EndpointStatus status) =>
        new(new("end-x"), "Partner", "https://partner.example/hook", "ops", status, PortalFixture.Secret, PortalFixture.Start)
        {
            LiveFrom = PortalFixture.Start,
        };

    /// <summary>Trail and endpoints in a store of their own, without messages.</summary>
    private static async Task<PortalFixture> MovedAsync(PortalFixture old)
    {
        var fresh = new PortalFixture();
        foreach (var id in new[] { PortalFixture.Trail, EndpointRegister.RecordId })
        {
            var record = (await old.Store.LoadAsync(id, Ct))!;
            await fresh.Store.CommitAsync(new Commit { Record = id, ExpectedVersion = 0, State = record.State }, Ct);
        }

        return fresh;
    }

    private static async Task<List<Outgoing>> WakeAsync(PortalFixture portal)
    {
        var loaded = await new Records<DeliveryTrail>(portal.Store, () => PortalJson.Default.DeliveryTrail).LoadAsync(PortalFixture.Trail, Ct);
        List<Outgoing> woken = [.. TrailWake.Of(loaded, portal.Clock.GetUtcNow())];
        await portal.Store.SendAsync(woken, Ct);
        return woken;
    }
}
