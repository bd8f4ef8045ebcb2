using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Whom an extension is for.</summary>
[JsonConverter(typeof(NamedEnumConverter<ExtensionScope>))]
public enum ExtensionScope
{
    /// <summary>Everybody, for example after an outage.</summary>
    All,

    /// <summary>Units of one Department: two-digit code.</summary>
    Province,

    /// <summary>One registration unit.</summary>
    Unit,

    /// <summary>One person, by registration id.</summary>
    Person,
}

/// <summary>A later closing time, with its reason.</summary>
/// <param name="Target">Code the scope asks for; empty for <see cref="ExtensionScope.All"/>.</param>
public sealed record WindowExtension(
    ExtensionScope Scope, string Target, DateTimeOffset Until, string Reason, string By, DateTimeOffset At);

/// <summary>The fee of a session for as long as one instrument sets it.</summary>
/// <param name="Amount">What a candidate pays.</param>
/// <param name="ByType">Different amounts for some candidate types.</param>
/// <param name="ExemptGroups">Codes of <see cref="ExamRules.FeeExemptions"/> that pay nothing.</param>
public sealed record FeeSchedule(Money Amount, IReadOnlyList<TypeFee> ByType, IReadOnlyList<string> ExemptGroups);

/// <summary>What candidates of one type pay.</summary>
public sealed record TypeFee(CandidateType Type, Money Amount);

/// <summary>A fee and the instrument that sets it.</summary>
public sealed record ExamFee(Money Amount, string Instrument);

/// <summary>One exam session: its windows, its days and its fee.</summary>
/// <param name="Code">For example <c>thpt-2027</c>; the record's id is <c>ses-</c> and this.</param>
/// <param name="Procedure">Administrative procedure code at the portal.</param>
/// <param name="OpensAt">First instant at which a submission counts.</param>
/// <param name="ClosesAt">Last instant at which a submission counts.</param>
/// <param name="CorrectionsUntil">Last instant at which a requested correction can be filed.</param>
/// <param name="PayUntil">Last instant at which a fee can be paid.</param>
/// <param name="FirstExamDay">First day of papers; certificates must be valid through <paramref name="LastExamDay"/>.</param>
public sealed record ExamSession(
    string Code,
    LocalText Name,
    string Procedure,
    DateTimeOffset OpensAt,
    DateTimeOffset ClosesAt,
    DateTimeOffset CorrectionsUntil,
    DateTimeOffset PayUntil,
    DateOnly FirstExamDay,
    DateOnly LastExamDay,
    IReadOnlyList<Dated<FeeSchedule>> Fees,
    IReadOnlyList<WindowExtension> Extensions)
{
    /// <summary>The most extensions a session keeps; single persons' are kept apart.</summary>
    public const int MaxExtensions = 500;

    /// <summary>When filing ends for a unit, with every extension that covers it.</summary>
    public DateTimeOffset ClosesFor(string unit)
    {
        var closes = ClosesAt;
        foreach (var extension in Extensions)
        {
            if (extension.Until > closes && Covers(extension, unit)) closes = extension.Until;
        }

        return closes;
    }

    /// <summary>When paying ends: never before filing does.</summary>
    public DateTimeOffset PayUntilFor(string unit)
    {
        var closes = ClosesFor(unit);
        return closes > PayUntil ? closes : PayUntil;
    }

    /// <summary>What a candidate pays on a day; null when no fee is set for it.</summary>
    public ExamFee? FeeFor(RegistrationForm form, DateOnly day)
    {
        foreach (var version in Fees)
        {
            if (!version.Covers(day)) continue;
            var amount = version.Value.Amount;
            foreach (var other in version.Value.ByType)
            {
                if (other.Type == form.Type) amount = other.Amount;
            }

            if (form.FeeExemption is { } group && version.Value.ExemptGroups.Contains(group)) amount = Money.Vnd(0);
            return new ExamFee(amount, version.Instrument);
        }

        return null;
    }

    private static bool Covers(WindowExtension extension, string unit) => extension.Scope switch
    {
        ExtensionScope.All => true,
        ExtensionScope.Province => RegistrationUnit.DepartmentOf(unit) == extension.Target,
        ExtensionScope.Unit => unit == extension.Target,
        _ => false,
    };
}
