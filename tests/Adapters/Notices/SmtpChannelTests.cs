using System.Text;
using MimeKit;
using PublicServices.Infra.Notices;
using PublicServices.Notices;

namespace PublicServices.Tests.Adapters.Notices;

public sealed class SmtpChannelTests
{
    private static readonly NoticeLetter Letter = new(
        "01k5letter", "an@example.vn", "Đã nhận phiếu G22-1", "Phiếu của NGUYỄN VĂN AN đã được nhận.\n.\nHết.", "vi", new DateTimeOffset(2026, 9, 21, 3, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_Letter_ArrivesWithItsIdAndVietnamese()
    {
        using var server = new SmtpDouble();
        (await Channel(server).SendAsync(Letter, Token)).Should().Be(ChannelAnswer.Sent);

        server.Recipients.Should().ContainSingle().Which.Should().Contain("<an@example.vn>");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(server.Messages.Single().Replace("\n..", "\n.", StringComparison.Ordinal)));
        var message = await MimeMessage.LoadAsync(stream, Token);
        message.Subject.Should().Be(Letter.Subject);
        message.MessageId.Should().Be("01k5letter@education.example.vn");
        message.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n').Should().Be(Letter.Text);
        message.From.Mailboxes.Single().Address.Should().Be("no-reply@education.example.vn");
        message.Headers[HeaderId.AutoSubmitted].Should().Be("auto-generated");
    }

    [Theory]
    [InlineData("RCPT", "550 no such mailbox", ChannelOutcome.Refused, "smtp-550")]
    [InlineData("RCPT", "450 greylisted", ChannelOutcome.TryLater, "smtp-450")]
    [InlineData(".", "554 looks like spam", ChannelOutcome.Refused, "smtp-554")]
    [InlineData(".", "451 disk full", ChannelOutcome.TryLater, "smtp-451")]
    [InlineData("MAIL", "550 not your domain", ChannelOutcome.TryLater, "smtp-550")]
    [InlineData("EHLO", "421 closing", ChannelOutcome.TryLater, null)]
    public async Task Send_ServerRefuses_IsFinalOnlyWhenItIsAboutTheRecipientOrTheLetter(
        string command, string answer, ChannelOutcome outcome, string? reason)
    {
        using var server = new SmtpDouble((command, answer), ("HELO", answer));
        var result = await Channel(server).SendAsync(Letter, Token);
        result.Outcome.Should().Be(outcome);
        if (reason is not null) result.Reason.Should().Be(reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("an")]
    [InlineData("an@")]
    [InlineData("an@example.vn\r\nRCPT TO:<everybody@example.vn>")]
    public async Task Send_MalformedAddress_IsRefusedWithoutAskingTheServer(string to)
    {
        using var server = new SmtpDouble();
        (await Channel(server).SendAsync(Letter with { To = to }, Token)).Outcome.Should().Be(ChannelOutcome.Refused);
        server.Recipients.Should().BeEmpty();
    }

    [Fact]
    public async Task Send_ServerWithoutStartTls_IsNotUsedInTheClear()
    {
        using var server = new SmtpDouble();
        var channel = new SmtpChannel(Options(server.Port) with { Security = SmtpSecurity.StartTls });
        (await channel.SendAsync(Letter, Token)).Outcome.Should().Be(ChannelOutcome.TryLater);
        server.Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task Send_SilentServer_TimesOut()
    {
        using var server = new SmtpDouble(("MAIL", "hang"));
        var channel = new SmtpChannel(Options(server.Port) with { TimeoutSeconds = 1 });
        (await channel.SendAsync(Letter, Token)).Outcome.Should().Be(ChannelOutcome.TryLater);
    }

    [Fact]
    public async Task Send_NobodyListening_IsTriedLater()
    {
        int port;
        using (var server = new SmtpDouble()) port = server.Port;
        (await new SmtpChannel(Options(port)).SendAsync(Letter, Token)).Should().Be(ChannelAnswer.TryLater("unreachable"));
    }

    private static SmtpChannel Channel(SmtpDouble server) => new(Options(server.Port));

    private static SmtpOptions Options(int port) =>
        new() { Host = "127.0.0.1", Port = port, Security = SmtpSecurity.None, From = "no-reply@education.example.vn" };
}
