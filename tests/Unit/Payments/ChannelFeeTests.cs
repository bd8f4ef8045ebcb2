using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class ChannelFeeTests
{
    [Theory]
    [InlineData(0, 0, 45_000, 0)]
    [InlineData(110, 0, 45_000, 495)]
    [InlineData(110, 1_650, 45_000, 2_145)]
    [InlineData(1, 0, 4_999, 0)]
    [InlineData(1, 0, 5_000, 1)]
    [InlineData(1, 0, 14_999, 1)]
    [InlineData(1, 0, 15_000, 2)]
    [InlineData(ChannelFee.MaxBasisPoints, ChannelFee.MaxFixedVnd, 10_000_000, 3_000_000)]
    [InlineData(290, 5_000, 0, 5_000)]
    [InlineData(ChannelFee.MaxBasisPoints, 0, long.MaxValue, 1_844_674_407_370_955_161)]
    public void Of_AnAmount_IsWholeDongWithAHalfUpwards(int basisPoints, long fixedVnd, long amountVnd, long expected) =>
        new ChannelFee(basisPoints, fixedVnd, FeeBearer.Payer).Of(Money.Vnd(amountVnd)).Should().Be(Money.Vnd(expected));

    [Theory]
    [InlineData(-1, Money.Dong)]
    [InlineData(100, "USD")]
    public void Of_WhatNoChannelTakes_Throws(long amount, string currency)
    {
        var asking = () => new ChannelFee(100, 0, FeeBearer.Payer).Of(new Money(amount, currency));

        asking.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData("2027-03-31", null)]
    [InlineData("2027-04-01", 450L)]
    [InlineData("2027-06-30", 450L)]
    [InlineData("2027-07-01", null)]
    public void Of_ADay_IsWhatHoldsOnIt(string day, long? expected)
    {
        var rules = new DatedRules<ChannelFee>([new(new(2027, 4, 1), "tariff", new(100, 0, FeeBearer.Payer), new(2027, 6, 30))]);
        var fees = new ChannelFees(new Dictionary<string, DatedRules<ChannelFee>> { ["vnpay"] = rules });

        fees.Of("vnpay", Money.Vnd(45_000), DateOnly.Parse(day)).Should().Be(expected is { } vnd ? new FeeShown(FeeBearer.Payer, Money.Vnd(vnd)) : null);
    }

    [Fact]
    public void Of_WhatNobodyConfigured_IsNotKnown()
    {
        ChannelFees.None.Of("vnpay", Money.Vnd(45_000), new(2027, 4, 1)).Should().BeNull();
        var always = new DatedRules<ChannelFee>([new(new(2027, 1, 1), "tariff", new(100, 0, FeeBearer.Payer))]);
        new ChannelFees(new Dictionary<string, DatedRules<ChannelFee>> { ["vnpay"] = always })
            .Of("vnpay", new Money(500, "USD"), new(2027, 4, 1)).Should().BeNull();
    }
}
