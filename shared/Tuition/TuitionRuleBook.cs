using System.Reflection;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A group of pupils with a benefit.</summary>
/// <param name="Code">For example <c>disabled</c>.</param>
/// <param name="Percent">Of tuition: 100, 70 or 50; 0 when only the support for study costs is due.</param>
/// <param name="HasStudyCosts">Study-cost support is paid to the family apart from any bill.</param>
/// <param name="Article">Where it stands in the instrument.</param>
public sealed record BenefitGroup(string Code, LocalText Name, int Percent, bool HasStudyCosts, string Article);

/// <summary>Support for study costs, paid to the family.</summary>
/// <param name="AmountVnd">Đồng a month.</param>
/// <param name="MaxMonths">Months of a school year it is paid for.</param>
public sealed record StudyCosts(long AmountVnd, int MaxMonths);

/// <summary>The highest price of an item in a province.</summary>
/// <param name="Province">Two-digit code.</param>
/// <param name="Item">Item code.</param>
/// <param name="MaxVnd">Đồng for one.</param>
public sealed record PriceCap(string Province, string Item, long MaxVnd);

/// <summary>What a province pays towards the tuition of private pupils; never more than the tuition.</summary>
/// <param name="Province">Two-digit code.</param>
/// <param name="AmountVnd">Đồng a month.</param>
public sealed record PrivateSupport(string Province, SchoolLevel Level, long AmountVnd);

/// <summary>Every version of every rule, with its instrument.</summary>
public sealed record TuitionRuleData(
    IReadOnlyList<Dated<IReadOnlyList<BenefitGroup>>> Groups,
    IReadOnlyList<Dated<StudyCosts>> StudyCosts,
    IReadOnlyList<Dated<RiseLimit>> Rise,
    IReadOnlyList<Dated<IReadOnlyList<PriceCap>>> Caps,
    IReadOnlyList<Dated<FreeTuition>> FreeTuition,
    IReadOnlyList<Dated<IReadOnlyList<PrivateSupport>>> PrivateSupport,
    IReadOnlyList<Dated<VatRate>> Vat);

/// <summary>The most a price may rise from one year to the next.</summary>
public sealed record RiseLimit(int MaxPercent);

/// <summary>Levels at which public schools take no tuition.</summary>
public sealed record FreeTuition(IReadOnlyList<SchoolLevel> Levels);

/// <summary>Value added tax on what schools charge.</summary>
/// <param name="Rate">As invoices write it: <c>KCT</c> for not subject to it.</param>
public sealed record VatRate(string Rate);

/// <summary>The rules through time: the book that comes with the program.</summary>
/// <remarks>It is read at the first question; a start has none.</remarks>
public sealed class TuitionRuleBook
{
    private readonly Lazy<TuitionRuleData> _data = new(Read);

    public DatedRules<IReadOnlyList<BenefitGroup>> Groups => field ??= new(_data.Value.Groups);

    public DatedRules<StudyCosts> StudyCosts => field ??= new(_data.Value.StudyCosts);

    public DatedRules<RiseLimit> Rise => field ??= new(_data.Value.Rise);

    public DatedRules<IReadOnlyList<PriceCap>> Caps => field ??= new(_data.Value.Caps);

    public DatedRules<FreeTuition> FreeTuition => field ??= new(_data.Value.FreeTuition);

    public DatedRules<IReadOnlyList<PrivateSupport>> PrivateSupport => field ??= new(_data.Value.PrivateSupport);

    public DatedRules<VatRate> Vat => field ??= new(_data.Value.Vat);

    /// <summary>The groups in force on a day; empty before there were any.</summary>
    public IReadOnlyList<BenefitGroup> GroupsOn(DateOnly day) => Groups.InForce(day)?.Value ?? [];

    private static TuitionRuleData Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("PublicServices.Tuition.Data.tuition-rules.json")
            ?? throw new InvalidDataException("The tuition rules are missing from the program.");
        return JsonSerializer.Deserialize(stream, TuitionJson.Default.TuitionRuleData)
            ?? throw new InvalidDataException("The tuition rules are null.");
    }
}
