using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>What payments are told of a line of the bank's.</summary>
public sealed class TransfersTests
{
    private static readonly RecordId Record = new("lin-1");
    private static readonly DateOnly Day = new(2027, 4, 21);
    private static readonly DateTimeOffset Now = new(2027, 4, 25, 3, 0, 0, TimeSpan.Zero);

    private static readonly BookedLine Booked = new()
    {
        Source = StatementSource.Bank("vcb"),
        File = new RecordId("fil-1"),
        Line = new StatementLine(1, LineKind.Transfer, Day, Money.Vnd(45_000), Money.Vnd(0), "FT1", "", "PS23456789ABC"),
    };

    [Theory]
    [InlineData("PS23456789ABC")]
    [InlineData("nop tien ps 2345-6789 abc cam on")]
    [InlineData("MBVCB.PSPS23456789ABC")]
    [InlineData("PS0 PS23456789ABC")]
    [InlineData("PSPSPSPSPSPSPS")]
    public void Memo_InAnySpelling_IsTold(string memo) => Told(Booked with { Line = Booked.Line with { Memo = memo } })!.Memo.Should().Be(memo + " ");

    [Theory]
    [InlineData("PS23456789AB")]
    [InlineData("PS23456789AB0")]
    [InlineData("PS23456789ABO")]
    [InlineData("SP23456789ABC")]
    [InlineData("")]
    [InlineData("hoc phi thang 4")]
    public void Memo_OfNoAttempt_IsNotTold(string memo) => Told(Booked with { Line = Booked.Line with { Memo = memo } }).Should().BeNull();

    [Fact]
    public void Memo_AcrossBothFields_IsTold() =>
        Told(Booked with { Line = Booked.Line with { Memo = "PS2345", Order = "6789ABC" } })!.Memo.Should().Be("PS2345 6789ABC");

    [Fact]
    public void Line_OfAGatewayOrOutOrForeign_IsNotTold()
    {
        Told(Booked with { Source = new StatementSource("vnpay") }).Should().BeNull();
        Told(Booked with { Line = Booked.Line with { Amount = Money.Vnd(-45_000) } }).Should().BeNull();
        Told(Booked with { Line = Booked.Line with { Amount = Money.Vnd(0) } }).Should().BeNull();
        Told(Booked with { Line = Booked.Line with { Amount = new Money(45_000, "USD") } }).Should().BeNull();
        Told(Booked with { Line = Booked.Line with { Amount = Money.Vnd(1) } })!.Amount.Should().Be(Money.Vnd(1));
    }

    [Fact]
    public void BookedAt_IsTheEndOfItsDay_AndNeverToCome()
    {
        Told(Booked)!.BookedAt.Should().Be(new DateTimeOffset(2027, 4, 21, 16, 59, 59, 999, TimeSpan.Zero));
        Told(Booked with { Line = Booked.Line with { Day = new DateOnly(2027, 4, 25) } })!.BookedAt.Should().Be(Now);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Reference_IsItsOwnOrTheRecords(int length, bool isOwn)
    {
        var reference = new string('7', length);
        Told(Booked with { Line = Booked.Line with { Reference = reference } })!.BankReference.Should().Be(isOwn ? reference : Record.Value);
    }

    private static TransferReceivedV1? Told(BookedLine booked)
    {
        var told = Transfers.Tell(Record, booked, "c-1", Now);
        if (told is not null) (told.Session, told.Correlation).Should().Be((Record, "c-1"));
        return told is null ? null : TransferContracts.TransferReceived.Read(told);
    }
}
