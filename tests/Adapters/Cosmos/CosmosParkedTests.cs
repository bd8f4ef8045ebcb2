using System.Text;
using PublicServices.Infra.Cosmos;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <remarks>See <see cref="CosmosAccount"/> for how to run it against a real account.</remarks>
public sealed class CosmosParkedTests : IAsyncLifetime
{
    private readonly CosmosAccount _account = new();
    private CosmosParked _parked = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _parked = (await _account.OpenAsync()).Parked;

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Park_KeepsTheMessageAndWhatIsKnownOfIt()
    {
        var message = Letter("m1");
        await _parked.ParkAsync("payments", message, "bad-shape", "no such form", 3, Stop);
        var found = (await _parked.ListAsync(null, 10, Stop)).Should().ContainSingle().Subject;
        (found.Consumer, found.Reason, found.Detail, found.Attempts).Should().Be(("payments", "bad-shape", "no such form", 3));
        found.Message.Should().BeEquivalentTo(message, options => options.Excluding(one => one.Data));
        Encoding.UTF8.GetString(found.Message.Data.Span).Should().Be("nội dung");
        found.ParkedAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        (await _parked.FindAsync(found.Id, Stop)).Should().BeEquivalentTo(found, options => options.Excluding(one => one.Message.Data));
    }

    [Fact]
    public async Task Park_OfTheSameMessageTwice_IsThereOnceForEachConsumer()
    {
        await _parked.ParkAsync("payments", Letter("m1"), "first", "", 1, Stop);
        await _parked.ParkAsync("payments", Letter("m1"), "second", "", 2, Stop);
        await _parked.ParkAsync("portal", Letter("m1"), "first", "", 1, Stop);
        (await _parked.ListAsync(null, 10, Stop)).Select(one => (one.Consumer, one.Reason)).Should().Equal(("portal", "first"), ("payments", "first"));
    }

    [Fact]
    public async Task List_PagesFromTheNewest_AndNumbersGrow()
    {
        for (var i = 0; i < 25; i++) await _parked.ParkAsync("payments", Letter($"m{i:00}"), "r", "", 1, Stop);
        var all = new List<ParkedMessage>();
        for (var page = await _parked.ListAsync(null, 10, Stop); page.Count > 0; page = await _parked.ListAsync(all[^1].Id, 10, Stop))
        {
            page.Count.Should().BeLessThanOrEqualTo(10);
            all.AddRange(page);
        }

        all.Select(one => one.Message.Id).Should().Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"m{i:00}"));
        all.Should().BeInDescendingOrder(one => one.Id).And.OnlyContain(one => one.Id < 1L << 53);
    }

    [Fact]
    public async Task Take_RemovesItOnce_AndItCanBeParkedAgain()
    {
        await _parked.ParkAsync("payments", Letter("m1"), "r", "", 1, Stop);
        var id = (await _parked.ListAsync(null, 10, Stop))[0].Id;
        (await _parked.TakeAsync(id, Stop)).Should().BeTrue();
        (await _parked.TakeAsync(id, Stop)).Should().BeFalse();
        (await _parked.FindAsync(id, Stop)).Should().BeNull();
        await _parked.ParkAsync("payments", Letter("m1"), "again", "", 1, Stop);
        (await _parked.ListAsync(null, 10, Stop)).Should().ContainSingle().Which.Reason.Should().Be("again");
    }

    [Fact]
    public async Task Counts_AreByConsumer()
    {
        for (var i = 0; i < 3; i++) await _parked.ParkAsync("payments", Letter($"m{i}"), "r", "", 1, Stop);
        await _parked.ParkAsync("portal", Letter("m1"), "r", "", 1, Stop);
        (await _parked.CountsAsync(["payments", "portal", "notices"], Stop)).Should().BeEquivalentTo(
            new Dictionary<string, long> { ["payments"] = 3, ["portal"] = 1, ["notices"] = 0 });
    }

    [Theory]
    [InlineData(FaultKind.TimeOutAfter)]
    [InlineData(FaultKind.TimeOutBefore)]
    [InlineData(FaultKind.CutAfter)]
    public async Task ParkAndTake_WhoseAnswerIsLost_HappenOnce(FaultKind kind)
    {
        CosmosAccount.NeedsTheDouble();
        _account.Double.Faults.Add(new CosmosFault(kind, GatewayOperation.Batch));
        await _parked.ParkAsync("payments", Letter("m1"), "r", "", 1, Stop);
        var id = (await _parked.ListAsync(null, 10, Stop)).Should().ContainSingle().Which.Id;
        _account.Double.Faults.Add(new CosmosFault(kind, GatewayOperation.Batch));
        (await _parked.TakeAsync(id, Stop)).Should().BeTrue();
        (await _parked.ListAsync(null, 10, Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task Park_Throttled_ThrowsSoThatTheDeliveryStays()
    {
        CosmosAccount.NeedsTheDouble();
        _account.Double.Faults.Add(new CosmosFault(FaultKind.Throttle, GatewayOperation.Batch, Times: 10, PauseMilliseconds: 1));
        await FluentActions.Awaiting(() => _parked.ParkAsync("payments", Letter("m1"), "r", "", 1, Stop).AsTask()).Should().ThrowAsync<EngineBusyException>();
    }

    private static Message Letter(string id) =>
        new(id, "ps.exams.x.v1", new RecordId("reg-1"), DateTimeOffset.UtcNow, "corr", Encoding.UTF8.GetBytes("nội dung"));
}
