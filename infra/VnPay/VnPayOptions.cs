namespace PublicServices.Infra.VnPay;

/// <summary>How VNPAY is reached, version 2.1.0 of its interface.</summary>
public sealed record VnPayOptions
{
    /// <summary>The terminal's code, <c>vnp_TmnCode</c>: 8 letters and digits.</summary>
    public required string TmnCode { get; init; }

    /// <summary>The secret both sides sign with, <c>vnp_HashSecret</c>.</summary>
    public required string HashSecret { get; init; }

    /// <summary>The page payers are sent to, <c>…/vpcpay.html</c>.</summary>
    public required Uri PayUrl { get; init; }

    /// <summary>Where orders are asked about and refunded, <c>…/merchant_webapi/api/transaction</c>.</summary>
    public required Uri ApiUrl { get; init; }

    /// <summary>Where payers come back to: this service as they see it.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>This service's address as VNPAY sees it, sent as <c>vnp_IpAddr</c>; the payer's own is not passed on.</summary>
    public required string ServerIp { get; init; }

    /// <summary>Who refunds, as VNPAY's reports show it; letters and digits. Default <c>PublicServices</c>: officers' names stay with us.</summary>
    public string RefundedBy { get; init; } = "PublicServices";

    /// <summary>How long a payer has. Default 15 minutes, as VNPAY's own page.</summary>
    public TimeSpan AttemptLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one request may take. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong, in one line each; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (TmnCode.Length != 8 || !TmnCode.All(char.IsAsciiLetterOrDigit)) yield return "TmnCode has 8 letters and digits";
        if (HashSecret.Length < 16) yield return "HashSecret has 16 characters or more";
        if (!IsHttp(PayUrl)) yield return "PayUrl is an absolute http or https address";
        if (!IsHttp(ApiUrl)) yield return "ApiUrl is an absolute http or https address";
        if (!IsHttp(PublicUrl)) yield return "PublicUrl is an absolute http or https address";
        if (!System.Net.IPAddress.TryParse(ServerIp, out _)) yield return "ServerIp is an address";
        if (RefundedBy.Length is 0 or > 100 || !RefundedBy.All(char.IsAsciiLetterOrDigit)) yield return "RefundedBy is 1 to 100 letters and digits";
        if (AttemptLifetime < TimeSpan.FromMinutes(5) || AttemptLifetime > TimeSpan.FromDays(1)) yield return "AttemptLifetime is 5 minutes to a day";
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(1)) yield return "Timeout is more than nothing and at most a minute";
    }

    private static bool IsHttp(Uri url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https" };
}
