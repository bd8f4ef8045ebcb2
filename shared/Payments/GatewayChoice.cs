using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A channel to choose.</summary>
/// <param name="Name">What it is called in requests.</param>
/// <param name="Title">What payers read.</param>
/// <param name="Fee">What the channel charges, so far as it is known; left out when it is not, which is not the same as no charge.</param>
public sealed record GatewayChoice(string Name, LocalText Title, FeeShown? Fee = null)
{
    /// <summary>Channels as a payer reads them: by what stands on the button, without regard to case and accents.</summary>
    /// <param name="choices">In any order.</param>
    /// <param name="language"><c>vi</c> or <c>en</c>; null reads Vietnamese.</param>
    public static IReadOnlyList<GatewayChoice> InOrder(IEnumerable<GatewayChoice> choices, string? language) =>
    [
        .. choices.OrderBy(choice => VietnameseText.Plain(choice.Title.In(language)), StringComparer.Ordinal)
            .ThenBy(choice => choice.Name, StringComparer.Ordinal),
    ];
}
