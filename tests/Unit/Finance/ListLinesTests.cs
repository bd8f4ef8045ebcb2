using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>What finance officers are shown of statements: what waits apart from what is done, and to nobody else.</summary>
public sealed class ListLinesTests : IDisposable
{
    private static readonly StatementSource VnPay = new("vnpay");

    private readonly FinanceWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Lines_OpenAndDone_AreTwoLists()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.PaidAsync("2", 7_000, "vnpay", "VN2");
        await _world.TakeAsync(new Statement(VnPay, "s1", "VND", FinanceWorld.Day, FinanceWorld.Day, [FinanceWorld.Shown(1, LineKind.Charge, 45_000, "VN1"), FinanceWorld.Shown(2, LineKind.Charge, 9_000, "NOBODY")]));
        var lists = _world.Get<ListLines>();

        (await lists.LinesAsync("vnpay", done: false, null, FinanceWorld.Officer, FinanceWorld.Stop)).Value.Lines.Select(line => line.Amount).Should().Equal(Money.Vnd(9_000));
        (await lists.LinesAsync("vnpay", done: true, null, FinanceWorld.Officer, FinanceWorld.Stop)).Value.Lines.Select(line => line.Amount).Should().Equal(Money.Vnd(45_000));
        (await lists.ExpectedAsync("vnpay", done: false, null, FinanceWorld.Officer, FinanceWorld.Stop)).Value.Expected
            .Select(one => (one.Row.Reference, one.Status)).Should().Equal(("VN2", ExpectationStatus.Expected));
        (await lists.ExpectedAsync("vnpay", done: true, null, FinanceWorld.Officer, FinanceWorld.Stop)).Value.Expected
            .Select(one => (one.Row.Reference, one.Status)).Should().Equal(("VN1", ExpectationStatus.Matched));
    }

    [Fact]
    public async Task Statements_AreListedLatestFirst()
    {
        foreach (var number in (string[])["s1", "s2"])
        {
            await _world.TakeAsync(new Statement(VnPay, number, "VND", FinanceWorld.Day, FinanceWorld.Day, [FinanceWorld.Shown(1, LineKind.Charge, 9_000, $"X{number}")]));
            _world.Clock.Advance(TimeSpan.FromHours(1));
        }

        (await _world.Get<ListLines>().StatementsAsync("vnpay", null, FinanceWorld.Officer, FinanceWorld.Stop)).Value.Statements
            .Select(statement => statement.File.Number).Should().Equal("s2", "s1");
    }

    [Fact]
    public async Task Lists_AreForFinanceOfficers_AndOfSourcesThatCanBe()
    {
        var lists = _world.Get<ListLines>();

        (await lists.LinesAsync("vnpay", false, null, FinanceWorld.Family, FinanceWorld.Stop)).Problem.Should().Be(KernelProblems.Forbidden);
        (await lists.ExpectedAsync("vnpay", false, null, FinanceWorld.Family, FinanceWorld.Stop)).Problem.Should().Be(KernelProblems.Forbidden);
        (await lists.StatementsAsync("vnpay", null, FinanceWorld.Family, FinanceWorld.Stop)).Problem.Should().Be(KernelProblems.Forbidden);
        (await lists.LinesAsync("not a source", false, null, FinanceWorld.Officer, FinanceWorld.Stop)).Problem.Should().Be(FinanceProblems.UnknownSource);
        (await lists.LinesAsync("not a source", false, null, FinanceWorld.Family, FinanceWorld.Stop)).Problem.Should().Be(KernelProblems.Forbidden, "who may not ask learns nothing");
    }
}
