using PublicServices.Payments;

namespace PublicServices.Infra.VietQr;

/// <summary>The bank account families transfer to.</summary>
public sealed record VietQrOptions
{
    /// <summary>The bank's BIN at NAPAS, 6 digits, for example <c>970403</c>.</summary>
    public required string Bin { get; init; }

    /// <summary>The bank, as people call it. 1 to 100 characters.</summary>
    public required string BankName { get; init; }

    /// <summary>Account number, 1 to 19 capital letters and digits.</summary>
    public required string Account { get; init; }

    /// <summary>Whose account it is, as the payer's bank shows it before they confirm. 1 to 100 characters.</summary>
    public required string AccountName { get; init; }

    /// <summary>How long a payer has to make the transfer. Default one day.</summary>
    public TimeSpan AttemptLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How much later than the transfer its statement may be imported. Until then an attempt stays pending, because the money may be
    /// there; only afterwards does it expire. Default two days; less than <see cref="SweepSchedule.SilentAfter"/>.
    /// </summary>
    public TimeSpan StatementLag { get; init; } = TimeSpan.FromDays(2);

    /// <summary>What is wrong, in one line each; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (Bin.Length != 6 || !Bin.All(char.IsAsciiDigit)) yield return "Bin has 6 digits";
        if (Account.Length is 0 or > 19 || !Account.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c))) yield return "Account is 1 to 19 capital letters and digits";
        if (BankName.Length is 0 or > 100) yield return "BankName is 1 to 100 characters";
        if (AccountName.Length is 0 or > 100) yield return "AccountName is 1 to 100 characters";
        if (AttemptLifetime < TimeSpan.FromMinutes(15) || AttemptLifetime > TimeSpan.FromDays(30)) yield return "AttemptLifetime is 15 minutes to 30 days";
        if (StatementLag < TimeSpan.Zero || StatementLag >= SweepSchedule.SilentAfter) yield return "StatementLag is zero to less than three days";
    }
}
