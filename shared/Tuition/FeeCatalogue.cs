using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What one school charges, through time. The state of a <c>fees-</c> record; what the public price notice shows.</summary>
/// <param name="School">Unit code, <c>01-002</c>.</param>
/// <param name="Province">Two-digit code: whose caps and support apply.</param>
/// <param name="IsPublic">Pupils of public schools pay no tuition.</param>
/// <param name="Items">At most <see cref="MaxItems"/>.</param>
/// <param name="Instalments">How a bill may be paid in parts; one part of 100 % when it may not.</param>
/// <param name="Warnings">What was out of the ordinary when it was published, with the school's reason.</param>
/// <param name="PublishedAt">When.</param>
/// <param name="PublishedBy">Account of the officer.</param>
public sealed record FeeCatalogue(
    string School,
    LocalText Name,
    string Province,
    bool IsPublic,
    IReadOnlyList<FeeItem> Items,
    IReadOnlyList<InstalmentPart> Instalments,
    IReadOnlyList<CatalogueWarning> Warnings,
    DateTimeOffset PublishedAt,
    string PublishedBy)
{
    public const int MaxItems = 60;
    public const int MaxVersionsOfItem = 40;
    public const int MaxInstalments = 6;

    /// <summary>Dearest price there may be, in đồng.</summary>
    public const long MaxPriceVnd = 100_000_000;

    public FeeItem? Find(string code) => Items.FirstOrDefault(item => item.Code == code);
}

/// <summary>One thing that is charged.</summary>
/// <param name="Code">Lower-case letters, digits, dashes; unique in the catalogue.</param>
/// <param name="Cycle">Billed with months or with terms.</param>
/// <param name="IsForAll">Billed to every pupil of its levels; otherwise only when the list names it.</param>
/// <param name="Levels">Levels it is for; empty for all.</param>
/// <param name="Prices">Through time, in đồng for one; versions do not overlap, each with its instrument.</param>
/// <param name="Unit">What one is on invoices, for example <c>Suất</c>; null for the period, or for times when there are several.</param>
public sealed record FeeItem(
    string Code,
    LocalText Name,
    FeeKind Kind,
    BillingCycle Cycle,
    bool IsForAll,
    IReadOnlyList<SchoolLevel> Levels,
    IReadOnlyList<Dated<ItemPrice>> Prices,
    string? Unit = null)
{
    public Dated<ItemPrice>? PriceOn(DateOnly day) => Prices.FirstOrDefault(price => price.Covers(day));

    public bool IsFor(SchoolLevel level) => Levels.Count == 0 || Levels.Contains(level);
}

/// <summary>A price.</summary>
/// <param name="AmountVnd">Whole đồng for one.</param>
public sealed record ItemPrice(long AmountVnd);

/// <summary>One part of a bill paid in parts.</summary>
/// <param name="Percent">Of the total; the parts add up to 100.</param>
/// <param name="DueDay">Days from the first day of the period to the day it is due; in rising order.</param>
public sealed record InstalmentPart(int Percent, int DueDay);

/// <summary>Something the rules frown upon, published all the same for a reason.</summary>
/// <param name="Item">Item code.</param>
/// <param name="Text">What is out of the ordinary.</param>
/// <param name="Instrument">The rule.</param>
/// <param name="Reason">Why the school does it.</param>
public sealed record CatalogueWarning(string Item, LocalText Text, string Instrument, string Reason);
