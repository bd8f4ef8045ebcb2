namespace PublicServices.Functions.Hosting.Web.Tags;

/// <summary>One thing to choose.</summary>
/// <param name="Value">What the form sends.</param>
/// <param name="Label">What people read.</param>
/// <param name="Hint">What choosing it means; null when the label says it all.</param>
public sealed record Choice(string Value, string Label, string? Hint = null);
