using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using PublicServices.Notices;

namespace PublicServices.Infra.Notices;

/// <summary>E-mail over SMTP: one connection a letter, and a letter's id is its Message-ID.</summary>
public sealed class SmtpChannel(SmtpOptions options) : INoticeChannel
{
    public NoticeChannelKind Kind => NoticeChannelKind.Email;

    public async ValueTask<ChannelAnswer> SendAsync(NoticeLetter letter, CancellationToken cancellationToken)
    {
        if (!MailboxAddress.TryParse(letter.To, out var to) || !to.Address.Contains('@', StringComparison.Ordinal))
            return ChannelAnswer.Refused("address-malformed");
        using var message = Compose(letter, to);
        using var client = new SmtpClient { Timeout = Math.Clamp(options.TimeoutSeconds, 1, 120) * 1_000 };
        try
        {
            await client.ConnectAsync(options.Host, options.Port, Security(options.Security), cancellationToken);
            if (options.User is { } user) await client.AuthenticateAsync(user, options.Password ?? "", cancellationToken);
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException e)
        {
            return Judge(e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && Reason(e) is not null)
        {
            return ChannelAnswer.TryLater(Reason(e)!);
        }

        // The server has taken it; whether it says goodbye politely changes nothing.
        await client.DisconnectAsync(quit: false, CancellationToken.None);
        return ChannelAnswer.Sent;
    }

    private MimeMessage Compose(NoticeLetter letter, MailboxAddress to)
    {
        var from = new MailboxAddress(options.FromName, options.From);
        var message = new MimeMessage
        {
            Subject = letter.Subject,
            Date = letter.AskedAt,
            MessageId = $"{letter.Id}@{from.Domain}",
            Body = new TextPart("plain") { Text = letter.Text },
        };
        message.From.Add(from);
        message.To.Add(to);
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, letter.Language);
        return message;
    }

    /// <summary>5xx about this recipient or this message is final; 5xx about ourselves (sender, account) is ours to mend, so it waits.</summary>
    private static ChannelAnswer Judge(SmtpCommandException refusal)
    {
        var reason = $"smtp-{(int)refusal.StatusCode}";
        var isFinal = (int)refusal.StatusCode >= 500
            && refusal.ErrorCode is (SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted);
        return isFinal ? ChannelAnswer.Refused(reason) : ChannelAnswer.TryLater(reason);
    }

    private static string? Reason(Exception e) => e switch
    {
        OperationCanceledException or TimeoutException => "timeout",
        SslHandshakeException or System.Security.Authentication.AuthenticationException => "tls",
        MailKit.Security.AuthenticationException => "smtp-sign-in",
        ServiceNotConnectedException or SocketException or IOException => "unreachable",
        ProtocolException or NotSupportedException => "smtp-protocol",
        _ => null,
    };

    private static SecureSocketOptions Security(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };
}
