using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>One entry of a code table.</summary>
public record CodeRule(string Code, LocalText Name);

/// <summary>An exam subject.</summary>
/// <param name="Compulsory">Everybody sits it; it is never chosen.</param>
/// <param name="Language">Needs a language, N1 to N7.</param>
public sealed record SubjectRule(string Code, LocalText Name, bool Compulsory = false, bool Language = false) : CodeRule(Code, Name);

/// <summary>A certificate that exempts from the paper in one language.</summary>
/// <param name="Language">The language's code.</param>
/// <param name="Levels">Levels accepted; null when the certificate carries scores.</param>
/// <param name="Minimums">Least score of each part; null when it carries levels.</param>
/// <param name="Maximums">Highest score there is of each part.</param>
public sealed record CertificateRule(
    string Code,
    LocalText Name,
    string Language,
    IReadOnlyList<string>? Levels = null,
    IReadOnlyList<decimal>? Minimums = null,
    IReadOnlyList<decimal>? Maximums = null) : CodeRule(Code, Name);

/// <summary>What a candidate type may and must do.</summary>
/// <param name="AtOwnSchool">Registers at the school of grade 12.</param>
/// <param name="MayReserve">May keep scores of an earlier exam.</param>
/// <param name="ChoosesFreely">Chooses electives whether studied or not.</param>
public sealed record CandidateTypeRule(
    CandidateType Type, LocalText Name, bool AtOwnSchool = false, bool MayReserve = false, bool ChoosesFreely = false);

/// <summary>A priority group; rank 1 is UT1.</summary>
public sealed record PriorityGroupRule(string Code, LocalText Name, int Rank) : CodeRule(Code, Name);

/// <summary>A priority region.</summary>
/// <param name="NeedsCommune">Depends on the commune of residence, which the form must name.</param>
public sealed record RegionRule(string Code, LocalText Name, bool NeedsCommune = false) : CodeRule(Code, Name);

/// <summary>What may be attached, and who must.</summary>
/// <param name="Accepted">Types by their names in <c>FileType</c>.</param>
/// <param name="MaxBytes">Largest file.</param>
/// <param name="MaxFiles">Most files of this kind in one registration.</param>
/// <param name="Needed"><c>always</c>, <c>priority</c>, <c>exemption</c>, <c>fee</c>, <c>free</c> (candidates) or <c>never</c>.</param>
public sealed record AttachmentRule(
    string Code,
    LocalText Name,
    IReadOnlyList<string> Accepted,
    int MaxBytes,
    int MaxFiles,
    string Needed,
    int MinSidePixels = 1,
    int MaxSidePixels = 20_000) : CodeRule(Code, Name);

/// <summary>What people agree to, and from which age they agree for themselves.</summary>
/// <param name="Version">Kept with every recorded consent.</param>
public sealed record ConsentRule(string Version, int RepresentativeBelowAge, LocalText Text);

/// <summary>How long registrations are kept, in months after their session's last exam day.</summary>
/// <param name="DraftMonths">What was never submitted.</param>
/// <param name="FiledMonths">What was.</param>
/// <param name="MoneyMonths">So much longer where money is still to go back: it needs to know whose it is.</param>
public sealed record RetentionRule(int DraftMonths, int FiledMonths, int MoneyMonths)
{
    /// <summary>The last day on which a session's drafts are kept.</summary>
    public DateOnly LastDayOfDrafts(ExamSession session) => session.LastExamDay.AddMonths(DraftMonths);

    /// <summary>The last day on which what was filed for a session is kept.</summary>
    public DateOnly LastDayOfFiled(ExamSession session) => session.LastExamDay.AddMonths(FiledMonths);

    /// <summary>True when nothing keeps a registration of a session any longer.</summary>
    public bool IsOver(Registration registration, ExamSession session, DateOnly today)
    {
        var isDraft = registration is { SubmittedAt: null, Fee: FeeStatus.None };
        var last = isDraft ? LastDayOfDrafts(session) : LastDayOfFiled(session);
        return today > (registration.Next.HasFlag(NextActor.Payments) ? last.AddMonths(MoneyMonths) : last);
    }
}

/// <summary>Every rule and table of the feature through time, as <c>Data/exam-rules.json</c> holds them.</summary>
public sealed record ExamRuleData(
    IReadOnlyList<Dated<IReadOnlyList<SubjectRule>>> Subjects,
    IReadOnlyList<Dated<IReadOnlyList<CodeRule>>> Languages,
    IReadOnlyList<Dated<IReadOnlyList<CertificateRule>>> Certificates,
    IReadOnlyList<Dated<IReadOnlyList<CandidateTypeRule>>> CandidateTypes,
    IReadOnlyList<Dated<IReadOnlyList<PriorityGroupRule>>> PriorityGroups,
    IReadOnlyList<Dated<IReadOnlyList<RegionRule>>> PriorityRegions,
    IReadOnlyList<Dated<IReadOnlyList<CodeRule>>> GraduationPriorities,
    IReadOnlyList<Dated<IReadOnlyList<CodeRule>>> Encouragements,
    IReadOnlyList<Dated<IReadOnlyList<CodeRule>>> Ethnicities,
    IReadOnlyList<Dated<IReadOnlyList<CodeRule>>> Provinces,
    IReadOnlyList<Dated<IReadOnlyList<CodeRule>>> FeeExemptions,
    IReadOnlyList<Dated<IReadOnlyList<AttachmentRule>>> Attachments,
    IReadOnlyList<Dated<ConsentRule>> Consent,
    IReadOnlyList<Dated<RetentionRule>> Retention);
