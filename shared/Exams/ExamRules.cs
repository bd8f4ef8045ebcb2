using System.Collections.Frozen;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>The rules and code tables in force on one day. Take them from <see cref="ExamRuleBook.On"/>.</summary>
public sealed class ExamRules
{
    internal ExamRules(ExamRuleData data, DateOnly day)
    {
        Day = day;
        Subjects = Table(data.Subjects, day);
        Languages = Table(data.Languages, day);
        Certificates = Table(data.Certificates, day);
        CandidateTypes = ExamRuleBook.Version(data.CandidateTypes, day)?.ToFrozenDictionary(rule => rule.Type)
            ?? FrozenDictionary<CandidateType, CandidateTypeRule>.Empty;
        PriorityGroups = Table(data.PriorityGroups, day);
        PriorityRegions = Table(data.PriorityRegions, day);
        GraduationPriorities = Table(data.GraduationPriorities, day);
        Encouragements = Table(data.Encouragements, day);
        Ethnicities = Table(data.Ethnicities, day);
        Provinces = Table(data.Provinces, day);
        ProvincesEver = data.Provinces.SelectMany(version => version.Value).Select(province => province.Code).ToFrozenSet();
        FeeExemptions = Table(data.FeeExemptions, day);
        Attachments = Table(data.Attachments, day);
        Consent = ExamRuleBook.Version(data.Consent, day);
        Retention = ExamRuleBook.Version(data.Retention, day);
    }

    public DateOnly Day { get; }
    public CodeTable<SubjectRule> Subjects { get; }
    public CodeTable<CodeRule> Languages { get; }

    /// <summary>Certificates that exempt from the language paper.</summary>
    public CodeTable<CertificateRule> Certificates { get; }
    public FrozenDictionary<CandidateType, CandidateTypeRule> CandidateTypes { get; }
    public CodeTable<PriorityGroupRule> PriorityGroups { get; }
    public CodeTable<RegionRule> PriorityRegions { get; }
    public CodeTable<CodeRule> GraduationPriorities { get; }
    public CodeTable<CodeRule> Encouragements { get; }
    public CodeTable<CodeRule> Ethnicities { get; }

    /// <summary>Provinces of today: residence, registration.</summary>
    public CodeTable<CodeRule> Provinces { get; }

    /// <summary>Codes of today's and former provinces: schools attended and births keep the code of their time.</summary>
    public FrozenSet<string> ProvincesEver { get; }
    public CodeTable<CodeRule> FeeExemptions { get; }
    public CodeTable<AttachmentRule> Attachments { get; }

    /// <summary>The consent text; null when none is in force, and then nobody can register.</summary>
    public ConsentRule? Consent { get; }

    /// <summary>How long registrations are kept; null when no rule is in force, and then none is erased.</summary>
    public RetentionRule? Retention { get; }

    private static CodeTable<T> Table<T>(IReadOnlyList<Dated<IReadOnlyList<T>>> versions, DateOnly day)
        where T : CodeRule =>
        new(ExamRuleBook.Version(versions, day) ?? []);
}

/// <summary>A code table on one day, in the order people are shown it.</summary>
public sealed class CodeTable<T>(IReadOnlyList<T> all)
    where T : CodeRule
{
    private readonly FrozenDictionary<string, T> _byCode = all.ToFrozenDictionary(rule => rule.Code);

    public IReadOnlyList<T> All => all;

    public bool Has(string? code) => code is not null && _byCode.ContainsKey(code);

    /// <summary>Null when the code is not in force.</summary>
    public T? Find(string? code) => code is null ? null : _byCode.GetValueOrDefault(code);
}
