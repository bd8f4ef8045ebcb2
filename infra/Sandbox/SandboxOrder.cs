using System.Globalization;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.Sandbox;

/// <summary>What a signed link asks the payer for. The link is the whole order: the sandbox keeps nothing until somebody pays.</summary>
/// <param name="Attempt">Order number.</param>
/// <param name="Amount">What is to be paid.</param>
/// <param name="Description">What for, ASCII.</param>
/// <param name="ExpiresAt">No money after this.</param>
/// <param name="Language"><c>vi</c> or <c>en</c>.</param>
public sealed record SandboxOrder(AttemptId Attempt, Money Amount, string Description, DateTimeOffset ExpiresAt, string Language)
{
    /// <summary>The sandbox's hosted page.</summary>
    public const string PagePath = "/sandbox/pay";

    /// <summary>Longest link that is read.</summary>
    public const int MaxLength = 1_000;

    internal string Link(string secret)
    {
        var values = new SignedValues
        {
            ["amount"] = Amount.MinorUnits.ToString(CultureInfo.InvariantCulture),
            ["attempt"] = Attempt.ToString(),
            ["currency"] = Amount.Currency,
            ["description"] = Description,
            ["expires"] = ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["language"] = Language,
        };
        return $"{PagePath}?{values.Sign(secret)}";
    }

    /// <returns>The order; null when the link is not one of ours, unchanged.</returns>
    internal static SandboxOrder? Read(string query, string secret)
    {
        if (query.Length > MaxLength || !SignedValues.TryVerify(query.TrimStart('?'), secret, out var values, out _)) return null;
        return AttemptId.TryParse(values["attempt"], out var attempt)
            && values.Number("amount") is { } amount and > 0
            && values["currency"] is { Length: 3 } currency
            && values["description"] is { } description
            && values.Number("expires") is { } expires
            && values["language"] is { } language
                ? new SandboxOrder(attempt, new Money(amount, currency), description, DateTimeOffset.FromUnixTimeSeconds(expires), language)
                : null;
    }
}
