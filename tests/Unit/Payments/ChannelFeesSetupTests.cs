using Microsoft.Extensions.Configuration;
using PublicServices.Functions.Payments;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class ChannelFeesSetupTests
{
    private static readonly Money Amount = Money.Vnd(100_000);

    [Theory]
    [InlineData("Stripe", "stripe")]
    [InlineData("VnPay", "vnpay")]
    [InlineData("PortalPay", "portalpay")]
    [InlineData("VietQr", "vietqr")]
    [InlineData("Sandbox", "sandbox")]
    public void Read_AnEntry_BelongsToItsChannelAlone(string section, string gateway)
    {
        var fees = Read(($"{section}:Fee:0:From", "2027-01-01"), ($"{section}:Fee:0:BasisPoints", "110"), ($"{section}:Fee:0:FixedVnd", "1650"), ($"{section}:Fee:0:BorneBy", "Payer"));

        foreach (var name in new[] { "stripe", "vnpay", "portalpay", "vietqr", "sandbox" })
        {
            fees.Of(name, Amount, new(2027, 1, 1)).Should().Be(name == gateway ? new FeeShown(FeeBearer.Payer, Money.Vnd(2_750)) : null);
        }
    }

    [Fact]
    public void Read_SeveralEntries_EachHoldsUntilTheNext()
    {
        var fees = Read(
            ("VnPay:Fee:0:From", "2027-07-01"), ("VnPay:Fee:0:FixedVnd", "2000"), ("VnPay:Fee:0:BorneBy", "Collector"),
            ("VnPay:Fee:1:From", "2027-01-01"), ("VnPay:Fee:1:FixedVnd", "1000"), ("VnPay:Fee:1:BorneBy", "Payer"));

        fees.Of("vnpay", Amount, new(2026, 12, 31)).Should().BeNull();
        fees.Of("vnpay", Amount, new(2027, 6, 30)).Should().Be(new FeeShown(FeeBearer.Payer, Money.Vnd(1_000)));
        fees.Of("vnpay", Amount, new(2027, 7, 1)).Should().Be(new FeeShown(FeeBearer.Collector, Money.Vnd(2_000)));
    }

    [Fact]
    public void Read_AnEntryOverNothing_SaysThereIsNoCharge() =>
        Read(("VietQr:Fee:0:From", "2027-01-01"), ("VietQr:Fee:0:BorneBy", "Collector"))
            .Of("vietqr", Amount, new(2027, 1, 1)).Should().Be(new FeeShown(FeeBearer.Collector, Money.Vnd(0)));

    [Theory]
    [InlineData("BasisPoints", "2001", "BasisPoints must be a whole number from 0 to 2000")]
    [InlineData("BasisPoints", "-1", "BasisPoints must be")]
    [InlineData("BasisPoints", "1.5", "BasisPoints must be")]
    [InlineData("FixedVnd", "1000001", "FixedVnd must be a whole number from 0 to 1000000")]
    [InlineData("FixedVnd", "1,000", "FixedVnd must be")]
    [InlineData("BorneBy", null, "BorneBy must be Payer or Collector")]
    [InlineData("BorneBy", "school", "BorneBy must be")]
    [InlineData("BorneBy", "0", "BorneBy must be")]
    [InlineData("From", null, "From must be set")]
    [InlineData("From", "01/01/2027", "From must be a day")]
    [InlineData("To", "2027-02-30", "To must be a day")]
    [InlineData("To", "2026-12-31", "ends before it begins")]
    [InlineData("BasisPoint", "110", "BasisPoint is no setting of a charge")]
    public void Read_AnImpossibleEntry_StopsTheStartWithOneLine(string name, string? value, string says)
    {
        var reading = () => Read(("VnPay:Fee:0:From", "2027-01-01"), ("VnPay:Fee:0:BorneBy", "Payer"), ($"VnPay:Fee:0:{name}", value));

        reading.Should().Throw<InvalidOperationException>().WithMessage($"*Payments:VnPay:Fee*{says}*").Which.Message.Should().NotContain("\n");
    }

    [Theory]
    [InlineData("VnPay:Fee", "110")]
    [InlineData("VnPay:Fee:BasisPoints", "110")]
    public void Read_WhatIsNoList_StopsTheStart(string key, string value)
    {
        var reading = () => Read((key, value));

        reading.Should().Throw<InvalidOperationException>().WithMessage("Payments:VnPay:Fee is a numbered list*");
    }

    [Fact]
    public void Read_TwoEntriesOfOneDay_StopsTheStart()
    {
        var reading = () => Read(
            ("VnPay:Fee:0:From", "2027-01-01"), ("VnPay:Fee:0:BorneBy", "Payer"), ("VnPay:Fee:1:From", "2027-01-01"), ("VnPay:Fee:1:BorneBy", "Payer"));

        reading.Should().Throw<InvalidOperationException>().WithMessage("Payments:VnPay:Fee:*overlaps*");
    }

    private static ChannelFees Read(params (string Key, string? Value)[] values) => ChannelFeesSetup.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(values.GroupBy(pair => pair.Key).Select(pair => KeyValuePair.Create($"Payments:{pair.Key}", pair.Last().Value))).Build());
}
