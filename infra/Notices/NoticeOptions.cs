namespace PublicServices.Infra.Notices;

/// <summary>How people are told things. Configuration section <c>Notices</c>.</summary>
public sealed record NoticeOptions
{
    /// <summary>E-mail; null for none.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>SMS; null for none.</summary>
    public SmsOptions? Sms { get; init; }
}

/// <summary>How an SMTP connection is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>STARTTLS, refused when the server does not offer it. Usual port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte. Usual port 465.</summary>
    Tls,

    /// <summary>In the clear; only for a relay on the same machine or a test.</summary>
    None,
}

/// <summary>E-mail over SMTP. Configuration section <c>Notices:Smtp</c>.</summary>
public sealed record SmtpOptions
{
    /// <summary>The server.</summary>
    public required string Host { get; init; }

    /// <summary>Its port; 587 by default.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is protected; STARTTLS by default.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>Account; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Its password.</summary>
    public string? Password { get; init; }

    /// <summary>Sender's address.</summary>
    public required string From { get; init; }

    /// <summary>Sender's name.</summary>
    public string FromName { get; init; } = "Dịch vụ công giáo dục";

    /// <summary>Seconds for each step of the conversation; 20 by default, 1 to 120.</summary>
    public int TimeoutSeconds { get; init; } = 20;
}

/// <summary>SMS over a gateway's HTTP interface. Configuration section <c>Notices:Sms</c>.</summary>
public sealed record SmsOptions
{
    /// <summary>Address each message is posted to.</summary>
    public required string Url { get; init; }

    /// <summary>Header that carries the credentials; <c>Authorization</c> by default.</summary>
    public string HeaderName { get; init; } = "Authorization";

    /// <summary>Its value; null for none.</summary>
    public string? HeaderValue { get; init; }

    /// <summary>JSON with <c>{phone}</c>, <c>{text}</c> and <c>{id}</c> inside quotes; the values are escaped as JSON.</summary>
    public string Body { get; init; } = """{"to":"{phone}","text":"{text}","requestId":"{id}"}""";

    /// <summary>Seconds for the whole request; 15 by default, 1 to 60.</summary>
    public int TimeoutSeconds { get; init; } = 15;
}
