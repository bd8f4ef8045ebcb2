namespace PublicServices.Finance;

/// <summary>Which statement said something. Where two say different things of one line, the later edition counts, whichever was handled first.</summary>
/// <param name="To">Last day the statement covers.</param>
/// <param name="Number">The statement's own number.</param>
/// <param name="TakenAt">When it was taken: tells a correction from what it corrects, and nothing else.</param>
public sealed record StatementEdition(DateOnly To, string Number, DateTimeOffset TakenAt)
{
    /// <summary>
    /// True when the other one knows better: of one number the one taken last, which is how banks and gateways send corrections; of several
    /// the one that reaches further, and of those that reach equally far the one of the higher number.
    /// </summary>
    public bool IsBefore(StatementEdition other)
    {
        if (Number == other.Number) return TakenAt < other.TakenAt;
        if (To != other.To) return To < other.To;
        // Numbers that run have more digits as they grow.
        return Number.Length != other.Number.Length ? Number.Length < other.Number.Length : string.CompareOrdinal(Number, other.Number) < 0;
    }
}
