using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>Several statements speak of one line. What counts is what the later statement says, not what was handled last.</summary>
public sealed class StatementOrderTests : IDisposable
{
    private readonly FinanceWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Line_SaidOtherwiseByAnOlderStatement_IsAsTheNewerSays(bool isOlderFirst)
    {
        var (older, newer) = (Of("2026-11-23", 0, Line("FT1", 10_000)), Of("2026-11-23_2026-11-25", 2, Line("FT1", 20_000)));

        foreach (var statement in isOlderFirst ? (Statement[])[older, newer] : [newer, older]) await _world.TakeAsync(statement);

        AmountOf("FT1").Should().Be(Money.Vnd(20_000));
        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(20_000);
        var picture = (await _world.Get<PreviewDay>().HandleAsync(FinanceWorld.Day, FinanceWorld.Officer, FinanceWorld.Stop)).Value;
        picture.Differences.Should().NotContain(one => one.Kind == "drift", "the day is what the newer statement says, too");
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Line_SaidTheSameByANewerStatement_IsNotChangedByOneInBetween()
    {
        await _world.TakeAsync(Of("2026-11-23", 0, Line("FT1", 10_000)));
        await _world.TakeAsync(Of("2026-11-23_2026-11-25", 2, Line("FT1", 10_000), Line("FT2", 1_000)));

        await _world.TakeAsync(Of("2026-11-24", 1, Line("FT1", 30_000)));

        AmountOf("FT1").Should().Be(Money.Vnd(10_000));
    }

    [Fact]
    public async Task Line_LeftOutByACorrectionOfAnOlderStatement_Stays()
    {
        await _world.TakeAsync(Of("2026-11-23", 0, Line("FT1", 10_000), Line("FT2", 20_000)));
        await _world.TakeAsync(Of("2026-11-23_2026-11-25", 2, Line("FT1", 10_000), Line("FT2", 20_000), Line("FT3", 1_000)));

        await _world.TakeAsync(Of("2026-11-23", 0, Line("FT1", 10_000)));

        _world.Line(IdOf("FT2")).Status.Should().Be(LineStatus.Open);
        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(31_000);
    }

    [Fact]
    public async Task Line_LeftOutByACorrection_IsThereAgainWhenANewerStatementShowsIt()
    {
        await _world.TakeAsync(Of("2026-11-23", 0, Line("FT1", 10_000), Line("FT2", 20_000)));
        await _world.TakeAsync(Of("2026-11-23", 0, Line("FT1", 10_000)));
        _world.Line(IdOf("FT2")).Status.Should().Be(LineStatus.Void);

        await _world.TakeAsync(Of("2026-11-23_2026-11-25", 2, Line("FT1", 10_000), Line("FT2", 20_000), Line("FT3", 1_000)));

        _world.Line(IdOf("FT2")).Status.Should().Be(LineStatus.Open);
    }

    [Theory]
    [InlineData(23, "2026-11-23", 5, 24, "2026-11-24", 1, "the later day")]
    [InlineData(23, "9", 5, 23, "10", 1, "the higher number")]
    [InlineData(23, "145/1", 5, 23, "145/2", 1, "the higher number")]
    [InlineData(24, "145", 1, 23, "145", 5, "a correction comes later, however far it reaches")]
    public void Edition_BeforeAnother(int day, string number, int minute, int otherDay, string otherNumber, int otherMinute, string because)
    {
        var (one, other) = (At(day, number, minute), At(otherDay, otherNumber, otherMinute));

        (one.IsBefore(other), other.IsBefore(one), one.IsBefore(one)).Should().Be((true, false, false), because);

        static StatementEdition At(int day, string number, int minute) => new(new DateOnly(2026, 11, day), number, FinanceWorld.Start.AddMinutes(minute));
    }

    private static Statement Of(string number, int days, params StatementLine[] lines) =>
        new(FinanceWorld.Bank, number, "VND", FinanceWorld.Day, FinanceWorld.Day.AddDays(days), lines);

    private static StatementLine Line(string reference, long amount) =>
        new(1, LineKind.Transfer, FinanceWorld.Day, Money.Vnd(amount), Money.Vnd(0), reference, "", "x");

    private RecordId IdOf(string reference) => _world.LineOf(Line(reference, 0));

    private Money AmountOf(string reference) => _world.Line(IdOf(reference)).Line.Amount;
}
