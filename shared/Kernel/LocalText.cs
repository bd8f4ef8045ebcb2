namespace PublicServices.Kernel;

/// <summary>One sentence for people in the two languages of the service.</summary>
/// <param name="Vi">Vietnamese, shown first.</param>
/// <param name="En">English.</param>
public sealed record LocalText(string Vi, string En)
{
    /// <summary>The text for a language tag; anything but <c>en</c> reads Vietnamese.</summary>
    public string In(string? language) =>
        language is not null && language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? En : Vi;
}
