namespace PublicServices.Payments;

/// <summary>The named limits of the payment feature.</summary>
public static class PaymentLimits
{
    /// <summary>What payments' record ids start with.</summary>
    public const string Kind = "pay";

    /// <summary>Tries one payment may have; a family that needs more is helped by an officer.</summary>
    public const int MaxAttempts = 20;

    /// <summary>Officer's cases one payment may have; news that would raise more is parked for an operator.</summary>
    public const int MaxCases = 50;

    /// <summary>Disputes one payment may have.</summary>
    public const int MaxDisputes = 20;

    /// <summary>Refunds one payment may have, failed ones included.</summary>
    public const int MaxRefunds = 50;

    /// <summary>Largest callback that is read. The gateways' own are a few kilobytes.</summary>
    public const int MaxCallbackBytes = 64 * 1024;

    /// <summary>Longest reason an officer may write.</summary>
    public const int MaxReasonLength = 500;

    /// <summary>Longest reference a payer may look up, and a gateway may give.</summary>
    public const int MaxReferenceLength = 128;
}
