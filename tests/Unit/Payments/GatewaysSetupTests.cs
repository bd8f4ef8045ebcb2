using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using PublicServices.Functions.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class GatewaysSetupTests
{
    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("Development", "false", false)]
    [InlineData("Test", null, true)]
    [InlineData("Staging", null, false)]
    [InlineData("Production", null, false)]
    [InlineData("Production", "false", false)]
    public void Sandbox_ByEnvironment_IsOnOnlyWhereNoRealMoneyIs(string environment, string? enabled, bool expected) =>
        GatewaysSetup.HasSandbox(Configuration(("Payments:Sandbox:Enabled", enabled)), new Named(environment)).Should().Be(expected);

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void Sandbox_AskedForWhereItMayNotRun_StopsTheStart(string environment)
    {
        var asking = () => GatewaysSetup.HasSandbox(Configuration(("Payments:Sandbox:Enabled", "true")), new Named(environment));

        asking.Should().Throw<InvalidOperationException>().WithMessage("*refused*");
    }

    [Fact]
    public void Stripe_WithoutAKey_IsNotThere() => GatewaysSetup.StripeOptionsFrom(Configuration()).Should().BeNull();

    [Theory]
    [InlineData(null, "https://service.test")]
    [InlineData(" ", "https://service.test")]
    [InlineData("whsec_1", null)]
    public void Stripe_ConfiguredByHalf_StopsTheStart(string? secret, string? publicUrl)
    {
        var configuration = Configuration(
            ("Payments:Stripe:ApiKey", "sk_test_1"), ("Payments:Stripe:WebhookSecrets:0", secret), ("Payments:PublicUrl", publicUrl));

        var reading = () => GatewaysSetup.StripeOptionsFrom(configuration);

        reading.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Stripe_Configured_ReadsEverySecret()
    {
        var options = GatewaysSetup.StripeOptionsFrom(Configuration(
            ("Payments:Stripe:ApiKey", "sk_test_1"),
            ("Payments:Stripe:WebhookSecrets:0", "whsec_new"),
            ("Payments:Stripe:WebhookSecrets:1", "whsec_old"),
            ("Payments:PublicUrl", "https://service.test")));

        options!.WebhookSecrets.Should().Equal("whsec_new", "whsec_old");
    }

    [Fact]
    public void VnPay_WithoutATerminal_IsNotThere() => VnPaySetup.OptionsFrom(Configuration()).Should().BeNull();

    [Fact]
    public void VnPay_Configured_IsRead()
    {
        var options = VnPaySetup.OptionsFrom(VnPay());

        options.Should().Match<PublicServices.Infra.VnPay.VnPayOptions>(read => read.TmnCode == "TESTTMN1" && read.AttemptLifetime == TimeSpan.FromMinutes(15));
    }

    [Theory]
    [InlineData("Payments:VnPay:TmnCode", "SHORT")]
    [InlineData("Payments:VnPay:HashSecret", "short")]
    [InlineData("Payments:VnPay:HashSecret", null)]
    [InlineData("Payments:VnPay:PayUrl", null)]
    [InlineData("Payments:VnPay:ApiUrl", "ftp://pay.test")]
    [InlineData("Payments:VnPay:ServerIp", "somewhere")]
    [InlineData("Payments:VnPay:RefundedBy", "Nguyễn Văn A")]
    [InlineData("Payments:VnPay:AttemptLifetime", "00:01:00")]
    [InlineData("Payments:VnPay:Timeout", "00:02:00")]
    [InlineData("Payments:PublicUrl", null)]
    public void VnPay_ConfiguredWrong_StopsTheStart(string key, string? value)
    {
        var reading = () => VnPaySetup.OptionsFrom(VnPay((key, value)));

        reading.Should().Throw<InvalidOperationException>().WithMessage("*Payments:*");
    }

    private static IConfiguration VnPay(params (string Key, string? Value)[] changes) => Configuration(
    [
        ("Payments:VnPay:TmnCode", "TESTTMN1"),
        ("Payments:VnPay:HashSecret", "TESTSECRETTESTSECRET"),
        ("Payments:VnPay:PayUrl", "https://pay.test/vpcpay.html"),
        ("Payments:VnPay:ApiUrl", "https://pay.test/api"),
        ("Payments:VnPay:ServerIp", "127.0.0.1"),
        ("Payments:PublicUrl", "https://service.test"),
        .. changes,
    ]);

    [Fact]
    public void FirstSweep_Unset_IsAMinute() =>
        GatewaysSetup.SweepScheduleFrom(Configuration()).PauseBefore(0).Should().Be(TimeSpan.FromMinutes(1));

    [Fact]
    public void FirstSweep_Set_Counts() =>
        GatewaysSetup.SweepScheduleFrom(Configuration(("Payments:FirstSweep", "00:00:03"))).PauseBefore(0).Should().Be(TimeSpan.FromSeconds(3));

    [Theory]
    [InlineData("00:00:00.5")]
    [InlineData("00:06:00")]
    [InlineData("-00:01:00")]
    [InlineData("soon")]
    public void FirstSweep_OutsideItsBounds_IsRefusedWithItsName(string value)
    {
        var reading = () => GatewaysSetup.SweepScheduleFrom(Configuration(("Payments:FirstSweep", value)));

        reading.Should().Throw<InvalidOperationException>().WithMessage("Payments:FirstSweep is a time from*");
    }

    private static IConfiguration Configuration(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.GroupBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key, pair.Last().Value))).Build();

    private sealed class Named(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
