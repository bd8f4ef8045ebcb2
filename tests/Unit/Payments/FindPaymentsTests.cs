using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class FindPaymentsTests
{
    private static readonly RecordId Theirs = new("pay-2");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pay-1")]
    [InlineData(" PAY-1 ")]
    [InlineData("pay-1.1")]
    [InlineData("ref-1")]
    [InlineData("REF-1")]
    [InlineData("g03.00.01-270421-000001")]
    public async Task Find_ByAnyNameOfIt_AnswersThePaymentOnce(string query)
    {
        var found = await FindAsync(await PaidAsync(), query, PaymentWorld.Finance);

        found.Should().ContainSingle().Which.Should().Be(new FoundPayment(
            PaymentWorld.Id, "exams", "G03.00.01-270421-000001", PaymentStatus.Paid, PaymentWorld.Fee, PaymentWorld.Start, "01-002"));
    }

    [Fact]
    public async Task Find_ByATransfersMemo_LeadsToItsPayment()
    {
        var world = await PaidAsync();
        var memo = TransferMemo.Of(PaymentWorld.First);
        await world.Store.ApplyAsync([.. PaymentViews.Project(new AttemptNamedV1(PaymentWorld.First, memo, 1))], Stop);

        (await FindAsync(world, $" {memo.ToLowerInvariant()} ", PaymentWorld.Finance)).Should().ContainSingle().Which.Payment.Should().Be(PaymentWorld.Id);
    }

    [Fact]
    public async Task Find_OfACodeThatSeveralShare_AnswersAll()
    {
        var world = await PaidAsync();
        await AskAsync(world, Theirs, "01-002");

        (await FindAsync(world, "G03.00.01-270421-000001", PaymentWorld.Finance)).Select(one => one.Payment).Should().BeEquivalentTo([PaymentWorld.Id, Theirs]);
    }

    [Fact]
    public async Task Find_OfMoreThanTheMost_AnswersTheMost()
    {
        var world = new PaymentWorld();
        for (var number = 2; number <= FindPayments.MaxFound + 2; number++) await AskAsync(world, new RecordId($"pay-{number}"), "01-002");

        (await FindAsync(world, "G03.00.01-270421-000001", PaymentWorld.Finance)).Should().HaveCount(FindPayments.MaxFound);
    }

    [Theory]
    [InlineData(Role.Finance, null, 2)]
    [InlineData(Role.School, "01-002", 1)]
    [InlineData(Role.School, "01", 0)]
    [InlineData(Role.School, "", 0)]
    [InlineData(Role.School, null, 0)]
    [InlineData(Role.Department, "01", 1)]
    [InlineData(Role.Department, "02", 1)]
    [InlineData(Role.Department, "0", 0)]
    [InlineData(Role.Department, "01-002", 0)]
    [InlineData(Role.Department, null, 0)]
    public async Task Find_ByRoleAndUnit_ShowsTheirOwn(Role role, string? unit, int count)
    {
        var world = await PaidAsync();
        await AskAsync(world, Theirs, "02-001");

        (await FindAsync(world, "G03.00.01-270421-000001", new Caller("x", role, "X", unit))).Should().HaveCount(count);
    }

    [Theory]
    [InlineData("pay-9")]
    [InlineData("ref-9")]
    [InlineData("reg-1")]
    [InlineData("pay-1.99999999999")]
    public async Task Find_OfWhatIsNot_AnswersNothing(string query) =>
        (await FindAsync(await PaidAsync(), query, PaymentWorld.Finance)).Should().BeEmpty();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ab  ")]
    public async Task Find_ByTooLittle_IsRefused(string? query) => await RefusedAsync(query, PaymentWorld.Finance, "PAY-030");

    [Fact]
    public async Task Find_ByTooMuch_IsRefused() => await RefusedAsync(new string('x', PaymentLimits.MaxReferenceLength + 1), PaymentWorld.Finance, "PAY-030");

    [Theory]
    [InlineData(Role.Family)]
    [InlineData(Role.Operator)]
    public async Task Find_ByAnybodyElse_IsForbidden(Role role) => await RefusedAsync("pay-1", new Caller("x", role, "X", "01-002"), "PS-004");

    private static async Task RefusedAsync(string? query, Caller caller, string code)
    {
        var world = await PaidAsync();
        (await new FindPayments(world.Book, world.Store).HandleAsync(query, caller, Stop)).Problem!.Code.Should().Be(code);
    }

    private static async Task<IReadOnlyList<FoundPayment>> FindAsync(PaymentWorld world, string query, Caller caller) =>
        (await new FindPayments(world.Book, world.Store).HandleAsync(query, caller, Stop)).Value.Payments;

    private static async Task<PaymentWorld> PaidAsync()
    {
        var world = new PaymentWorld();
        await AskAsync(world, PaymentWorld.Id, "01-002");
        await world.OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        return world;
    }

    /// <summary>Asks for a fee; another than the first is exempt, so that lists know of it at once.</summary>
    private static async Task AskAsync(PaymentWorld world, RecordId payment, string unit)
    {
        var request = PaymentWorld.Request(payment == PaymentWorld.Id ? null : Money.Vnd(0));
        await world.DeliverAsync(PaymentContracts.FeeRequested, request with { Payment = payment, Unit = unit });
        await world.PumpAsync();
    }
}
